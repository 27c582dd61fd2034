package io.github.camelaliyun.mqtt.simulation;

import io.github.camelaliyun.mqtt.connection.ConnectionOptions;
import io.github.camelaliyun.mqtt.connection.ConnectionState;
import io.github.camelaliyun.mqtt.connection.ConnectionStatus;
import io.github.camelaliyun.mqtt.connection.SubscriberOptions.WhenStopped;

import java.time.Duration;
import java.util.List;

/** Lets time pass, and looks at every moment of it whether a bound is kept. */
final class LifeWatch {

    private static final int MOST_WAITS = 1_000;

    private String lastRead;

    private final Scene scene;
    private final SimRoutes routes;
    private final World world;
    private final ConnectionOptions options;
    private final OperatorWords words;
    private final List<String> violations;

    LifeWatch(Scene scene, SimRoutes routes) {
        this.scene = scene;
        this.routes = routes;
        this.world = scene.world;
        this.options = scene.options;
        this.words = scene.words;
        this.violations = scene.violations;
    }

    void run(Duration time) {
        world.run(time, this::look);
    }

    /** Lets time pass until then, though not without end. */
    void await(ConnectionState state) {
        int waits = 0;
        do {
            run(Duration.ofMillis(100));
        } while (scene.publisher.state() != state && ++waits < MOST_WAITS);
    }

    /** An attempt to connect is over in a moment: left to chance, few events would meet one. */
    void awaitAttempt() {
        for (int i = 0; i < 2_000 && scene.publisher.state() == ConnectionState.DISCONNECTED; i++) {
            run(Duration.ofMillis(1));
        }
    }

    private void look() {
        ConnectionStatus status = scene.publisher.status();
        if (status.lastError() != lastRead) {
            lastRead = status.lastError();
            words.read(lastRead);
        }
        if (status.inFlight() > options.maxInflight()) {
            violations.add("in flight " + status.inFlight() + " of " + options.maxInflight());
        }
        for (SimRoute route : routes.present()) {
            boolean rests = route.phase == SimRoute.Phase.SUSPENDED || route.phase == SimRoute.Phase.STOPPED;
            if (rests
                    && route.options().whenStopped() == WhenStopped.DISCARD
                    && status.inbound().stopped().containsKey(route.name())) {
                violations.add(route.name() + " holds what is to be discarded: "
                        + status.inbound().stopped());
            }
        }
        long most = options.inbound().maxHeldBytes() + Scene.MAX_PAYLOAD + 1_000;
        if (status.inbound().bytes() > most || status.inbound().bytes() < 0) {
            violations.add("bytes held " + status.inbound().bytes() + " of "
                    + options.inbound().maxHeldBytes());
        }
    }
}
