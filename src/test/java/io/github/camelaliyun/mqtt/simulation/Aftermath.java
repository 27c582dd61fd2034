package io.github.camelaliyun.mqtt.simulation;

import io.github.camelaliyun.mqtt.connection.ConnectionOptions;
import io.github.camelaliyun.mqtt.connection.ConnectionState;
import io.github.camelaliyun.mqtt.connection.MqttConnectionException;
import io.github.camelaliyun.mqtt.connection.Outcome;
import io.github.camelaliyun.mqtt.connection.SubscriberOptions;
import io.github.camelaliyun.mqtt.connection.Subscription;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** The end of all faults, and what has to work then: room, poison, refused filters, late routes and news. */
final class Aftermath {

    private static final Duration HEALING = Duration.ofSeconds(240);

    /** In which closes count as those of a second holder of the clientId. */
    private static final Duration TAKEOVERS = Duration.ofMinutes(3);

    private static final int CLOSES = 3;

    /** Twice the longest wait between two attempts, and its spread: after a connection that lasted so long the waits are short. */
    private static final Duration LASTING = Duration.ofSeconds(80);

    private static final Duration NEWS = Duration.ofSeconds(60);

    private static final int LATE = 999_999;

    private static final int INNOCENTS = 4;

    private final Scene scene;
    private final SimRoutes routes;
    private final SimMail mail;
    private final SimPublishes publishes;
    private final LifeWatch watch;
    private final World world;
    private final Family family;
    /** Null if the client presents no tokens. */
    private final TokenOffice office;

    private final ModelBroker broker;
    private final SplittableRandom choice;
    private final ConnectionOptions options;
    private final List<Outcome> open;
    private final List<String> violations;

    Aftermath(Scene scene, SimRoutes routes, SimMail mail, SimPublishes publishes, LifeWatch watch) {
        this.scene = scene;
        this.routes = routes;
        this.mail = mail;
        this.publishes = publishes;
        this.watch = watch;
        this.world = scene.world;
        this.family = scene.family;
        this.office = scene.office;
        this.broker = scene.broker;
        this.choice = scene.choice;
        this.options = scene.options;
        this.open = scene.open;
        this.violations = scene.violations;
    }

    void heal() {
        broker.heal();
        scene.simKeys.fail(0);
        scene.withOffice(TokenOffice::heal);
        scene.listener.fail(0);
        open.forEach(outcome -> outcome.done(true));
        open.clear();
        routes.present().forEach(route -> route.mode = Mode.WELL);
        routes.present().forEach(routes::start);
        world.tell("healed");
        world.after(Duration.ofSeconds(26), broker::heal);
        watch.run(HEALING);
        open.forEach(outcome -> outcome.done(true));
    }

    /** Messages of a route that fails make room for others in time, and come again when it has healed. */
    void crowd() {
        if (!family.persistent() || routes.present().isEmpty()) {
            return;
        }
        SimRoute route = routes.present().iterator().next();
        String topic = List.of(Scene.TOPICS).stream()
                .filter(route::matches)
                .findFirst()
                .orElseThrow();
        route.mode = Mode.FAILS;
        for (int i = 0; i < 30; i++) {
            mail.deliver(topic, 2, Scene.MAX_PAYLOAD);
        }
        watch.run(Duration.ofSeconds(10));
        route.mode = Mode.WELL;
        watch.run(Duration.ofSeconds(120));
    }

    /**
     * Who closes again and again may be a second holder of the clientId, and is told of; a broker that restarts, or a network
     * that breaks in between, is none.
     */
    void rival() {
        watch.run(TAKEOVERS);
        int told = scene.listener.takeovers();
        for (int i = 0; i < CLOSES; i++) {
            broker.faults().refuse(true);
            broker.closeAll();
            watch.run(Duration.ofSeconds(3));
            broker.faults().refuse(false);
            watch.run(Duration.ofMinutes(1));
        }
        broker.closeAll();
        watch.await(ConnectionState.CONNECTED);
        broker.halfOpen();
        watch.await(ConnectionState.DISCONNECTED);
        watch.await(ConnectionState.CONNECTED);
        broker.closeAll();
        watch.await(ConnectionState.CONNECTED);
        if (scene.listener.takeovers() != told) {
            violations.add("a broker that restarts, or the network, was told of as a second holder of the clientId");
        }
        for (int i = 0; i < CLOSES; i++) {
            broker.closeAll();
            watch.await(ConnectionState.CONNECTED);
        }
        if (scene.listener.takeovers() == told) {
            violations.add("nobody was told of a second holder of the clientId");
        }
        watch.run(LASTING);
        scene.withOffice(TokenOffice::settle);
    }

    /** A publish that the server closes for takes no other with it, when all is well otherwise. */
    void poison() {
        if (office != null || options.maxInflight() < INNOCENTS + 1) {
            return;
        }
        List<Sent> innocents = new ArrayList<>();
        for (int i = 0; i < INNOCENTS; i++) {
            if (i == INNOCENTS / 2) {
                publishes.publish(SimPublishes.BAD_TOPIC, 1, true, false);
            }
            publishes.publish("t/z", 1, false, false);
            innocents.add(publishes.last(0));
        }
        Sent poison = publishes.last(INNOCENTS / 2);
        watch.run(Duration.ofSeconds(90));
        for (Sent innocent : innocents) {
            if (innocent.failure != null) {
                violations.add("a publish failed with another one's: " + innocent.failure.getMessage());
            }
        }
        if (!(poison.failure instanceof MqttConnectionException)
                || !poison.failure.getMessage().contains("sent alone")) {
            violations.add("poison was not convicted: " + poison.failure);
        }
    }

    /** From now on the broker refuses a filter that stands for others. */
    void forbid() {
        List<String> wide =
                routes.filters().filter(filter -> filter.endsWith("#")).toList();
        if (!wide.isEmpty() && choice.nextInt(4) == 0) {
            scene.forbidden = wide.get(choice.nextInt(wide.size()));
            broker.forbid(scene.forbidden);
            watch.run(Duration.ofSeconds(60));
        }
    }

    /** A route that starts late gets what is retained, whatever stands for its filter, and it alone. */
    void late() {
        if (family.service()) {
            return;
        }
        Letter letter = new Letter(LATE, "t/c/y", 1, 20, world.now());
        mail.retain(letter);
        SimRoute late = new SimRoute(
                world, "late", List.of(new Subscription("t/c/y", 1)), SubscriberOptions.defaults(), false, open, null);
        routes.declare(late);
        routes.start(late);
        watch.run(Duration.ofSeconds(30));
        for (SimRoute route : routes.present()) {
            int times = route.begins.getOrDefault(LATE, 0);
            if (times != (route == late ? 1 : 0)) {
                violations.add(route.name() + " got the retained " + letter + " " + times + " times");
            }
        }
    }

    void news() {
        int number = Scene.NEWS_FROM;
        for (int round = 0; round < 3; round++) {
            for (String topic : Scene.TOPICS) {
                mail.send(number++, topic, 1, 20);
            }
            publishes.publish("t/z", 1, false, false);
            watch.run(Duration.ofSeconds(2));
        }
        watch.run(NEWS);
    }
}
