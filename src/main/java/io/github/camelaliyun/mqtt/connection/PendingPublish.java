package io.github.camelaliyun.mqtt.connection;

import java.util.function.Consumer;

/** A publish between its acceptance and its outcome. Guarded by its window's lock. */
final class PendingPublish implements PacketIds.Answer {

    final OutboundMessage message;
    final PublishCallback callback;
    final long deadlineNanos;

    private final Consumer<PendingPublish> onAnswer;

    /** The link it was last written to; null while it waits for one. */
    Link sentOn;

    /** @param onAnswer told of the acknowledgement, as a {@link PacketIds.Answer} is */
    PendingPublish(
            OutboundMessage message, PublishCallback callback, long deadlineNanos, Consumer<PendingPublish> onAnswer) {
        this.message = message;
        this.callback = callback;
        this.deadlineNanos = deadlineNanos;
        this.onAnswer = onAnswer;
    }

    @Override
    public void answered(byte[] returnCodes) {
        onAnswer.accept(this);
    }

    boolean expired(long nowNanos) {
        return nowNanos - deadlineNanos >= 0;
    }
}
