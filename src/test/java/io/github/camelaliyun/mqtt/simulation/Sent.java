package io.github.camelaliyun.mqtt.simulation;

import io.github.camelaliyun.mqtt.connection.OutboundMessage;

/** How a publish of the client ended. */
final class Sent {

    final OutboundMessage message;
    final int number;
    final boolean poison;
    final long sinceNanos;
    int outcomes;
    Exception failure;

    Sent(OutboundMessage message, int number, boolean poison, long sinceNanos) {
        this.message = message;
        this.number = number;
        this.poison = poison;
        this.sinceNanos = sinceNanos;
    }
}
