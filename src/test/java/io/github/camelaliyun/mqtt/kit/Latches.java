package io.github.camelaliyun.mqtt.kit;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/** Waits, also in callbacks, which may throw nothing that is checked. */
public final class Latches {

    private static final int SECONDS = 20;

    private Latches() {}

    /** Fails after 20 s, or if the thread is interrupted. */
    public static void awaitLatch(CountDownLatch latch) {
        try {
            assertThat(latch.await(SECONDS, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
