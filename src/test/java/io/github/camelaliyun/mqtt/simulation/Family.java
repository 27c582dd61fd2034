package io.github.camelaliyun.mqtt.simulation;

import java.util.SplittableRandom;

/**
 * How a broker uses the freedom that MQTT 3.1.1 leaves it, and what those do that take more.
 *
 * @param persistent whether clients connect with CleanSession=0
 * @param service whether it is ApsaraMQ for MQTT: P2P messages come without a subscription
 * @param window messages that it sends without an acknowledgement
 * @param overfills whether it takes a message's place among those in flight for their number when it is acknowledged, and
 *     so sends more than the window says: what Mosquitto 2.0.11 does
 * @param batch so many waiting messages it takes at once, and the next only when all of them are acknowledged; 0 for no
 *     such limit
 * @param overlap what it does where several subscriptions match
 * @param onRelease whether it passes on what is published at QoS 2 with the PUBREL, and not with the PUBLISH (4.3.3)
 * @param overtakes whether its acknowledgements of what is published may come in another order
 * @param resend what it does with a message that is not acknowledged for some seconds on one connection
 * @param lies whether it says that a session is present when it is not
 * @param latencyMillis one way, at most
 */
record Family(
        boolean persistent,
        boolean service,
        int window,
        boolean overfills,
        int batch,
        Overlap overlap,
        boolean onRelease,
        boolean overtakes,
        Resend resend,
        boolean lies,
        int latencyMillis) {

    /** Which QoS a message has that several subscriptions match. */
    enum Overlap {
        /** One message, with the highest QoS that they allow: what the specification says (3.3.5-1). */
        HIGHEST,
        /** One for each, which it allows as well (3.3.5). */
        COPIES,
        /** One, as the narrowest of them has it: what Mosquitto 2.0 does. */
        NARROWEST
    }

    /** The service's family does all of them. */
    enum Resend {
        NEVER,
        SAME_ID_DUP,
        SAME_ID,
        NEW_ID
    }

    boolean copies() {
        return overlap == Overlap.COPIES;
    }

    static Family of(SplittableRandom random) {
        boolean persistent = random.nextInt(10) < 7;
        boolean service = random.nextInt(3) == 0;
        int[] windows = {1, 10, 20, 20, 1_000, 65_535};
        return new Family(
                persistent,
                service,
                windows[random.nextInt(windows.length)],
                random.nextInt(4) == 0,
                random.nextInt(4) == 0 ? 50 : 0,
                Overlap.values()[random.nextInt(Overlap.values().length)],
                random.nextBoolean(),
                random.nextInt(3) == 0,
                Resend.values()[random.nextInt(Resend.values().length)],
                random.nextInt(12) == 0,
                1 + random.nextInt(40));
    }
}
