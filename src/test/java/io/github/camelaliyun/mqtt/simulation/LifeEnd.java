package io.github.camelaliyun.mqtt.simulation;

import io.github.camelaliyun.mqtt.connection.ConnectionOptions;
import io.github.camelaliyun.mqtt.connection.ConnectionState;
import io.github.camelaliyun.mqtt.connection.Connections;
import io.github.camelaliyun.mqtt.connection.Outcome;
import io.github.camelaliyun.mqtt.credential.CredentialProcessor;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/** The end of a life: the last exchange outlives the routes, and of the connection nothing stays. */
final class LifeEnd {

    private boolean released;

    private final Scene scene;
    private final SimRoutes routes;
    private final SimMail mail;
    private final LifeWatch watch;
    private final World world;
    private final Family family;
    private final ModelBroker broker;
    private final SplittableRandom choice;
    private final ConnectionOptions options;
    private final Connections connections;
    private final CredentialProcessor keys;
    private final List<Outcome> open;
    private final List<String> violations;

    LifeEnd(Scene scene, SimRoutes routes, SimMail mail, LifeWatch watch) {
        this.scene = scene;
        this.routes = routes;
        this.mail = mail;
        this.watch = watch;
        this.world = scene.world;
        this.family = scene.family;
        this.broker = scene.broker;
        this.choice = scene.choice;
        this.options = scene.options;
        this.connections = scene.connections;
        this.keys = scene.keys;
        this.open = scene.open;
        this.violations = scene.violations;
    }

    /** Nobody uses the connection any more, but what a route has begun outlives it. */
    void lastExchange() {
        SimRoute route =
                routes.present().isEmpty() ? null : routes.present().iterator().next();
        ModelSession session = broker.session(Scene.CLIENT_ID);
        if (route == null || session == null) {
            return;
        }
        String topic = List.of(Scene.TOPICS).stream()
                .filter(one -> routes.isGranted(route, one))
                .findFirst()
                .orElse(null);
        if (topic == null) {
            return;
        }
        route.mode = Mode.STAYS_OPEN;
        mail.deliver(topic, 2, 20);
        watch.run(Duration.ofSeconds(2));
        List.copyOf(routes.present()).forEach(routes::stop);
        release();
        watch.run(Duration.ofSeconds(40));
        if (scene.publisher.state() != ConnectionState.CONNECTED) {
            violations.add("it is " + scene.publisher.state() + " while an exchange goes on");
        }
        open.forEach(outcome -> outcome.done(true));
        watch.run(Duration.ofSeconds(40));
        if (scene.publisher.state() == ConnectionState.CONNECTED) {
            violations.add("it is connected, and nobody uses it");
        }
        // A second copy may have come after the stop.
        if (session.persistent && !family.copies() && !session.inFlight.isEmpty()) {
            violations.add("the broker still has " + session.inFlight.size() + " when all routes have stopped");
        }
    }

    private void release() {
        released = true;
        connections.release(scene.publisher, List.of("t/a"));
    }

    /** Nobody is left who could mind other options. */
    private void takeTheClientId() {
        List.copyOf(routes.present()).forEach(routes::remove);
        if (!released) {
            release();
        }
        try {
            connections.acquire(
                    scene.options(Duration.ofSeconds(7), 1, options.inbound().maxHeldBytes()), keys, List.of("t/a"));
        } catch (IllegalArgumentException e) {
            violations.add("nobody uses the clientId, and others cannot have it: " + e.getMessage());
        }
    }

    void end() {
        scene.ended = true;
        if (choice.nextInt(3) == 0) {
            takeTheClientId();
            world.run(Duration.ofMillis(choice.nextInt(20_000)), () -> {});
        }
        if (choice.nextInt(3) == 0) {
            broker.halfOpen();
        }
        connections.closingAll();
        world.run(Duration.ofSeconds(20), () -> {});
        if (broker.lines() != 0) {
            violations.add(broker.lines() + " lines are left");
        }
        int opens = broker.opens();
        world.run(Duration.ofSeconds(120), () -> {});
        if (broker.opens() != opens) {
            violations.add("it connects after the end");
        }
    }
}
