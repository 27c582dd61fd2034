package io.github.camelaliyun.mqtt.reliability;

import io.github.camelaliyun.mqtt.kit.ChildJvm;
import io.github.camelaliyun.mqtt.kit.Estate;
import org.apache.camel.builder.RouteBuilder;

import java.net.URI;

/** The main class of a JVM that consumes and publishes with a clientId until its standard input ends. */
final class Holder {

    private Holder() {}

    /** @param args server, clientId, topic */
    public static void main(String[] args) throws Exception {
        try (Estate estate = new Estate(URI.create(args[0]), args[1])) {
            estate.add(new RouteBuilder() {
                @Override
                public void configure() {
                    from("paho:" + args[2]).routeId("consume").to("log:consumed?level=DEBUG");
                    from("timer:publish?period=200")
                            .setBody(constant("from a holder"))
                            .to("paho:" + args[2]);
                }
            });
            ChildJvm.awaitEndOfInput();
        }
    }
}
