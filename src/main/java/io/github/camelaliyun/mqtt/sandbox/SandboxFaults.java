package io.github.camelaliyun.mqtt.sandbox;

import io.github.camelaliyun.mqtt.sandbox.token.TokenSessions;
import io.github.camelaliyun.mqtt.service.Printable;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * What goes wrong on a sandbox, because a test wants it to: on the connections of a clientId that there are and on later ones,
 * until it is taken back. A second call takes the place of the first. Thread-safe; each method returns at once, but for
 * {@link #kick}.
 *
 * <p>Each method throws an {@link IllegalArgumentException} that names the argument which cannot be, and a
 * {@link SandboxException} once the sandbox is closed. The methods about packets need the version of the broker that this jar
 * was built with, and throw a {@link SandboxException} otherwise.
 */
public final class SandboxFaults {

    private final Broker broker;
    final FaultRules rules;
    private final ResendRules resends;
    private final TokenSessions tokens;

    SandboxFaults(Broker broker, FaultRules rules, ResendRules resends, TokenSessions tokens) {
        this.broker = broker;
        this.rules = rules;
        this.resends = resends;
        this.tokens = tokens;
    }

    /**
     * Closes the client's TCP connection, if it has one; returns when that is done.
     *
     * @param clientId of a client that need not be connected
     * @throws SandboxException if the broker does not answer within 10 s
     */
    public void kick(String clientId) {
        Argument.requireText("clientId", clientId);
        broker.disconnect(clientId);
    }

    /**
     * As if the network to this client had stalled: nothing is read from it and nothing sent to it, until {@link #resume}.
     *
     * @param clientId of a client that need not be connected
     */
    public void stall(String clientId) {
        of(clientId).stall();
    }

    /**
     * Ends {@link #stall}; what was held back goes on, in order.
     *
     * @param clientId of a client that stalls; nothing happens for any other
     */
    public void resume(String clientId) {
        of(clientId).resume();
    }

    /**
     * Drops the next PUBACKs to this client, so many of them: it does not learn that its messages have arrived.
     *
     * @param clientId of a client that need not be connected
     * @param count zero for none, which also ends it
     */
    public void dropAcknowledgements(String clientId, int count) {
        Argument.requireNotNegative("count", count);
        of(clientId).dropAcknowledgements(count);
    }

    /**
     * Refuses this very topic filter to every client from now on, with return code 0x80 (MQTT 3.1.1, 3.9.3).
     *
     * @param topicFilter as SUBSCRIBE has it; other filters that match the same topics are not refused
     */
    public void refuse(String topicFilter) {
        Argument.requireText("topicFilter", topicFilter);
        broker.requireRunning();
        rules.refuse(topicFilter);
    }

    /**
     * Ends {@link #refuse}.
     *
     * @param topicFilter one that is refused; nothing happens for any other
     */
    public void permit(String topicFilter) {
        Argument.requireText("topicFilter", topicFilter);
        broker.requireRunning();
        rules.permit(topicFilter);
    }

    /**
     * Sends messages that have waited for this client in batches, as the service does: 30 every 5 s. In force from the
     * client's next connect on; what is published while it is connected belongs to no batch, and comes after the backlog.
     *
     * @param clientId of a client that need not be connected
     * @param size messages of a batch; zero for all at once, as the sandbox does by itself
     * @param pause from the begin of one batch to the next
     * @see <a href="https://help.aliyun.com/document_detail/59914.html">Offline messages</a>
     */
    public void deliverBacklogInBatches(String clientId, int size, Duration pause) {
        Argument.requireNotNegative("size", size);
        Argument.requireTime("pause", pause, "none");
        of(clientId).batches(new ClientFaults.Batches(size, pause));
    }

    /**
     * Closes the client's connection when it publishes more than so many messages in a second, as the service does where an
     * instance's TPS is exceeded.
     *
     * @param clientId of a client that need not be connected
     * @param publishesPerSecond zero for no limit, as the sandbox has none by itself
     */
    public void limitRate(String clientId, int publishesPerSecond) {
        Argument.requireNotNegative("publishesPerSecond", publishesPerSecond);
        of(clientId).publishesPerSecond(publishesPerSecond);
    }

    /**
     * Sends this client's QoS 1 messages again on the same connection, each time one has been unacknowledged for that
     * long, up to 15 times each, as the service's family does (RocketMQ MQTT after 3 s); off by default. In force from the
     * client's next connect on, for MQTT 3.1.1: MQTT 5 forbids it. A message is sent no more once one of its packet
     * identifiers is acknowledged. To the sandbox it counts as delivered when that is the first one; with
     * {@link Resend#NEW_ID}, a client that acknowledges only another gets it again at its next connect.
     *
     * @param clientId of a client that need not be connected
     * @param after zero for never
     * @param how with which packet identifier and DUP flag
     * @see Resend
     */
    public void resendUnacknowledged(String clientId, Duration after, Resend how) {
        Argument.requireText("clientId", clientId);
        Argument.requireTime("after", after, "never");
        Argument.requirePresent("how", how);
        broker.requireRunning();
        resends.set(clientId, after, how);
    }

    /**
     * Makes the tokens that the client holds expire now: it is told so by {@code $SYS/tokenInvalidNotice}, code 2, and then
     * disconnected. Others that hold the same token are, too.
     *
     * @param clientId of a client that is connected in token mode
     * @throws SandboxException if the client is not connected in token mode
     */
    public void expireToken(String clientId) {
        expireToken(clientId, Duration.ZERO);
    }

    /**
     * As {@link #expireToken(String)}, but later. Before, the client is told by {@code $SYS/tokenExpireNotice}, once: five
     * minutes before the end, or a fifth of the token's whole life if that is shorter. One that uploads another token in time
     * stays connected.
     *
     * @param clientId of a client that is connected in token mode
     * @param after what the tokens have left to live; those that have less keep that
     * @throws SandboxException if the client is not connected in token mode
     */
    public void expireToken(String clientId, Duration after) {
        Argument.requireText("clientId", clientId);
        Argument.requireTime("after", after, "now");
        broker.requireRunning();
        // The service counts in milliseconds.
        if (!tokens.expire(clientId, Instant.now().plus(after).truncatedTo(ChronoUnit.MILLIS))) {
            throw new SandboxException("clientId " + Printable.of(clientId) + " holds no token: it is not connected,"
                    + " or in another mode than token");
        }
    }

    private ClientFaults of(String clientId) {
        Argument.requireText("clientId", clientId);
        broker.requireRunning();
        return rules.of(clientId);
    }
}
