package io.github.camelaliyun.mqtt.connection;

/** A publish between its acceptance and its outcome. Guarded by its connection's lock. */
final class PendingPublish {

    final OutboundMessage message;
    final PublishCallback callback;
    final long deadlineNanos;

    /** The link it was last written to; null while it waits for one. */
    Link sentOn;

    PendingPublish(OutboundMessage message, PublishCallback callback, long deadlineNanos) {
        this.message = message;
        this.callback = callback;
        this.deadlineNanos = deadlineNanos;
    }

    boolean expired(long nowNanos) {
        return nowNanos - deadlineNanos >= 0;
    }
}
