package io.github.camelaliyun.mqtt.reliability;

import io.github.camelaliyun.mqtt.kit.Estate;
import io.github.camelaliyun.mqtt.sandbox.SharedSandbox;
import org.apache.camel.Exchange;

import java.net.URI;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;

/** A client of its own that publishes numbered messages at QoS 1 and keeps the books of what is acknowledged. */
final class Feed implements AutoCloseable {

    private static final int ACKNOWLEDGED_WITHIN_SECONDS = 60;

    private final Estate estate;
    private final String topic;
    private final Ledger ledger;

    Feed(URI server, String topic, Ledger ledger) throws Exception {
        this.estate = new Estate(server, SharedSandbox.uniqueClientId());
        this.topic = topic;
        this.ledger = ledger;
    }

    /** Publishes the messages from number {@code from} on without waiting in between; returns when all are acknowledged. */
    void publish(int from, int count) throws Exception {
        for (CompletableFuture<Exchange> publish : start(from, count)) {
            assertThat(publish.get(ACKNOWLEDGED_WITHIN_SECONDS, TimeUnit.SECONDS)
                            .getException())
                    .isNull();
        }
    }

    /** The same without waiting for the acknowledgements, which go into the ledger as they come. */
    List<CompletableFuture<Exchange>> start(int from, int count) {
        return IntStream.range(from, from + count).mapToObj(this::publish).toList();
    }

    private CompletableFuture<Exchange> publish(int number) {
        return estate.publishAsync("paho:" + topic, String.valueOf(number)).thenApply(exchange -> {
            if (exchange.getException() == null) {
                ledger.acknowledged(number);
            }
            return exchange;
        });
    }

    /** The number of the message that came with this exchange. */
    static int number(Exchange exchange) {
        return Integer.parseInt(exchange.getIn().getBody(String.class));
    }

    @Override
    public void close() {
        estate.close();
    }
}
