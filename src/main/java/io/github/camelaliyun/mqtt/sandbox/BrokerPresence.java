package io.github.camelaliyun.mqtt.sandbox;

import io.github.camelaliyun.mqtt.service.Distribution;

/** Whether the broker is on the class path. Looks before a class that needs it is loaded. */
final class BrokerPresence {

    private static final String BROKER_CLASS = "com.hivemq.embedded.EmbeddedHiveMQ";

    private BrokerPresence() {}

    static boolean isComplete() {
        return missing() == null;
    }

    /** @throws SandboxException if it is not there; the message says what to add */
    static void require() {
        Throwable missing = missing();
        if (missing != null) {
            throw incomplete(missing);
        }
    }

    /** What to add, where a class could not be loaded. */
    static SandboxException incomplete(Throwable cause) {
        return new SandboxException(
                "the sandbox's broker is not complete on the classpath (" + cause + "): " + howToAdd(), cause);
    }

    private static String howToAdd() {
        return Distribution.home().isPresent()
                ? "this is the distribution without it; take the one that has no \"slim\" in its name, or set the endpoint to that of an instance"
                : Sandbox.HOW_TO_ADD;
    }

    private static Throwable missing() {
        try {
            Class.forName(BROKER_CLASS, false, BrokerPresence.class.getClassLoader());
            return null;
        } catch (ClassNotFoundException | LinkageError e) {
            return e;
        }
    }
}
