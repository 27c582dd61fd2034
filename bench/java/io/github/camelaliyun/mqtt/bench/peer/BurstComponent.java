package io.github.camelaliyun.mqtt.bench.peer;

import io.github.camelaliyun.mqtt.bench.worker.Completions;
import org.apache.camel.Component;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.DefaultEndpoint;

import java.util.Map;

/**
 * {@code from("burst:...")}: a source that hands exchanges to its route as Camel's own consumers do, when the bench says
 * so. One route only.
 */
final class BurstComponent extends DefaultComponent {

    private volatile Source source;

    /** Starts an exchange; returns as soon as the route returns, whether the exchange is done or not. */
    void send(byte[] body, Completions completions) {
        source.send(body, completions);
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) {
        return new BurstEndpoint(uri, this);
    }

    private final class BurstEndpoint extends DefaultEndpoint {

        private BurstEndpoint(String uri, Component component) {
            super(uri, component);
        }

        @Override
        public Producer createProducer() {
            throw new UnsupportedOperationException("burst: is where routes begin");
        }

        @Override
        public Consumer createConsumer(Processor processor) {
            source = new Source(this, processor);
            return source;
        }
    }

    private static final class Source extends DefaultConsumer {

        private Source(Endpoint endpoint, Processor processor) {
            super(endpoint, processor);
        }

        private void send(byte[] body, Completions completions) {
            Exchange exchange = createExchange(false);
            exchange.getIn().setBody(body);
            getAsyncProcessor().process(exchange, doneSync -> {
                if (exchange.getException() == null) {
                    completions.succeeded();
                } else {
                    completions.failed(exchange.getException());
                }
                releaseExchange(exchange, false);
            });
        }
    }
}
