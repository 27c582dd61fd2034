package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.service.Printable;
import io.github.camelaliyun.mqtt.wire.Packet;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * The publishes that have no outcome yet, in the order of their acceptance, and how they come to one. Guarded by the window's
 * lock. Where a link is given it is the present one, or null.
 */
final class PendingPublishes {

    private final String connection;
    private final Duration timeout;
    private final boolean cleanSession;
    private final PublishGate gate;
    private final Handshakes handshakes;
    private final Trials trials;
    private final PublishOutcomes outcomes;
    private final Set<PendingPublish> pending = new LinkedHashSet<>();
    private long accepted;
    /** Topic of the latest of QoS 0, which is gone once it has left; null for none. */
    private String latestTopic;

    private final Qos0Closes qos0 = new Qos0Closes();
    /** The link that it was sent on, and when. */
    private Outlet latestOn;

    private long latestNanos;

    PendingPublishes(
            ConnectionOptions options,
            PublishGate gate,
            Handshakes handshakes,
            Trials trials,
            PublishOutcomes outcomes) {
        this.gate = gate;
        this.connection = options.toString();
        this.timeout = options.publishTimeout();
        this.cleanSession = options.cleanSession();
        this.handshakes = handshakes;
        this.trials = trials;
        this.outcomes = outcomes;
    }

    PendingPublish add(
            OutboundMessage message,
            PublishCallback callback,
            long sinceNanos,
            BiConsumer<PendingPublish, Packet> onAnswer) {
        PendingPublish publish = new PendingPublish(message, callback, accepted++, sinceNanos, onAnswer);
        pending.add(publish);
        return publish;
    }

    int size() {
        return pending.size();
    }

    /** A copy. */
    List<PendingPublish> all() {
        return List.copyOf(pending);
    }

    boolean noneSentOn(Outlet link) {
        return pending.stream().noneMatch(publish -> publish.sentOn == link);
    }

    List<PendingPublish> sentOn(Outlet link) {
        return pending.stream().filter(publish -> publish.sentOn == link).toList();
    }

    /** A publish may be acknowledged more than once: by each link that it was sent on. */
    void finish(PendingPublish publish, Exception failure, Outlet link) {
        if (!pending.remove(publish)) {
            return;
        }
        publish.finished = true;
        if (failure != null) {
            handshakes.abandon(publish, publish.withdraw() ? null : link);
        }
        if (failure == null && publish.message.qos() > 0) {
            trials.trust(publish);
        }
        if (publish.message.qos() == 0) {
            latestTopic = publish.message.topic();
            latestOn = publish.sentOn;
            latestNanos = publish.sentNanos;
        }
        trials.clear(publish);
        outcomes.add(publish, failure);
    }

    /**
     * The first that is unacknowledged on a link and was sent on it a short time ago, or the latest of QoS 0, in words; null for
     * none.
     */
    String latestOn(Outlet link, long now) {
        boolean left = latestOn == link && isSoon(latestNanos, now);
        return pending.stream()
                .filter(publish -> publish.sentOn == link && isSoon(publish.sentNanos, now))
                .findFirst()
                .map(publish -> publish.message.toString())
                .orElse(left ? "publish to " + Printable.of(latestTopic) + " (QoS 0)" : null);
    }

    /** The topic of the latest of QoS 0 that was sent on a link a short time ago; null for none. */
    private String latestQos0(Outlet link, long now) {
        String left = latestOn == link && isSoon(latestNanos, now) ? latestTopic : null;
        return pending.stream()
                .filter(publish ->
                        publish.message.qos() == 0 && publish.sentOn == link && isSoon(publish.sentNanos, now))
                .map(publish -> publish.message.topic())
                .reduce(left, (former, latter) -> latter);
    }

    private static boolean isSoon(long sentNanos, long now) {
        return now - sentNanos <= Trials.SOON.toNanos();
    }

    /** Fails what has passed its deadline. */
    void failLate(long now, Outlet link) {
        if (pending.isEmpty()) {
            // As nearly always: each connection asks twice a second.
            return;
        }
        List<PendingPublish> late = pending.stream()
                .filter(publish -> now - publish.waitingSinceNanos() >= timeout.toNanos())
                .toList();
        for (PendingPublish publish : late) {
            finish(
                    publish,
                    Reports.late(
                            publish,
                            trials.isCause(publish),
                            timeout,
                            connection + (link == null ? Reports.notConnected(gate) : "")),
                    link);
        }
    }

    void failAll(int reasonCode, Function<PendingPublish, String> text) {
        all().forEach(publish -> finish(publish, new MqttConnectionException(reasonCode, text.apply(publish)), null));
    }

    /** The server has a QoS 2 message once PUBREC has come, though it has forgotten its identifier. */
    void sessionGone(Outlet link) {
        for (PendingPublish publish : all()) {
            if (publish.released) {
                handshakes.free(publish);
                finish(publish, null, link);
            }
        }
    }

    /** A trial has found the one for which the server closed the connection. */
    void convict(PendingPublish publish) {
        publish.finishes = Handshakes.MOST_FINISHES;
        finish(publish, Reports.convicted(publish, connection), null);
    }

    /** Others like it have the room that there is for them. */
    void refuse(PendingPublish publish, Outlet link) {
        finish(publish, Reports.refusedAsOthers(publish.message, connection), link);
    }

    /** The server has closed the link, and no trial and no SUBSCRIBE explains it; to be told before {@link #linkDown}. */
    void accuseQos0(Outlet ended, long now) {
        qos0.closed(latestQos0(ended, now)).ifPresent(trials::accuseQos0);
    }

    /**
     * A link has ended: what must not be sent again has its outcome, the rest waits for the next one.
     *
     * @param accuses whether the server may have closed it for one of them
     */
    void linkDown(Outlet ended, boolean accuses, long now) {
        for (PendingPublish publish : all()) {
            boolean sent = publish.sentOn == ended;
            if (sent && accuses && !publish.suspect && isSoon(publish.sentNanos, now)) {
                trials.accuse(publish);
            }
            publish.sentOn = null;
            settle(publish, sent);
        }
        latestOn = null;
    }

    private void settle(PendingPublish publish, boolean sent) {
        int qos = publish.message.qos();
        if (sent && qos == 0) {
            finish(publish, Reports.lost(publish.message, connection), null);
        } else if (cleanSession) {
            boolean released = publish.released;
            handshakes.free(publish);
            if (released) {
                finish(publish, null, null);
            } else if (sent && qos == 2) {
                finish(publish, Reports.lost(publish.message, connection), null);
            }
        }
    }
}
