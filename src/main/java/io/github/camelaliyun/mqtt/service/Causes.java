package io.github.camelaliyun.mqtt.service;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** What lies behind a failure. Causes may go round in a circle, have no end, or throw when asked: they are of anybody's classes. */
public final class Causes {

    /** More than anybody has; a class may make a new cause whenever it is asked. */
    private static final int MOST = 50;

    private Causes() {}

    /** The failure and its causes, from the outermost to the innermost, and nothing twice. */
    public static List<Throwable> of(Throwable failure) {
        List<Throwable> causes = new ArrayList<>();
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Throwable next = failure; next != null && causes.size() < MOST && seen.add(next); next = causeOf(next)) {
            causes.add(next);
        }
        return causes;
    }

    /** The failure that all the others are about; what has no cause is its own. */
    public static Throwable innermost(Throwable failure) {
        Throwable innermost = failure;
        for (Throwable each : of(failure)) {
            innermost = each;
        }
        return innermost;
    }

    private static Throwable causeOf(Throwable failure) {
        try {
            return failure.getCause();
        } catch (Throwable e) {
            return null;
        }
    }
}
