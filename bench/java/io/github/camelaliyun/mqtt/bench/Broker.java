package io.github.camelaliyun.mqtt.bench;

import io.github.camelaliyun.mqtt.bench.worker.Plan;
import io.github.camelaliyun.mqtt.kit.Mosquitto;
import io.github.camelaliyun.mqtt.sandbox.Sandbox;
import io.github.camelaliyun.mqtt.sandbox.SandboxOptions;

import java.util.Set;

/** A fresh broker for one measurement: Mosquitto where there is one, else the project's sandbox in this JVM. */
final class Broker implements AutoCloseable {

    private static final int MAX_INFLIGHT = 1_000;
    /** As in {@code application.properties}. */
    private static final String ACCESS_KEY = "sandbox-access-key";

    private static final String SECRET_KEY = "sandbox-secret-key";
    private static final String INSTANCE_ID = "post-cn-sandbox";

    private final AutoCloseable closed;
    private final String uri;
    private final boolean anonymous;

    private Broker(AutoCloseable closed, String uri, boolean anonymous) {
        this.closed = closed;
        this.uri = uri;
        this.anonymous = anonymous;
    }

    static Broker start(Settings settings) {
        if (isMosquitto(settings)) {
            Mosquitto mosquitto = Mosquitto.start(Mosquitto.Options.anonymous().withMaxInflight(MAX_INFLIGHT));
            return new Broker(mosquitto, mosquitto.uri().toString(), true);
        }
        Sandbox sandbox = Sandbox.start(
                new SandboxOptions(0, false, ACCESS_KEY, SECRET_KEY, INSTANCE_ID, Set.of(), Set.of("bench", "test")));
        return new Broker(sandbox, sandbox.tcp().toString(), false);
    }

    /** For people: which of the two, and its version. */
    static String description(Settings settings) {
        return isMosquitto(settings) ? Mosquitto.version() : "sandbox (HiveMQ CE in the JVM of the harness)";
    }

    static boolean isMosquitto(Settings settings) {
        return Mosquitto.available() && !settings.sandbox();
    }

    String uri() {
        return uri;
    }

    /** A plan for a client of this broker, at this address: the broker's own, or that of a proxy before it. */
    Plan plan(String kind, String peer, String address) {
        Plan plan = Plan.of(kind, peer, address);
        return anonymous
                ? plan
                : plan.with("accessKey", ACCESS_KEY)
                        .with("secretKey", SECRET_KEY)
                        .with("instanceId", INSTANCE_ID);
    }

    @Override
    public void close() throws Exception {
        closed.close();
    }
}
