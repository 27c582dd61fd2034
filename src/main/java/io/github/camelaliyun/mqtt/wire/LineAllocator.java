package io.github.camelaliyun.mqtt.wire;

import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;

/**
 * Buffers of a line. The codec wants one for each packet that it encodes, which lives until it is copied into the batch: for a
 * small one the heap takes a third of the time of the pool. All others are of Netty's default pool.
 */
final class LineAllocator extends AbstractByteBufAllocator {

    static final LineAllocator INSTANCE = new LineAllocator();

    private static final int SMALL_BYTES = 1_024;
    private static final boolean PREFER_DIRECT = false;

    private final UnpooledByteBufAllocator heap = new UnpooledByteBufAllocator(PREFER_DIRECT, true);

    private LineAllocator() {
        super(PREFER_DIRECT);
    }

    @Override
    protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
        return initialCapacity <= SMALL_BYTES
                ? heap.heapBuffer(initialCapacity, maxCapacity)
                : ByteBufAllocator.DEFAULT.heapBuffer(initialCapacity, maxCapacity);
    }

    @Override
    protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
        return ByteBufAllocator.DEFAULT.directBuffer(initialCapacity, maxCapacity);
    }

    @Override
    public boolean isDirectBufferPooled() {
        return ByteBufAllocator.DEFAULT.isDirectBufferPooled();
    }
}
