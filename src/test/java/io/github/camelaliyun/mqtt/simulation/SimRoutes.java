package io.github.camelaliyun.mqtt.simulation;

import io.github.camelaliyun.mqtt.connection.ConnectionOptions;
import io.github.camelaliyun.mqtt.connection.Connections;
import io.github.camelaliyun.mqtt.connection.Outcome;
import io.github.camelaliyun.mqtt.connection.SubscriberOptions;
import io.github.camelaliyun.mqtt.connection.SubscriberOptions.WhenStopped;
import io.github.camelaliyun.mqtt.connection.Subscription;
import io.github.camelaliyun.mqtt.credential.CredentialProcessor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The routes that use the connection, and what happens to them. */
final class SimRoutes {

    private final Map<String, SimRoute> routes = new LinkedHashMap<>();
    private final List<SimRoute> all = new ArrayList<>();

    private final Scene scene;
    private final World world;
    private final SplittableRandom choice;
    private final Connections connections;
    private final ConnectionOptions options;
    private final CredentialProcessor keys;
    /** Null if the client presents no tokens. */
    private final TokenOffice office;

    private final List<Outcome> open;
    private final OperatorWords words;
    private final List<String> violations;

    SimRoutes(Scene scene) {
        this.scene = scene;
        this.world = scene.world;
        this.choice = scene.choice;
        this.connections = scene.connections;
        this.options = scene.options;
        this.keys = scene.keys;
        this.office = scene.office;
        this.open = scene.open;
        this.words = scene.words;
        this.violations = scene.violations;
    }

    /** Those that there are, by their age. */
    Collection<SimRoute> present() {
        return routes.values();
    }

    /** Those that there have ever been. */
    List<SimRoute> all() {
        return all;
    }

    /** One of those that there are, if there is any, has something done to it. */
    void with(int which, Consumer<SimRoute> deed) {
        if (!routes.isEmpty()) {
            deed.accept(List.copyOf(routes.values()).get(which % routes.size()));
        }
    }

    /** The filters of those that there are. */
    Stream<String> filters() {
        return routes.values().stream()
                .flatMap(route -> route.subscriptions().stream())
                .map(Subscription::filter);
    }

    /** Whether a route has a filter for a topic that the broker does not refuse for good. */
    boolean isGranted(SimRoute route, String topic) {
        return route.subscriptions().stream()
                .map(Subscription::filter)
                .anyMatch(filter -> !filter.equals(scene.forbidden) && Filters.matches(filter, topic));
    }

    List<Subscription> anyFilters() {
        List<Subscription> filters = new ArrayList<>();
        int count = 1 + choice.nextInt(2);
        for (int i = 0; i < count; i++) {
            filters.add(new Subscription(Scene.FILTERS[choice.nextInt(Scene.FILTERS.length)], 1 + choice.nextInt(2)));
        }
        return filters;
    }

    private SubscriberOptions subscriberOptions() {
        WhenStopped[] rules = {
            WhenStopped.KEEP, WhenStopped.KEEP, WhenStopped.KEEP, WhenStopped.DISCARD, WhenStopped.DIVERT
        };
        return new SubscriberOptions(
                choice.nextInt(4) == 0 ? 3 : 1,
                choice.nextInt(4) == 0 ? 2 : 1_000,
                choice.nextInt(4) == 0 ? 3 : 0,
                Duration.ofMinutes(5),
                rules[choice.nextInt(rules.length)]);
    }

    void add(String name) {
        if (!routes.containsKey(name)) {
            declare(new SimRoute(world, name, anyFilters(), subscriberOptions(), choice.nextBoolean(), open, null));
        }
    }

    void declare(SimRoute route) {
        route.connection = connections.declare(options, keys, route);
        world.tell("declares " + route.name() + " " + route.subscriptions() + " " + route.options());
        routes.put(route.name(), route);
        all.add(route);
    }

    /** A user of the connection that it has to refuse, or one that goes at once, of which nothing stays. */
    void badInput(int a) {
        if (office != null && a % 3 == 0) {
            List<String> gone = List.of(TokenOffice.GONE + "/a");
            connections.acquire(options, keys, gone);
            connections.release(scene.publisher, gone);
            SimRoute route = badRoute(gone);
            connections.remove(connections.declare(options, keys, route), route);
            return;
        }
        List<String> topics = office == null
                ? IntStream.rangeClosed(0, Scene.MOST_FILTERS)
                        .mapToObj(i -> TokenOffice.STRAY + "/" + i)
                        .toList()
                : List.of("t/a", TokenOffice.STRAY + "/a", "two,topics/b");
        try {
            if (office != null && a % 3 == 1) {
                connections.acquire(options, keys, topics);
            } else {
                connections.declare(options, keys, badRoute(topics));
            }
            violations.add("what cannot be was taken: " + topics);
        } catch (IllegalArgumentException e) {
            world.tell("refuses a bad input");
            words.read(e.getMessage());
        }
    }

    private SimRoute badRoute(List<String> filters) {
        return new SimRoute(
                world,
                "bad",
                filters.stream().map(filter -> new Subscription(filter, 1)).toList(),
                SubscriberOptions.defaults(),
                false,
                open,
                null);
    }

    void start(SimRoute route) {
        if (route.phase == SimRoute.Phase.SUSPENDED) {
            route.phase = SimRoute.Phase.STARTED;
            route.connection.start(route);
        } else if (route.phase != SimRoute.Phase.STARTED) {
            stoppedIfLate(route);
            route.phase = SimRoute.Phase.STARTED;
            connections.activate(route.connection);
            route.connection.start(route);
        }
    }

    /** One that does not start by itself counts as stopped. */
    private void stoppedIfLate(SimRoute route) {
        route.everStopped |=
                route.phase == SimRoute.Phase.DECLARED && world.now() - route.declaredNanos() > Scene.GRACE.toNanos();
    }

    void suspend(SimRoute route) {
        if (route.phase == SimRoute.Phase.STARTED) {
            route.everStopped = true;
            route.phase = SimRoute.Phase.SUSPENDED;
            route.connection.suspend(route);
        }
    }

    void stop(SimRoute route) {
        if (route.phase == SimRoute.Phase.STARTED || route.phase == SimRoute.Phase.SUSPENDED) {
            route.everStopped = true;
            route.phase = SimRoute.Phase.STOPPED;
            route.connection.stop(route);
            connections.deactivate(route.connection, route);
        }
    }

    void remove(SimRoute route) {
        stop(route);
        stoppedIfLate(route);
        route.phase = SimRoute.Phase.REMOVED;
        routes.remove(route.name());
        connections.remove(route.connection, route);
    }

    void reload(SimRoute route, List<Subscription> filters) {
        boolean started = route.phase == SimRoute.Phase.STARTED;
        remove(route);
        SimRoute next = new SimRoute(
                world,
                route.name(),
                filters,
                route.options(),
                choice.nextBoolean(),
                open,
                filters.equals(route.subscriptions()) ? route : null);
        next.mode = route.mode;
        declare(next);
        if (started) {
            start(next);
        }
    }
}
