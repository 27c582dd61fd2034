package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.wire.Packet;
import io.github.camelaliyun.mqtt.wire.Transmission;
import io.github.camelaliyun.mqtt.wire.Withdrawal;

import java.util.function.BiConsumer;

/** A publish between its acceptance and the last packet about it. What changes is guarded by its window's lock. */
final class PendingPublish implements PacketIds.Answer, Transmission {

    OutboundMessage message;
    final PublishCallback callback;
    /** In the order of acceptance. */
    final long number;
    /** When its caller came with it. */
    final long sinceNanos;

    private final BiConsumer<PendingPublish, Packet> onAnswer;

    /** The link it was last given to; null while it waits for one. */
    Outlet sentOn;

    long sentNanos;
    /** Zero while it has none. */
    int packetId;
    /** It was sent under this identifier before, on this link or an earlier one of the session. */
    boolean sentBefore;
    /** It was sent on some link. */
    boolean attempted;
    /** QoS 2: PUBREC has come, so the server has the message. */
    boolean released;
    /** Its own packet has acknowledged it, be it too late for its outcome. */
    boolean acknowledged;
    /** Its outcome is told. */
    boolean finished;
    /** QoS 0: it has left while it was tried alone. */
    boolean left;
    /** How often PUBREL was sent after its outcome was told; the most if it must not be. */
    int finishes;
    /** How often the server closed the connection soon after it was sent, and before it was acknowledged. */
    int serverCloses;

    boolean suspect;
    /** It waits until another one like it is known not to make the server close the connection. */
    boolean held;
    /** Takes its latest packet back; null if there is none. */
    private Withdrawal waiting;

    /** @param onAnswer told of each packet with its identifier, as a {@link PacketIds.Answer} is */
    PendingPublish(
            OutboundMessage message,
            PublishCallback callback,
            long number,
            long sinceNanos,
            BiConsumer<PendingPublish, Packet> onAnswer) {
        this.message = message;
        this.callback = callback;
        this.number = number;
        this.sinceNanos = sinceNanos;
        this.onAnswer = onAnswer;
    }

    @Override
    public void answered(Packet packet) {
        onAnswer.accept(this, packet);
    }

    /** It was given to a link. */
    void sent(Outlet link, long now) {
        sentOn = link;
        sentNanos = now;
        attempted = true;
        sentBefore = packetId != 0;
    }

    /** Its wait for a link begins with its acceptance, its wait for an acknowledgement with its sending on this link. */
    long waitingSinceNanos() {
        return sentOn == null ? sinceNanos : sentNanos;
    }

    @Override
    public void onWaiting(Withdrawal packet) {
        waiting = packet;
    }

    /** Nothing is to be done: what is sent again until it is acknowledged need not be known to have left. */
    @Override
    public void onLeft() {}

    /** Takes its packet back, if it waits on the line still: what has failed is not to be sent. */
    boolean withdraw() {
        Withdrawal packet = waiting;
        waiting = null;
        return packet != null && packet.withdraw();
    }
}
