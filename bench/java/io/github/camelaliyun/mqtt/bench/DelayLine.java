package io.github.camelaliyun.mqtt.bench;

import io.github.camelaliyun.mqtt.bench.worker.Clock;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;

/**
 * One direction of a long line: what goes in comes out in the same order, each chunk a fixed time after it went in,
 * however many are on their way. One thread puts, another takes.
 */
final class DelayLine {

    /** Bytes that may be on their way; over it the sender waits, as with a full TCP window. */
    private static final int CAPACITY = 64 * 1024 * 1024;

    private static final Chunk END = new Chunk(new byte[0], 0);

    private final long delayNanos;
    private final BlockingQueue<Chunk> chunks = new LinkedBlockingQueue<>();
    private final Semaphore space = new Semaphore(CAPACITY);

    private record Chunk(byte[] bytes, long due) {}

    DelayLine(long delayNanos) {
        this.delayNanos = delayNanos;
    }

    /** @param bytes no more than 64 MiB, not changed afterwards */
    void put(byte[] bytes) throws InterruptedException {
        long due = System.nanoTime() + delayNanos;
        space.acquire(bytes.length);
        chunks.add(new Chunk(bytes, due));
    }

    /** Nothing more will be put. */
    void end() {
        chunks.add(END);
    }

    /** Waits for the next chunk and for its time; null at the end. */
    byte[] take() throws InterruptedException {
        Chunk chunk = chunks.take();
        if (chunk == END) {
            return null;
        }
        Clock.awaitNanoTime(chunk.due);
        space.release(chunk.bytes.length);
        return chunk.bytes;
    }
}
