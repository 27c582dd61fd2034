package io.github.camelaliyun.mqtt.simulation;

import io.github.camelaliyun.mqtt.connection.ConnectionState;
import io.github.camelaliyun.mqtt.connection.ConnectionStatus;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Asks what the connection says of itself, and what the broker has of it. */
final class ConnectionChecks {

    private final Scene scene;
    private final SimRoutes routes;
    private final Family family;
    /** Null if the client presents no tokens. */
    private final TokenOffice office;

    private final ModelBroker broker;
    private final List<String> violations;

    ConnectionChecks(Scene scene, SimRoutes routes) {
        this.scene = scene;
        this.routes = routes;
        this.family = scene.family;
        this.office = scene.office;
        this.broker = scene.broker;
        this.violations = scene.violations;
    }

    /** Whether it is connected, as it has to be when all is well. */
    void checkState(ConnectionStatus status) {
        if (status.state() != ConnectionState.CONNECTED) {
            violations.add("it is " + status.state() + ": " + status.lastError());
        }
    }

    void checkCredentials() {
        if (office == null && scene.simKeys.asked() < broker.opens()) {
            violations.add("credentials were asked for " + scene.simKeys.asked() + " times, and there were "
                    + broker.opens() + " connects");
        }
    }

    void checkCounts(ConnectionStatus status) {
        if (status.inFlight() != 0) {
            violations.add("still in flight: " + status.inFlight());
        }
        if (status.counts().published()
                != status.counts().acknowledged() + status.counts().failed()) {
            violations.add("counts do not add up: " + status.counts());
        }
        if (status.inbound().bytes() != 0
                || status.inbound().unacknowledged() != 0
                || status.inbound().held() != 0
                || status.inbound().left() != 0) {
            violations.add("still held: " + status.inbound());
        }
        if (!status.inbound().stopped().isEmpty() || !status.inbound().failing().isEmpty()) {
            violations.add("health says: " + status.inbound().holders());
        }
        Set<String> refused = new HashSet<>(status.inbound().refused().keySet());
        boolean told = refused.remove(scene.forbidden);
        boolean covered = routes.filters().anyMatch(filter -> filter.equals("t/#")) && !"t/#".equals(scene.forbidden);
        if (!refused.isEmpty() || (scene.forbidden != null && !told && !covered)) {
            violations.add("refused: " + status.inbound().refused().keySet() + ", and not: " + scene.forbidden);
        }
    }

    /** What the broker has of the client that it should not have. */
    void checkSession() {
        ModelSession session = broker.session(Scene.CLIENT_ID);
        if (session == null || family.lies()) {
            return;
        }
        Set<String> wanted = routes.filters().collect(Collectors.toSet());
        wanted.add("old/#");
        session.subscriptions.keySet().stream()
                .filter(filter -> !wanted.contains(filter))
                .forEach(filter -> violations.add("still subscribed: " + filter));
        if (!session.inFlight.isEmpty() || !session.queue.isEmpty()) {
            violations.add("the broker still has " + session.inFlight.size() + " and " + session.queue.size());
        }
    }
}
