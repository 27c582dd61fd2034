package io.github.camelaliyun.mqtt.connection;

/** Has an outcome count as lost at once, where a test cannot wait for the garbage collector. */
public final class LostOutcomes {

    private LostOutcomes() {}

    /** As if nobody held it any more. */
    public static void lose(Outcome outcome) {
        Turn.Trace trace = ((Turn) outcome).trace();
        if (trace != null) {
            trace.enqueue();
        }
    }
}
