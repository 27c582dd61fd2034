package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.connection.ConnectionEvent.SubscriptionRefused;
import io.github.camelaliyun.mqtt.service.Printable;
import io.github.camelaliyun.mqtt.wire.Packet;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Asks the broker for topic filters and gives them up, as {@link Subscriptions} says, and notes there what it answers. A
 * packet that is not answered is sent again for each filter alone; what is refused is asked for again later.
 *
 * <p>Its methods are called under the lock of {@link Inbound}; the answers come on the line's thread, the limits on the timer,
 * and take that lock.
 */
final class SubscriptionRequests implements SubscribeExchange.Asker {

    /** A permission may be given, and an answer may have been lost: what was refused is asked for again. */
    private static final Duration REFUSED_PAUSE = Duration.ofMinutes(1);

    private static final int MOST_FILTERS_OF_A_PACKET = 100;

    private final Subscriptions subscriptions;
    private final ReentrantLock lock;
    private final ConnectionThreads threads;
    private final Inbound.Upstream upstream;
    private final Inbound.Asks asks;
    /** Filters that are asked for again later. */
    private final Set<String> retrying = new HashSet<>();
    /** On the present link, SUBSCRIBEs for one filter alone that were not answered in time, and not later. */
    private final Map<Subscription, SubscribeExchange> unanswered = new HashMap<>(Subscriptions.FEW);
    /** Not answered by themselves on an earlier link or this one: asked for by themselves, and nobody waits for an answer. */
    private final Set<Subscription> silent = new HashSet<>();

    private Link link;

    /** @param lock that of {@link Inbound} */
    SubscriptionRequests(
            Subscriptions subscriptions,
            ReentrantLock lock,
            ConnectionThreads threads,
            Inbound.Upstream upstream,
            Inbound.Asks asks) {
        this.subscriptions = subscriptions;
        this.lock = lock;
        this.threads = threads;
        this.upstream = upstream;
        this.asks = asks;
    }

    void linkUp(Link next, boolean sessionPresent) {
        link = next;
        retrying.clear();
        silent.removeIf(subscription -> !subscriptions.wanted().contains(subscription.filter()));
        subscriptions.linkUp(sessionPresent);
    }

    /** Answers the filters whose SUBSCRIBE was unanswered, the latest first. */
    List<String> linkDown() {
        link = null;
        unanswered.clear();
        return subscriptions.linkDown();
    }

    /** Asks for what has not been asked for on the present link, as far as that is possible now. */
    void send() {
        if (link == null) {
            return;
        }
        SubscriptionPlan plan = subscriptions.next(upstream::maySubscribe);
        unsubscribe(plan.give());
        List<Subscription> together = new ArrayList<>();
        for (Subscription subscription : plan.subscribe()) {
            if (silent.contains(subscription)) {
                subscribeSilent(subscription);
            } else {
                together.add(subscription);
            }
        }
        for (int i = 0; i < together.size(); i += MOST_FILTERS_OF_A_PACKET) {
            subscribe(List.copyOf(together.subList(i, Math.min(together.size(), i + MOST_FILTERS_OF_A_PACKET))));
        }
        unsubscribe(plan.unsubscribe());
    }

    /** What was not answered on this link is sent again as it is, so that it takes no other identifier however often. */
    private void subscribeSilent(Subscription subscription) {
        SubscribeExchange exchange = unanswered.get(subscription);
        if (exchange == null || !exchange.again()) {
            SubscribeExchange.startUnexpected(link, subscription, threads, this);
        }
    }

    private void subscribe(List<Subscription> some) {
        SubscribeExchange.start(link, some, threads, this);
    }

    private void unsubscribe(List<String> filters) {
        if (filters.isEmpty()) {
            return;
        }
        Link asked = link;
        int[] id = new int[1];
        id[0] = link.ids().take(packet -> {
            if (packet instanceof Packet.Unsuback) {
                asked.ids().free(id[0]);
                unsubscribed(asked, filters);
            }
        });
        if (id[0] == PacketIds.NONE) {
            threads.after(SubscribeExchange.LIMIT, () -> giveUpAgain(asked, filters));
        } else if (link.send(new Packet.Unsubscribe(id[0], filters), null)) {
            threads.after(SubscribeExchange.LIMIT, () -> asked.ids().expectNoMore(id[0]));
        }
    }

    /** There was no packet identifier to say so with. */
    private void giveUpAgain(Link from, List<String> filters) {
        lock.lock();
        try {
            if (from != link) {
                return;
            }
            subscriptions.stay(filters);
        } finally {
            lock.unlock();
        }
        asks.ask();
    }

    private void unsubscribed(Link from, List<String> filters) {
        lock.lock();
        try {
            if (from == link) {
                subscriptions.unsubscribed(filters);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void onGranted(SubscribeExchange exchange, Subscription subscription, int qos) {
        note(exchange, subscription, () -> subscriptions.granted(subscription, qos), qos < subscription.qos());
    }

    @Override
    public void onRefused(SubscribeExchange exchange, Subscription subscription, String reason) {
        note(exchange, subscription, () -> subscriptions.refused(subscription.filter(), reason), true);
    }

    private void note(SubscribeExchange exchange, Subscription subscription, Supplier<String> noted, boolean again) {
        lock.lock();
        try {
            if (exchange.link() != link) {
                return;
            }
            String reason = noted.get();
            if (reason != null) {
                tell(subscription, reason);
            }
            if (again && retrying.add(subscription.filter())) {
                threads.after(REFUSED_PAUSE, () -> askAgain(exchange.link(), subscription.filter()));
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void onAnswered(SubscribeExchange exchange) {
        lock.lock();
        try {
            unanswered.values().remove(exchange);
            exchange.asked().forEach(silent::remove);
        } finally {
            lock.unlock();
        }
        asks.ask();
    }

    @Override
    public void onUnanswered(SubscribeExchange exchange) {
        lock.lock();
        try {
            if (exchange.isAnswered() || exchange.link() != link) {
                return;
            }
            if (exchange.asked().size() > 1) {
                for (Subscription subscription : exchange.asked()) {
                    subscriptions.askAlone(subscription);
                    subscribe(List.of(subscription));
                }
                return;
            }
            Subscription alone = exchange.asked().get(0);
            if (exchange.hasIdentifier()) {
                unanswered.put(alone, exchange);
                silent.add(alone);
            }
            onRefused(
                    exchange,
                    alone,
                    "the server has not answered the subscription of '" + Printable.of(alone.filter()) + "' within "
                            + SubscribeExchange.LIMIT.toSeconds()
                            + " s (no SUBACK): check that this client may subscribe to it");
        } finally {
            lock.unlock();
        }
        asks.ask();
    }

    private void askAgain(Link from, String filter) {
        lock.lock();
        try {
            if (from == link) {
                retrying.remove(filter);
                subscriptions.askAgain(filter);
            }
        } finally {
            lock.unlock();
        }
        asks.ask();
    }

    private void tell(Subscription subscription, String reason) {
        upstream.tell(new SubscriptionRefused(subscription, reason));
        for (Mailbox mailbox : subscriptions.wanted().concerned(subscription.filter())) {
            try {
                threads.callbacks()
                        .execute(
                                () -> threads.guarded(() -> mailbox.subscriber().onRefused(subscription, reason)));
            } catch (RejectedExecutionException e) {
                return;
            }
        }
    }
}
