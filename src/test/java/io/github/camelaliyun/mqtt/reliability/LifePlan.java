package io.github.camelaliyun.mqtt.reliability;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What happens in a {@link RandomLife}, all of it made from a seed.
 *
 * @param seed repeats it
 * @param family the filters and topics
 * @param cleanSession of the connection
 * @param withKeys whether the service's rules apply
 * @param wideWindow whether the broker sends up to 1,000 messages before an acknowledgement, not 20
 * @param keepAliveSeconds short ones make the component leave a stalled line by itself
 * @param publishQos of each topic of the family
 * @param routes as they begin
 * @param events by time
 */
record LifePlan(
        long seed,
        FilterFamily family,
        boolean cleanSession,
        boolean withKeys,
        boolean wideWindow,
        int keepAliveSeconds,
        List<Integer> publishQos,
        List<Route> routes,
        List<Event> events) {

    static final int ROUTES = 4;

    /** Line faults end with an event of their own and are in here three times in two. */
    private static final int ROUTE_EVENTS = 22;

    private static final int LINE_FAULTS = 3;
    private static final int SHORTEST_MILLIS = 3_000;
    private static final int LONGEST_MILLIS = 6_000;
    private static final int LONGEST_MISCHIEF_MILLIS = 1_200;
    /** How long the last mischief of a route lasts. */
    static final int LAST_MILLIS = 700;

    /**
     * A route as it begins.
     *
     * @param filter one of the family
     * @param qos of its subscription
     * @param consumers how many exchanges it has at once
     * @param seda whether it hands its exchanges over
     */
    record Route(String filter, int qos, int consumers, boolean seda) {}

    /** What an event does. */
    enum Kind {
        STOP,
        START,
        SUSPEND,
        RESUME,
        REMOVE,
        ADD,
        /** Stops, removes and adds. */
        EDIT,
        /** Adds a route with the id of one that runs. */
        REPLACE,
        FAIL_WITH_EXCEPTION,
        FAIL_WITH_ERROR,
        BE_SLOW,
        FILL_A_SMALL_QUEUE,
        PUBLISH,
        CUT,
        RESTORE,
        RESET,
        STALL,
        END_STALL
    }

    /**
     * One event.
     *
     * @param atMillis after the first
     * @param kind what it does
     * @param route which route, or -1 for the line
     * @param filter the new one of a route that is added or edited, else null
     * @param millis how long a mischief of a route lasts, else 0
     */
    record Event(int atMillis, Kind kind, int route, String filter, int millis) {
        @Override
        public String toString() {
            return atMillis + " ms " + kind + (route < 0 ? "" : " r" + route) + (filter == null ? "" : " " + filter)
                    + (millis == 0 ? "" : " for " + millis + " ms");
        }
    }

    static LifePlan of(long seed) {
        return new Maker(seed).make();
    }

    /** Whether all routes have the same QoS: else a subscription's QoS, and so the order, changes with its routes. */
    boolean oneQos() {
        return routes.stream().map(Route::qos).distinct().count() == 1;
    }

    /**
     * Whether the broker keeps the order as long as the connection lasts: Mosquitto 2.0.11 may send a message before
     * another that waits for a place in its window.
     */
    boolean brokerKeepsOrder() {
        return wideWindow && oneQos();
    }

    @Override
    public String toString() {
        return "seed " + seed + ": " + family + ", cleanSession=" + cleanSession + ", keys=" + withKeys + ", window "
                + (wideWindow ? 1_000 : 20) + ", keep alive " + keepAliveSeconds + " s, topics " + family.topics()
                + " at QoS " + publishQos + "\n  "
                + IntStream.range(0, routes.size())
                        .mapToObj(i -> "r" + i + " " + routes.get(i))
                        .collect(Collectors.joining("\n  "))
                + "\n  " + events.stream().map(Event::toString).collect(Collectors.joining("\n  "));
    }

    /** Chooses, and knows in what state each route will be, so that an event has something to do. */
    private static final class Maker {
        private enum State {
            STARTED,
            STOPPED,
            SUSPENDED,
            REMOVED
        }

        private final long seed;
        private final SplittableRandom random;
        private final FilterFamily family;
        private final boolean cleanSession;
        private final boolean withKeys;
        private final State[] states = {State.STARTED, State.STARTED, State.STARTED, State.STARTED};
        private final List<Route> routes = new ArrayList<>();

        Maker(long seed) {
            this.seed = seed;
            random = new SplittableRandom(seed);
            family = oneOf(List.of(FilterFamily.values()));
            cleanSession = random.nextInt(4) == 0;
            withKeys = random.nextBoolean();
        }

        LifePlan make() {
            List<Integer> publishQos =
                    family.topics().stream().map(topic -> qos()).toList();
            int qos = qos();
            boolean mixed = family != FilterFamily.NESTED && random.nextInt(4) == 0;
            for (int i = 0; i < ROUTES; i++) {
                routes.add(new Route(
                        family.filters().get(i % family.filters().size()),
                        mixed ? qos() : qos,
                        random.nextInt(4) == 0 ? 3 : 1,
                        random.nextInt(4) == 0));
            }
            boolean wideWindow = random.nextInt(3) == 0;
            int keepAlive = random.nextBoolean() ? 2 : 90;
            return new LifePlan(
                    seed,
                    family,
                    cleanSession,
                    withKeys,
                    wideWindow,
                    keepAlive,
                    publishQos,
                    List.copyOf(routes),
                    events());
        }

        /** Mostly 1; 2 where a plain broker takes it. */
        private int qos() {
            int choice = random.nextInt(8);
            boolean two = choice == 1 && (cleanSession || !withKeys);
            return choice == 0 ? 0 : two ? 2 : 1;
        }

        private List<Event> events() {
            int length = random.nextInt(SHORTEST_MILLIS, LONGEST_MILLIS + 1);
            List<Event> events = new ArrayList<>();
            for (int i = 0; i < ROUTE_EVENTS; i++) {
                events.add(routeEvent(i * (length - LAST_MILLIS) / ROUTE_EVENTS));
            }
            atEnd(events, length - LAST_MILLIS, Kind.FAIL_WITH_ERROR, LAST_MILLIS);
            atEnd(events, length - LAST_MILLIS, Kind.REMOVE, 0);
            for (int i = 0; i < LINE_FAULTS; i++) {
                int slot = length / LINE_FAULTS;
                int at = i * slot + random.nextInt(slot / 2);
                int end = at + 100 + random.nextInt(slot / 2 - 100);
                switch (random.nextInt(3)) {
                    case 0 -> addPair(events, at, Kind.CUT, end, Kind.RESTORE);
                    case 1 -> addPair(events, at, Kind.STALL, end, Kind.END_STALL);
                    default -> addPair(events, at, Kind.STALL, end, Kind.RESET);
                }
            }
            events.sort(Comparator.comparingInt(Event::atMillis));
            return List.copyOf(events);
        }

        /** What nothing undoes before the life is judged, in most lives. */
        private void atEnd(List<Event> events, int at, Kind kind, int millis) {
            List<Integer> candidates = IntStream.range(0, ROUTES)
                    .filter(route -> states[route] == State.STARTED)
                    .filter(route -> kind == Kind.REMOVE || !routes.get(route).seda())
                    .boxed()
                    .toList();
            if (candidates.size() > 1 && random.nextInt(8) > 0) {
                int route = oneOf(candidates);
                states[route] = kind == Kind.REMOVE ? State.REMOVED : State.STARTED;
                events.add(new Event(at, kind, route, null, millis));
            }
        }

        private static void addPair(List<Event> events, int at, Kind fault, int end, Kind itsEnd) {
            events.add(new Event(at, fault, -1, null, 0));
            events.add(new Event(end, itsEnd, -1, null, 0));
        }

        private Event routeEvent(int at) {
            int route = random.nextInt(ROUTES);
            if (states[route] == State.REMOVED) {
                // Chosen less often, so that some stay removed.
                route = random.nextInt(ROUTES);
            }
            Kind kind = oneOf(
                    switch (states[route]) {
                        case STARTED ->
                            List.of(
                                    Kind.STOP,
                                    Kind.SUSPEND,
                                    Kind.REMOVE,
                                    Kind.REMOVE,
                                    Kind.EDIT,
                                    Kind.REPLACE,
                                    Kind.FAIL_WITH_EXCEPTION,
                                    Kind.FAIL_WITH_ERROR,
                                    Kind.FAIL_WITH_ERROR,
                                    Kind.BE_SLOW,
                                    Kind.FILL_A_SMALL_QUEUE,
                                    Kind.PUBLISH);
                        case STOPPED -> List.of(Kind.START, Kind.START, Kind.EDIT, Kind.REMOVE);
                        case SUSPENDED -> List.of(Kind.RESUME, Kind.RESUME, Kind.STOP, Kind.EDIT);
                        case REMOVED -> List.of(Kind.ADD);
                    });
            if (kind == Kind.FILL_A_SMALL_QUEUE && !routes.get(route).seda()) {
                kind = Kind.BE_SLOW;
            }
            states[route] = switch (kind) {
                case STOP -> State.STOPPED;
                case SUSPEND -> State.SUSPENDED;
                case REMOVE -> State.REMOVED;
                default -> State.STARTED;
            };
            return switch (kind) {
                case ADD, EDIT, REPLACE -> new Event(at, kind, route, oneOf(family.filters()), 0);
                case STOP, START, SUSPEND, RESUME, REMOVE -> new Event(at, kind, route, null, 0);
                default -> new Event(at, kind, route, null, 200 + random.nextInt(LONGEST_MISCHIEF_MILLIS));
            };
        }

        private <T> T oneOf(List<T> choices) {
            return choices.get(random.nextInt(choices.size()));
        }
    }
}
