package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.service.Printable;
import io.github.camelaliyun.mqtt.wire.Packet;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledFuture;

/**
 * One SUBSCRIBE and its SUBACK (MQTT 3.1.1, 3.8 and 3.9). Nobody waits for it: the answer comes on the line's thread, and a
 * timer notices when none comes; one that comes later still counts.
 */
final class SubscribeExchange implements PacketIds.Answer {

    /** How long SUBACK may take before each filter is asked for by itself, and after that counts as refused. */
    static final Duration LIMIT = Duration.ofSeconds(10);

    private static final int FAILURE = 0x80;
    private static final int HIGHEST_QOS = 2;

    /** Who is told of the answer; must return at once. */
    interface Asker {
        void onGranted(SubscribeExchange exchange, Subscription subscription, int qos);

        void onRefused(SubscribeExchange exchange, Subscription subscription, String reason);

        /** Every subscription has been told of. */
        void onAnswered(SubscribeExchange exchange);

        void onUnanswered(SubscribeExchange exchange);
    }

    private final Link link;
    private final List<Subscription> asked;
    private final ConnectionThreads threads;
    private final Asker asker;
    private int packetId;
    private boolean answered;
    /** Null if it was not sent. */
    private volatile ScheduledFuture<?> limit;

    private SubscribeExchange(Link link, List<Subscription> asked, ConnectionThreads threads, Asker asker) {
        this.link = link;
        this.asked = asked;
        this.threads = threads;
        this.asker = asker;
    }

    /** Sends SUBSCRIBE. If the link has ended nothing happens: the next one asks again. */
    static void start(Link link, List<Subscription> subscriptions, ConnectionThreads threads, Asker asker) {
        SubscribeExchange exchange = new SubscribeExchange(link, subscriptions, threads, asker);
        exchange.packetId = link.ids().take(exchange);
        exchange.send();
    }

    /** The same for one that was not answered before: nobody waits for the answer. */
    static void startUnexpected(Link link, Subscription subscription, ConnectionThreads threads, Asker asker) {
        SubscribeExchange exchange = new SubscribeExchange(link, List.of(subscription), threads, asker);
        exchange.packetId = link.ids().take(exchange);
        link.ids().expectNoMore(exchange.packetId);
        exchange.send();
    }

    /**
     * Sends SUBSCRIBE again as it is, after it was not answered: with the same packet identifier (MQTT 3.1.1, 2.3.1-3).
     *
     * @return false if it has been answered since
     */
    boolean again() {
        boolean open = link.ids().isInUse(packetId);
        if (open) {
            send();
        }
        return open;
    }

    private void send() {
        // Without a free identifier nothing is sent: then nothing is answered, and it is asked for again.
        if (!hasIdentifier() || link.send(packet(), null)) {
            limit = threads.after(LIMIT, () -> {
                link.ids().expectNoMore(packetId);
                asker.onUnanswered(this);
            });
        }
    }

    boolean hasIdentifier() {
        return packetId != PacketIds.NONE;
    }

    private Packet packet() {
        return new Packet.Subscribe(
                packetId,
                asked.stream().map(s -> new Packet.Request(s.filter(), s.qos())).toList());
    }

    Link link() {
        return link;
    }

    List<Subscription> asked() {
        return asked;
    }

    boolean isAnswered() {
        return answered;
    }

    @Override
    public void answered(Packet packet) {
        if (!(packet instanceof Packet.Suback suback) || answered) {
            return;
        }
        answered = true;
        ConnectionThreads.cancel(limit);
        link.ids().free(packetId);
        byte[] codes = suback.returnCodes();
        for (int i = 0; i < asked.size(); i++) {
            Subscription subscription = asked.get(i);
            if (codes.length != asked.size()) {
                asker.onRefused(
                        this,
                        subscription,
                        "the server answered the subscription of '" + Printable.of(subscription.filter()) + "' and "
                                + (asked.size() - 1) + " others with " + codes.length
                                + " return codes (MQTT 3.1.1, 3.9.3): it is not known whether it delivers");
            } else {
                tell(subscription, codes[i] & 0xff);
            }
        }
        asker.onAnswered(this);
    }

    private void tell(Subscription subscription, int code) {
        if (code <= HIGHEST_QOS) {
            asker.onGranted(this, subscription, code);
        } else if (code == FAILURE) {
            asker.onRefused(
                    this,
                    subscription,
                    "the server refused the topic filter '" + Printable.of(subscription.filter())
                            + "' (SUBACK 0x80): check that this client may subscribe to it");
        } else {
            asker.onRefused(
                    this,
                    subscription,
                    String.format(
                            "the server answered the subscription of '%s' with the return code 0x%02X, which MQTT 3.1.1"
                                    + " does not have (3.9.3): it is not known whether it delivers",
                            Printable.of(subscription.filter()), code));
        }
    }
}
