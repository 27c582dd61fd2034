package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.connection.Delivery;
import io.github.camelaliyun.mqtt.connection.InboundMessage;
import io.github.camelaliyun.mqtt.connection.MessageSink;
import io.github.camelaliyun.mqtt.connection.Outcome;
import io.github.camelaliyun.mqtt.service.FailureWords;
import org.apache.camel.AsyncProducer;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.spi.ProducerCache;
import org.apache.camel.spi.UnitOfWork;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.UnitOfWorkHelper;
import org.apache.camel.support.cache.DefaultProducerCache;
import org.apache.camel.support.service.ServiceHelper;
import org.apache.camel.util.URISupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Sends messages to other endpoints than the route they came for: those that nobody takes, those that failed for the last
 * time, those of a stopped route. Any thread may call.
 */
final class Diversions {

    /** Where messages go that no route takes; equal for equal endpoints, as users of one connection must have it. */
    record Sink(Diversions diversions, String uri) implements MessageSink {
        @Override
        public void send(InboundMessage message, Outcome outcome) {
            diversions.send(message, message.duplicate(), uri, outcome);
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(Diversions.class);

    private final CamelContext context;
    private final ProducerCache producers;
    /** By URI, how many messages in a row it has not taken: the log has the first, and the count once it takes one. */
    private final Map<String, Integer> failures = new ConcurrentHashMap<>();

    Diversions(CamelContext context, Object owner) {
        this.context = context;
        this.producers = new DefaultProducerCache(owner, context, 0);
    }

    void begin() {
        ServiceHelper.startService(producers);
    }

    void end() {
        ServiceHelper.stopService(producers);
    }

    /** Null for no URI. */
    MessageSink sink(String uri) {
        return uri == null ? null : new Sink(this, uri);
    }

    void send(Delivery delivery, String uri, Outcome outcome) {
        send(delivery.message(), delivery.redelivered(), uri, outcome);
    }

    private void send(InboundMessage message, boolean redelivered, String uri, Outcome outcome) {
        Endpoint endpoint = context.getEndpoint(uri);
        Exchange exchange = endpoint.createExchange(ExchangePattern.InOnly);
        Arrivals.fill(exchange, message, redelivered);
        UnitOfWork work = PluginHelper.getUnitOfWorkFactory(context).createUnitOfWork(exchange);
        exchange.getExchangeExtension().setUnitOfWork(work);
        Completion.of(exchange, outcome);
        AsyncProducer producer = producers.acquireProducer(endpoint);
        producer.process(exchange, doneSync -> {
            try {
                Exception failure = exchange.getException();
                UnitOfWorkHelper.doneUow(work, exchange);
                if (failure == null) {
                    tellOfSuccess(uri);
                } else {
                    outcome.done(false);
                    tell(message, uri, failure);
                }
            } finally {
                outcome.turnOver();
                producers.releaseProducer(endpoint, producer);
            }
        });
    }

    private void tell(InboundMessage message, String uri, Exception failure) {
        String shown = URISupport.sanitizeUri(uri);
        if (failures.merge(uri, 1, Integer::sum) == 1) {
            LOG.warn(
                    "{} cannot be sent to {} ({}). It is tried again until that endpoint takes it, and further failures are"
                            + " counted: correct the endpoint, or the option that names it",
                    message,
                    shown,
                    FailureWords.of(failure));
        }
        LOG.debug("{} cannot be sent to {}", message, shown, failure);
    }

    private void tellOfSuccess(String uri) {
        Integer failed = failures.remove(uri);
        if (failed != null) {
            LOG.info("{} takes messages again, after {} that failed", URISupport.sanitizeUri(uri), failed);
        }
    }
}
