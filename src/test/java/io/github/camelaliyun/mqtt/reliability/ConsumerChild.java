package io.github.camelaliyun.mqtt.reliability;

import io.github.camelaliyun.mqtt.kit.ChildJvm;
import io.github.camelaliyun.mqtt.kit.Estate;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;

import java.net.URI;
import java.nio.file.Path;

/**
 * The consumer's side in a JVM of its own: a route with a persistent session that takes its time for each message and
 * writes it to a file before the exchange completes. It prints {@code subscribed} at its first message, which may be a
 * {@link #PROBE}, and {@link VitalSigns}.
 */
final class ConsumerChild {

    static final String SUBSCRIBED = "subscribed";
    /** A payload to find out with whether the subscription stands; not counted. */
    static final byte[] PROBE = NumberedMessage.payload(-1, 0);

    private final ProcessedFile processed;
    private boolean subscribed;

    private ConsumerChild(ProcessedFile processed) {
        this.processed = processed;
    }

    /** Arguments: server, clientId, topic, file, milliseconds for each message. */
    public static void main(String[] args) throws Exception {
        try (ProcessedFile file = new ProcessedFile(Path.of(args[3]));
                Estate estate = new Estate(
                        URI.create(args[0]),
                        args[1],
                        component -> component.getConfiguration().setCleanSession(false));
                VitalSigns signs = VitalSigns.print()) {
            ConsumerChild child = new ConsumerChild(file);
            estate.add(new RouteBuilder() {
                @Override
                public void configure() {
                    from("paho:" + args[2])
                            .routeId("slow")
                            .delay(Long.parseLong(args[4]))
                            .process(child::process);
                }
            });
            ChildJvm.awaitEndOfInput();
        }
    }

    /** Called for one message at a time. */
    private void process(Exchange exchange) throws Exception {
        int number = NumberedMessage.number(exchange.getIn().getBody(byte[].class));
        if (number >= 0) {
            processed.add(number);
        }
        if (!subscribed) {
            subscribed = true;
            System.out.println(SUBSCRIBED);
        }
    }
}
