package io.github.camelaliyun.mqtt.cases;

import io.github.camelaliyun.mqtt.sandbox.SharedSandbox;

import java.time.Duration;

/** A client and its topic, with a limit for what goes on after something was thrown. */
abstract class ThrowablesRig {

    /** A pause of a second before the next attempt, and some for a machine that is busy. */
    static final Duration LIMIT = Duration.ofSeconds(10);

    final String clientId = SharedSandbox.uniqueClientId();
    final String topic = "test/" + clientId.substring(clientId.indexOf("@@@") + 3);
    final Inbox inbox = new Inbox();
}
