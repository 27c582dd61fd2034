package io.github.camelaliyun.mqtt.simulation;

import io.github.camelaliyun.mqtt.connection.ConnectionStatus;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * One life of a connection in the world of a seed: its schedule, then the end of all faults, then the questions of the
 * checker. Everything between the seam and the routes is the real code.
 */
final class Life {

    private final Scene scene;
    private final SimRoutes routes;
    private final SimPublishes publishes;
    private final LifeWatch watch;
    private final Happenings happenings;
    private final Aftermath aftermath;
    private final RouteChecks routeChecks;
    private final ConnectionChecks connectionChecks;
    private final LifeEnd end;

    /** @param hits of each fault in each state of the connection, counted on */
    Life(long seed, Map<String, Integer> hits) {
        scene = new Scene(seed);
        routes = new SimRoutes(scene);
        SimMail mail = new SimMail(scene);
        publishes = new SimPublishes(scene, mail);
        watch = new LifeWatch(scene, routes);
        happenings = new Happenings(scene, routes, mail, publishes, hits);
        aftermath = new Aftermath(scene, routes, mail, publishes, watch);
        routeChecks = new RouteChecks(scene, routes, mail);
        connectionChecks = new ConnectionChecks(scene, routes);
        end = new LifeEnd(scene, routes, mail, watch);
        for (int i = 0; i < 1 + scene.choice.nextInt(4); i++) {
            routes.add("r" + i);
        }
    }

    World world() {
        return scene.world;
    }

    /** Lives the schedule, heals, and asks. */
    List<String> live(List<Event> schedule) {
        scene.world.tell(scene.family.toString());
        scene.publisher = scene.connections.acquire(scene.options, scene.keys, List.of("t/a"));
        routes.present().forEach(routes::start);
        for (Event event : schedule) {
            watch.run(Duration.ofMillis(event.millis()));
            if (event.b() % 3 == 0) {
                watch.awaitAttempt();
            }
            happenings.happen(event);
        }
        aftermath.heal();
        aftermath.crowd();
        aftermath.rival();
        aftermath.poison();
        aftermath.forbid();
        aftermath.late();
        aftermath.news();
        check();
        end.lastExchange();
        end.end();
        scene.world.failures().forEach(failure -> scene.violations.add("a task failed: " + failure));
        return scene.violations;
    }

    long hash() {
        return scene.world.hash();
    }

    private void check() {
        ConnectionStatus status = scene.publisher.status();
        connectionChecks.checkState(status);
        routeChecks.check();
        scene.violations.addAll(scene.broker.violations());
        publishes.check();
        connectionChecks.checkCredentials();
        connectionChecks.checkCounts(status);
        connectionChecks.checkSession();
    }
}
