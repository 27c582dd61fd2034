package io.github.camelaliyun.mqtt.cases;

import io.github.camelaliyun.mqtt.kit.Estate;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;

import java.util.Collection;
import java.util.List;

/** What an operator reads in the health of an application. */
final class Readiness {

    private static final String CONNECTIONS = "paho-connections";

    private Readiness() {}

    /** How many messages nobody has claimed, as the check of the one connection has it. */
    static long unclaimed(Estate app) {
        return all(app).stream()
                .filter(result -> result.getCheck().getId().equals(CONNECTIONS))
                .mapToLong(result -> ((Number) result.getDetails().get("unclaimed")).longValue())
                .sum();
    }

    /** What the component's own checks say that are DOWN; Camel's say of every stopped route that it is stopped. */
    static List<String> complaints(Estate app) {
        return all(app).stream()
                .filter(result -> result.getState() == HealthCheck.State.DOWN)
                .filter(result -> result.getCheck().getId().startsWith("paho-"))
                .map(result -> result.getMessage().orElse("") + " " + result.getDetails())
                .toList();
    }

    private static Collection<HealthCheck.Result> all(Estate app) {
        return HealthCheckHelper.invokeReadiness(app.context(), "full");
    }
}
