package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.connection.Outcome;
import org.apache.camel.Exchange;
import org.apache.camel.spi.Synchronization;

/**
 * Tells the outcome of a message when its exchange completes. It goes where the exchange goes: a seda queue, or whatever else
 * takes over completions, calls it there; if it is forgotten there, it is noticed that nobody can call it any more.
 */
final class Completion implements Synchronization {

    private final Outcome outcome;

    private Completion(Outcome outcome) {
        this.outcome = outcome;
    }

    static void of(Exchange exchange, Outcome outcome) {
        exchange.getExchangeExtension().addOnCompletion(new Completion(outcome));
    }

    @Override
    public void onComplete(Exchange exchange) {
        outcome.done(!exchange.isRollbackOnly() && !exchange.isRollbackOnlyLast());
    }

    @Override
    public void onFailure(Exchange exchange) {
        outcome.done(false);
    }
}
