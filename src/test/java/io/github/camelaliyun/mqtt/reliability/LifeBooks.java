package io.github.camelaliyun.mqtt.reliability;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The books of a {@link RandomLife}, and the judge of it: what was published and acknowledged on each topic, which
 * filter each route declared since when, and what each route began and processed. It blames only what MQTT and the
 * connection's promises do not allow. Times are of {@link System#nanoTime()}. Any thread may call the methods.
 */
final class LifeBooks {

    private static final int NAMED = 10;

    private final List<Topic> topics;
    private final List<Route> routes;
    private final boolean persistent;
    private final List<Span> connects = new ArrayList<>();

    /** One for each topic and for each route of the plan. */
    LifeBooks(LifePlan plan) {
        this(
                IntStream.range(0, plan.publishQos().size())
                        .mapToObj(i -> new Topic(
                                plan.family().topics().get(i), plan.publishQos().get(i)))
                        .toList(),
                plan.routes().stream()
                        .map(route -> new Route(
                                route.qos(),
                                plan.brokerKeepsOrder() && route.consumers() == 1 && !route.seda(),
                                plan.publishQos().size()))
                        .toList(),
                !plan.cleanSession());
    }

    private LifeBooks(List<Topic> topics, List<Route> routes, boolean persistent) {
        this.topics = topics;
        this.routes = routes;
        this.persistent = persistent;
    }

    /** The next number of the topic; it is published after this call. */
    synchronized int publishing(int topic, long at) {
        topics.get(topic).sentAt.add(at);
        return topics.get(topic).sentAt.size() - 1;
    }

    synchronized void acknowledged(int topic, int number) {
        topics.get(topic).acknowledged.set(number);
    }

    /**
     * The route wants what matches the filter from now on, whether it is started or not.
     *
     * @param settledAt {@code at}; or {@link Long#MAX_VALUE} where an UNSUBSCRIBE of a filter that was given up before may still
     *     be under way: then {@link #settled} says since when it cannot be
     */
    synchronized void declared(int route, String filter, long settledAt, long at) {
        Route declaring = routes.get(route);
        if (declaring.reloading && filter.equals(declaring.lastFilter)) {
            declaring.gaps.add(new Span(Math.min(declaring.undeclaredAt, declaring.restsSince), at));
        } else {
            declaring.gaps.clear();
            declaring.orderedSince = at;
        }
        declaring.restsSince = Long.MAX_VALUE;
        declaring.reloading = false;
        declaring.filter = filter;
        declaring.lastFilter = filter;
        declaring.settledAt = settledAt;
        declaring.subscribedAt = Long.MAX_VALUE;
    }

    synchronized void settled(int route, long at) {
        routes.get(route).settledAt = Math.min(routes.get(route).settledAt, at);
    }

    /** The route is removed; {@code reloading} if it is added again at once. */
    synchronized void undeclared(int route, boolean reloading, long at) {
        Route gone = routes.get(route);
        gone.filter = null;
        gone.reloading = reloading;
        gone.undeclaredAt = at;
        rests(route);
    }

    /**
     * The route is to be stopped or suspended. With a clean session its filter goes until it works again: what arrives then is
     * none of its messages, though it may get one that another route has had and gives up. When a message arrived is not known:
     * what was sent after the last one that the route has begun may have come too late.
     */
    synchronized void rests(int route) {
        Route resting = routes.get(route);
        if (!persistent && resting.restsSince == Long.MAX_VALUE) {
            resting.restsSince = IntStream.range(0, topics.size())
                    .filter(topic -> !resting.begun.get(topic).isEmpty())
                    .mapToLong(topic -> topics.get(topic)
                            .sentAt
                            .get(resting.begun.get(topic).length() - 1))
                    .min()
                    .orElse(Long.MIN_VALUE);
        }
    }

    /** The route has been started or resumed. */
    synchronized void works(int route, long at) {
        Route working = routes.get(route);
        if (working.restsSince != Long.MAX_VALUE) {
            working.gaps.add(new Span(working.restsSince, at));
            working.restsSince = Long.MAX_VALUE;
        }
    }

    /** The first step of the route has the message. Its place in the order is due to it if its route was there first. */
    synchronized void begun(int route, int topic, int number, long at) {
        Route by = routes.get(route);
        BitSet begun = by.begun.get(topic);
        if (begun.get(number)) {
            by.repeated++;
            if (topics.get(topic).qos == 0) {
                by.twice.add(name(topic, number));
            }
        } else if (begun.length() > number
                && !topics.get(topic).failed.get(number)
                && by.ordered(topics.get(topic).sentAt.get(number))) {
            String late = name(topic, number) + " after " + name(topic, begun.length() - 1);
            by.late.add(new Late(late, topics.get(topic).sentAt.get(number), at));
        }
        begun.set(number);
    }

    /**
     * An exchange of the message fails, so that it loses its place: in this route, and in those that get it because this one
     * stops and leaves it behind.
     */
    synchronized void failing(int topic, int number) {
        topics.get(topic).failed.set(number);
    }

