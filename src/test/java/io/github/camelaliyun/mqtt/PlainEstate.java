package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.kit.Estate;

import java.net.URI;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What {@link BareClassPathIT} runs behind a class loader of its own: it publishes, and receives that. */
public final class PlainEstate {

    private PlainEstate() {}

    /** Answers whether the message came back. */
    public static boolean run(String server, String clientId) throws Exception {
        CountDownLatch received = new CountDownLatch(1);
        try (Estate estate = new Estate(URI.create(server), clientId)) {
            estate.consume("in", "paho:test/in", e -> received.countDown());
            estate.publish("paho:test/in", "there and back");
            return received.await(20, TimeUnit.SECONDS);
        }
    }
}
