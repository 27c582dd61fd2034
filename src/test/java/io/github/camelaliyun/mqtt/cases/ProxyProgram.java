package io.github.camelaliyun.mqtt.cases;

import io.github.camelaliyun.mqtt.kit.ChildJvm;
import io.github.camelaliyun.mqtt.kit.Estate;

import java.net.URI;

/** An application that publishes one message, to be run with the properties of a JVM for proxies. */
final class ProxyProgram {

    static final String CONNECTED = "the message was acknowledged";

    private ProxyProgram() {}

    /** Arguments: server, file of the authority, clientId, the option {@code proxy} or nothing. */
    public static void main(String[] args) throws Exception {
        try (Estate application = new Estate(URI.create(args[0]), args[2], component -> {
            component.setCaFile("file:" + args[1]);
            if (!args[3].isEmpty()) {
                component.setProxy(args[3]);
            }
        })) {
            application.publish("paho:test/proxies", "through");
            System.out.println(CONNECTED);
            ChildJvm.awaitEndOfInput();
        }
    }
}
