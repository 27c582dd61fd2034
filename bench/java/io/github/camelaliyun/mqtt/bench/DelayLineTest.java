package io.github.camelaliyun.mqtt.bench;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(30)
class DelayLineTest {

    private static final long DELAY = TimeUnit.MILLISECONDS.toNanos(200);
    private static final int CHUNKS = 100;

    @Test
    void everyChunkTakesTheDelayAndNotLessHoweverManyAreOnTheirWay() throws Exception {
        DelayLine line = new DelayLine(DELAY);
        long begin = System.nanoTime();
        for (int number = 0; number < CHUNKS; number++) {
            line.put(new byte[] {(byte) number});
        }

        line.take();
        long first = System.nanoTime() - begin;
        for (int number = 1; number < CHUNKS; number++) {
            line.take();
        }
        long last = System.nanoTime() - begin;

        assertThat(first).isGreaterThanOrEqualTo(DELAY);
        // One after the other they would need a hundred delays.
        assertThat(last).isLessThan(CHUNKS / 4 * DELAY);
    }

    @Test
    void theOrderStays() throws Exception {
        DelayLine line = new DelayLine(TimeUnit.MILLISECONDS.toNanos(1));
        for (int number = 0; number < CHUNKS; number++) {
            line.put(new byte[] {(byte) number});
        }

        for (int number = 0; number < CHUNKS; number++) {
            assertThat(line.take()).containsExactly((byte) number);
        }
    }

    @Test
    void whatIsOnItsWayArrivesBeforeTheEnd() throws Exception {
        DelayLine line = new DelayLine(TimeUnit.MILLISECONDS.toNanos(1));
        line.put(new byte[] {7});
        line.end();

        assertThat(line.take()).containsExactly((byte) 7);
        assertThat(line.take()).isNull();
    }
}
