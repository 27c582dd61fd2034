package io.github.camelaliyun.mqtt.bench.worker;

import java.nio.ByteBuffer;

/** The payload of a measured message: a number of eight bytes, and nothing in particular after it. */
public final class Payload {

    private Payload() {}

    /** @param size in bytes, at least eight */
    public static byte[] of(long number, int size) {
        return ByteBuffer.allocate(size).putLong(0, number).array();
    }

    public static long number(byte[] payload) {
        return ByteBuffer.wrap(payload).getLong(0);
    }
}
