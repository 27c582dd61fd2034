package io.github.camelaliyun.mqtt.sandbox;

import io.github.camelaliyun.mqtt.credential.Credentials;
import io.github.camelaliyun.mqtt.credential.SignatureCredentials;

import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/** The one sandbox of a test JVM: starting takes a second and stopping two, so tests share it and use own clientIds. */
public final class SharedSandbox {

    public static final String ACCESS_KEY = "test-access-key";
    public static final String SECRET_KEY = "test-secret-key";
    public static final String INSTANCE_ID = "post-cn-test";
    public static final String GROUP_ID = "GID_test";

    private static final AtomicInteger COUNTER = new AtomicInteger();
    private static Sandbox sandbox;

    private SharedSandbox() {}

    /** Starts it at the first call; a shutdown hook closes it. */
    public static synchronized Sandbox get() {
        if (sandbox == null) {
            sandbox = Sandbox.start(options(0, false));
            Runtime.getRuntime().addShutdownHook(new Thread(sandbox::close, "shared-sandbox-close"));
        }
        return sandbox;
    }

    /** What it is started with, for tests that need one of their own. */
    public static SandboxOptions options(int port, boolean portMayMove) {
        return new SandboxOptions(
                port, portMayMove, ACCESS_KEY, SECRET_KEY, INSTANCE_ID, Set.of(), Set.of("test", "alert"));
    }

    /** A clientId that no other test uses. */
    public static String uniqueClientId() {
        int random = ThreadLocalRandom.current().nextInt(0x1000, 0x10000);
        return GROUP_ID + "@@@" + COUNTER.incrementAndGet() + "-" + Integer.toHexString(random);
    }

    /** What the client presents in signature mode. */
    public static Credentials signed(String clientId) {
        return new SignatureCredentials(ACCESS_KEY, SECRET_KEY, INSTANCE_ID).credentialsFor(clientId);
    }
}
