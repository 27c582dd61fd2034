package io.github.camelaliyun.mqtt.wire;

import io.netty.channel.EventLoop;
import io.netty.channel.nio.NioEventLoop;
import io.netty.channel.nio.NioTask;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

/** What tests do with the threads of the lines. */
final class TestLoops {

    private TestLoops() {}

    /** In their order, beginning with the next one. */
    static Set<EventLoop> all(EventLoops loops) {
        return Stream.generate(loops::next).limit(20).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** What a channel of Netty does here is guarded against exceptions alone. */
    static void kill(EventLoop loop) throws IOException {
        Pipe pipe = Pipe.open();
        try (Pipe.SourceChannel source = pipe.source();
                Pipe.SinkChannel sink = pipe.sink()) {
            source.configureBlocking(false);
            sink.write(ByteBuffer.allocate(1));
            NioTask<SelectableChannel> fails = new NioTask<>() {
                @Override
                public void channelReady(SelectableChannel channel, SelectionKey key) {
                    throw new OutOfMemoryError("says the test");
                }

                @Override
                public void channelUnregistered(SelectableChannel channel, Throwable cause) {}
            };
            ((NioEventLoop) loop).register(source, SelectionKey.OP_READ, fails);
            assertThat(loop.terminationFuture().awaitUninterruptibly(20, SECONDS))
                    .isTrue();
        }
    }
}
