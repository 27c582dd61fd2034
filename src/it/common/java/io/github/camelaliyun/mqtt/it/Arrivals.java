package io.github.camelaliyun.mqtt.it;

import org.apache.camel.CamelContext;
import org.apache.camel.ConsumerTemplate;
import org.apache.camel.Exchange;

import static org.assertj.core.api.Assertions.assertThat;

/** What the estate's routes have put into a {@code seda:} queue. For one thread. */
public final class Arrivals implements AutoCloseable {

    private static final long PATIENCE_MILLIS = 20_000;

    private final ConsumerTemplate template;
    private final String queue;

    public Arrivals(CamelContext context, String queue) {
        this.template = context.createConsumerTemplate();
        this.queue = queue;
    }

    /** Waits for the next message; fails if it is another one, or if none comes within 20 s. */
    public void assertNext(String topic, String body) {
        Exchange exchange = template.receive(queue, PATIENCE_MILLIS);
        assertThat(exchange).as("message on " + topic).isNotNull();
        assertThat(exchange.getMessage().getHeader("CamelMqttTopic")).isEqualTo(topic);
        assertThat(exchange.getMessage().getBody(String.class)).isEqualTo(body);
        // It was handed over to this side: the message is acknowledged when it is done with here.
        template.doneUoW(exchange);
    }

    @Override
    public void close() {
        template.stop();
    }
}
