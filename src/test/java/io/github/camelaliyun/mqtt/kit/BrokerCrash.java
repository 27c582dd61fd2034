package io.github.camelaliyun.mqtt.kit;

/**
 * A crash of a broker in the middle of everything that loses only what a crash may lose.
 *
 * <p>Mosquitto acknowledges a message before it has written it to disk. Killed just like that, it forgets messages that
 * it had acknowledged, and a test would blame the client for the broker's loss. So the crash happens behind a
 * {@link FaultProxy}, in this order:
 *
 * <ol>
 *   <li>the line stalls: the clients see no acknowledgement that the broker sends from now on, and the broker no packet
 *       that they send;
 *   <li>the broker saves: whatever a client has seen acknowledged is on disk;
 *   <li>the broker is killed (SIGKILL);
 *   <li>the proxy resets its connections. What was held back in them is gone for good, in both directions: each has a
 *       socket of its own to the process that was killed, and a proxy's connection that is closed forwards nothing;
 *   <li>the broker starts again on the same port, and the line resumes.
 * </ol>
 *
 * <p>The clients see a connection that dies with publishes that were never acknowledged, which they must send again, and
 * with acknowledgements of their own that never arrived, for which the broker will deliver again.
 */
public final class BrokerCrash {

    private BrokerCrash() {}

    /** Crashes the broker and returns when it is up again; all its clients must be connected through {@code line}. */
    public static void happen(Mosquitto broker, FaultProxy line) {
        line.stall();
        try {
            broker.save();
            broker.kill();
            line.reset();
            broker.restart();
        } finally {
            line.resume();
        }
    }
}
