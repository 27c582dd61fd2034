package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.kit.Mosquitto;

import java.net.URI;

/** The one Mosquitto of a test JVM, for tests with clientIds of their own; it starts at the first call. */
final class SharedMosquitto {

    private static final Mosquitto MOSQUITTO = Mosquitto.start(Mosquitto.Options.anonymous());

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(MOSQUITTO::kill));
    }

    private SharedMosquitto() {}

    static URI uri() {
        return MOSQUITTO.uri();
    }
}
