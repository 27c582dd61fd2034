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

    /**
     * Lists a failure and its causes.
     *
     * @param failure the outermost one; null answers an empty list
     * @return at most 50 of them, from the outermost to the innermost, and nothing twice
     */
    public static List<Throwable> of(Throwable failure) {
        List<Throwable> causes = new ArrayList<>();
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Throwable next = failure; next != null && causes.size() < MOST && seen.add(next); next = causeOf(next)) {
            causes.add(next);
        }
        return causes;
    }

    /**
     * Finds the failure that all the others are about.
     *
     * @param failure the outermost one
     * @return the last of {@link #of}, which is the failure itself if it has no cause
     */
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
