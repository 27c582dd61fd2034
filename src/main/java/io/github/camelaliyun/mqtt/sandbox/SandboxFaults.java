package io.github.camelaliyun.mqtt.sandbox;

import java.time.Duration;

/**
 * What goes wrong on a sandbox, because a test wants it to: on the connections of a clientId that there are and on later ones,
 * until it is taken back. Thread-safe; each method returns at once, but for {@link #kick}.
 *
 * <p>The methods about packets need the version of the broker that this jar was built with, and throw a
 * {@link SandboxException} otherwise.
 */
public final class SandboxFaults {

    private final Broker broker;
    private final FaultRules rules;
    private final ResendRules resends;

    SandboxFaults(Broker broker, FaultRules rules, ResendRules resends) {
        this.broker = broker;
        this.rules = rules;
        this.resends = resends;
    }

    /**
     * Closes the client's TCP connection, if it has one; returns when that is done.
     *
     * @throws SandboxException if the broker does not answer within 10 s
     */
    public void kick(String clientId) {
        broker.disconnect(clientId);
    }

    /** As if the network to this client had stalled: nothing is read from it and nothing sent to it, until {@link #resume}. */
    public void stall(String clientId) {
        rules.of(clientId).stall();
    }

    /** Ends {@link #stall}; what was held back goes on, in order. */
    public void resume(String clientId) {
        rules.of(clientId).resume();
    }

    /** Drops the next PUBACKs to this client, so many of them: it does not learn that its messages have arrived. */
    public void dropAcknowledgements(String clientId, int count) {
        requireNotNegative(count);
        rules.of(clientId).dropAcknowledgements(count);
    }

    /** Refuses this very topic filter to every client from now on, with return code 0x80 (MQTT 3.1.1, 3.9.3). */
    public void refuse(String topicFilter) {
        rules.refuse(topicFilter);
    }

    /** Ends {@link #refuse}. */
    public void permit(String topicFilter) {
        rules.permit(topicFilter);
    }

    /**
     * Sends messages that have waited for this client in batches, as the service does: 30 every 5 s. In force from the
     * client's next connect on; what is published while it is connected is not held back.
     *
     * @param size messages of a batch; zero for all at once, as the sandbox does by itself
     * @param pause from the begin of one batch to the next
     * @see <a href="https://help.aliyun.com/document_detail/59914.html">Offline messages</a>
     */
    public void deliverBacklogInBatches(String clientId, int size, Duration pause) {
        requireNotNegative(size);
        rules.of(clientId).batches(new ClientFaults.Batches(size, pause));
    }

    /**
     * Closes the client's connection when it publishes more than so many messages in a second, as the service does where an
     * instance's TPS is exceeded.
     *
     * @param publishesPerSecond zero for no limit, as the sandbox has none by itself
     */
    public void limitRate(String clientId, int publishesPerSecond) {
        requireNotNegative(publishesPerSecond);
        rules.of(clientId).publishesPerSecond(publishesPerSecond);
    }

    /**
     * Sends this client's QoS 1 messages again on the same connection, each time one has been unacknowledged for that
     * long, up to 15 times each, as the service's family does (RocketMQ MQTT after 3 s); off by default. In force from the
     * client's next connect on, for MQTT 3.1.1: MQTT 5 forbids it. A message is sent no more once one of its packet
     * identifiers is acknowledged. To the sandbox it counts as delivered when that is the first one; with
     * {@link Resend#NEW_ID}, a client that acknowledges only another gets it again at its next connect.
     *
     * @param after zero for never
     * @throws IllegalArgumentException if the time is negative
     * @see Resend
     */
    public void resendUnacknowledged(String clientId, Duration after, Resend how) {
        resends.set(clientId, after, how);
    }

    private static void requireNotNegative(int number) {
        if (number < 0) {
            throw new IllegalArgumentException(number + " is less than zero: give a number, or zero for none");
        }
    }
}