    /** The last step of the route has the message, which the broker delivered at that QoS. */
    synchronized void processed(int route, int topic, int number, int qos) {
        Route by = routes.get(route);
        by.processed.get(topic).set(number);
        long sentAt = topics.get(topic).sentAt.get(number);
        // What it gets of that which was sent after the declaration shows that the broker has the subscription.
        if (by.filter != null && matches(by, topic) && qos > 0 && sentAt >= by.settledAt) {
            by.subscribedAt = Math.min(by.subscribedAt, sentAt);
        }
    }

    /** Whether the route has processed a message that was sent after this time. */
    synchronized boolean heard(int route, long since) {
        return IntStream.range(0, topics.size()).anyMatch(topic -> {
            BitSet processed = routes.get(route).processed.get(topic);
            return !processed.isEmpty() && topics.get(topic).sentAt.get(processed.length() - 1) > since;
        });
    }

    synchronized boolean heardAnything(int route) {
        return routes.get(route).processed.stream().anyMatch(processed -> !processed.isEmpty());
    }

    /** What is owed to a route: acknowledged to the sender while the broker had its subscription, and not processed. */
    synchronized List<String> lost(int route) {
        Route of = routes.get(route);
        List<String> lost = new ArrayList<>();
        if (!persistent || of.filter == null || of.qos == 0) {
            return lost;
        }
        for (int topic = 0; topic < topics.size(); topic++) {
            Topic sent = topics.get(topic);
            if (sent.qos == 0 || !matches(of, topic)) {
                continue;
            }
            for (int number = 0; number < sent.sentAt.size(); number++) {
                if (sent.sentAt.get(number) >= of.subscribedAt
                        && sent.acknowledged.get(number)
                        && !of.processed.get(topic).get(number)) {
                    lost.add(name(topic, number));
                }
            }
        }
        return lost;
    }

    /** QoS 0 messages that a route began twice. */
    synchronized List<String> twice(int route) {
        return List.copyOf(routes.get(route).twice);
    }

    /** The connection was made, or made again, between these times. */
    synchronized void connected(long from, long to) {
        connects.add(new Span(from, to));
    }

    /**
     * Messages that a route with one consumer began for the first time after a later one of their topic. Those that
     * waited at the broker for a new connection are not among them: Mosquitto 2.0.11 may send what comes at that moment
     * before what waits.
     */
    synchronized List<String> outOfOrder(int route) {
        return routes.get(route).late.stream()
                .filter(late -> routes.get(route).inOrder)
                .filter(late -> connects.stream()
                        .noneMatch(connect -> late.sentAt() <= connect.to() && late.begunAt() >= connect.from()))
                .map(Late::text)
                .toList();
    }

    synchronized int acknowledgedCount() {
        return topics.stream()
                .mapToInt(topic -> topic.acknowledged.cardinality())
                .sum();
    }

    /** Messages at QoS 1 and 2 that were sent and are not acknowledged. */
    synchronized int unacknowledged() {
        return topics.stream()
                .filter(topic -> topic.qos > 0)
                .mapToInt(topic -> topic.sentAt.size() - topic.acknowledged.cardinality())
                .sum();
    }

    synchronized long repeated() {
        return routes.stream().mapToLong(route -> route.repeated).sum();
    }

    /** The first of them. */
    static String some(List<String> messages) {
        return messages.size() + ": "
                + String.join(", ", messages.subList(0, Math.min(NAMED, messages.size())))
                + (messages.size() > NAMED ? ", …" : "");
    }

    private boolean matches(Route route, int topic) {
        return FilterFamily.matches(route.filter, topics.get(topic).name);
    }

    private String name(int topic, int number) {
        return topics.get(topic).name + " " + number;
    }

    private static final class Topic {
        private final String name;
        private final int qos;
        private final List<Long> sentAt = new ArrayList<>();
        private final BitSet acknowledged = new BitSet();
        private final BitSet failed = new BitSet();

        Topic(String name, int qos) {
            this.name = name;
            this.qos = qos;
        }
    }

    private record Span(long from, long to) {}

    private record Late(String text, long sentAt, long begunAt) {}

    private static final class Route {
        private final int qos;
        private final boolean inOrder;
        private final List<BitSet> begun;
        private final List<BitSet> processed;
        private final List<Late> late = new ArrayList<>();
        private final List<String> twice = new ArrayList<>();
        private long repeated;
        /** Null while it is not declared. */
        private String filter;

        private String lastFilter;
        private boolean reloading;
        private long undeclaredAt;
        private long settledAt;
        private long subscribedAt;
        private long orderedSince;
        /** When it rests since; {@link Long#MAX_VALUE} while it does not. */
        private long restsSince = Long.MAX_VALUE;
        /** It was not there for what was sent meanwhile. */
        private final List<Span> gaps = new ArrayList<>();

        Route(int qos, boolean inOrder, int topics) {
            this.qos = qos;
            this.inOrder = inOrder;
            begun = IntStream.range(0, topics).mapToObj(i -> new BitSet()).toList();
            processed = IntStream.range(0, topics).mapToObj(i -> new BitSet()).toList();
        }

        /**
         * Whether the route had its filter when the message was sent. What is older may have been held for another route,
         * which gives it up at any time.
         */
        boolean ordered(long sentAt) {
            return sentAt >= orderedSince && gaps.stream().noneMatch(gap -> gap.from() <= sentAt && sentAt <= gap.to());
        }
    }
}
