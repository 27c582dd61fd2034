package io.github.camelaliyun.mqtt.springboot;

import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.DefaultProducer;

import java.util.Map;

/**
 * What stands behind the scheme while {@code aliyun.mqtt.enabled} is false, so that routes start where there is no service:
 * its consumers receive nothing, its producers fail, and nothing connects. It takes every topic and option unseen, since the
 * settings that they need may be missing. Camel calls it on its own threads.
 */
final class DisabledComponent extends DefaultComponent {

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) {
        parameters.clear();
        return new Disabled(uri, this);
    }

    private static final class Disabled extends DefaultEndpoint {

        private Disabled(String uri, DisabledComponent component) {
            super(uri, component);
        }

        @Override
        public Consumer createConsumer(Processor processor) {
            return new DefaultConsumer(this, processor);
        }

        @Override
        public Producer createProducer() {
            return new DefaultProducer(this) {
                @Override
                public void process(Exchange exchange) {
                    throw new RuntimeCamelException("nothing is published to " + getEndpoint()
                            + ", since aliyun.mqtt.enabled is false; mock the endpoint, or set it to true");
                }
            };
        }
    }
}
