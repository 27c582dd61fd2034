package io.github.camelaliyun.mqtt.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** What one client does, packet by packet, and a sender beside it; a seed decides. */
record Recording(long seed, List<Step> steps) {

    /** What a step can be; the weights are how often each is, with a connection and without one. */
    enum Kind {
        CONNECT(1, 12),
        CONNECT_CLEAN(1, 1),
        CUT(4, 0),
        DISCONNECT(1, 0),
        SUBSCRIBE(4, 0),
        UNSUBSCRIBE(1, 0),
        /** The client publishes. */
        PUBLISH(7, 0),
        /** It goes on with what it has published at QoS 2: PUBREL. */
        RELEASE(3, 0),
        /** It sends again what is not complete: with DUP, or PUBREL. */
        RESEND(3, 0),
        /** It takes one of the messages that it has got a stage further. */
        ACKNOWLEDGE(6, 0),
        /** All of them, in their order. */
        ACKNOWLEDGE_ALL(3, 0),
        /** All of them, the latest first. */
        ACKNOWLEDGE_BACKWARDS(2, 0),
        /** An acknowledgement of what is not there. */
        STRAY(1, 0),
        PING(1, 0),
        /** The sender publishes. */
        SEND(12, 8),
        /** It publishes more than the window holds. */
        BURST(1, 1),
        /** It publishes a retained message, or takes one back. */
        RETAIN(2, 1);

        private final int connected;
        private final int away;

        Kind(int connected, int away) {
            this.connected = connected;
            this.away = away;
        }
    }

    /**
     * One step.
     *
     * @param a which topic, filters or message; what it means is up to the kind
     * @param b how
     * @param thenCut whether the client ends its connection at once, without reading an answer
     */
    record Step(Kind kind, int a, int b, boolean thenCut) {}

    private static final int FEWEST = 6;
    private static final int MOST = 12;

    /** The schedule of a seed. */
    static Recording of(long seed) {
        SplittableRandom random = new SplittableRandom(seed * 31 + 7);
        List<Step> steps = new ArrayList<>();
        boolean burst = random.nextInt(3) == 0;
        boolean connected = true;
        steps.add(step(random.nextInt(6) == 0 ? Kind.CONNECT_CLEAN : Kind.CONNECT, random, false));
        steps.add(step(Kind.SUBSCRIBE, random, false));
        int count = FEWEST + random.nextInt(MOST - FEWEST + 1);
        while (steps.size() < count) {
            boolean back = connected && steps.get(steps.size() - 1).kind() == Kind.CONNECT;
            Kind kind = back ? afterReturn(random) : kind(random, connected);
            // Retained messages of several topics come in any order: which of them finds the window full is then open.
            if (kind == (burst ? Kind.RETAIN : Kind.BURST)) {
                continue;
            }
            boolean own = connected && kind.away == 0 && kind != Kind.CUT && kind != Kind.DISCONNECT;
            int oneOf = kind == Kind.PUBLISH || kind == Kind.RELEASE ? 3 : 8;
            Step step = step(kind, random, own && random.nextInt(oneOf) == 0);
            steps.add(step);
            connected = switch (kind) {
                case CONNECT, CONNECT_CLEAN -> true;
                case CUT, DISCONNECT -> false;
                default -> connected && !step.thenCut();
            };
        }
        return new Recording(seed, steps);
    }

    /** A client that comes back goes on with what is not complete, as often as it does something else. */
    private static Kind afterReturn(SplittableRandom random) {
        return switch (random.nextInt(4)) {
            case 0 -> Kind.RESEND;
            case 1 -> Kind.RELEASE;
            default -> kind(random, true);
        };
    }

    private static Step step(Kind kind, SplittableRandom random, boolean thenCut) {
        return new Step(kind, random.nextInt(1 << 10), random.nextInt(1 << 10), thenCut);
    }

    private static Kind kind(SplittableRandom random, boolean connected) {
        int total = 0;
        for (Kind kind : Kind.values()) {
            total += connected ? kind.connected : kind.away;
        }
        int left = random.nextInt(total);
        for (Kind kind : Kind.values()) {
            left -= connected ? kind.connected : kind.away;
            if (left < 0) {
                return kind;
            }
        }
        throw new IllegalStateException("the weights add up to the total");
    }
}
