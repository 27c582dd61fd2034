package io.github.camelaliyun.mqtt.sandbox;

/**
 * The library with the sandbox's broker, which is an optional dependency. It is asked about before anything is created; the
 * classes that need it are loaded after that only. Thread-safe.
 */
final class BrokerLibrary {

    private static final String BROKER_CLASS = "com.hivemq.embedded.EmbeddedHiveMQ";

    private BrokerLibrary() {}

    /** Whether it is on the class path. */
    static boolean isPresent() {
        return missing() == null;
    }

    /** @throws SandboxException if it is not on the class path; the message says what to do */
    static void require() {
        Throwable missing = missing();
        if (missing != null) {
            throw incomplete(missing);
        }
    }

    private static Throwable missing() {
        try {
            Class.forName(BROKER_CLASS, false, BrokerLibrary.class.getClassLoader());
            return null;
        } catch (ClassNotFoundException | LinkageError e) {
            return e;
        }
    }

    /** A part of it is not there. */
    static SandboxException incomplete(Throwable cause) {
        return new SandboxException(
                "the sandbox's broker is not complete on the classpath (" + cause
                        + "): add the dependency " + Sandbox.ARTIFACT
                        + ", in the test scope if it is for tests alone, or set"
                        + " the endpoint of an instance",
                cause);
    }
}
