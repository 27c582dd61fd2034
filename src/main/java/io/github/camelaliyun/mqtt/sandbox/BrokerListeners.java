package io.github.camelaliyun.mqtt.sandbox;

import com.hivemq.bootstrap.netty.ChannelHandlerNames;
import com.hivemq.bootstrap.netty.NettyConfiguration;
import com.hivemq.embedded.EmbeddedHiveMQ;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.util.concurrent.EventExecutor;

import java.lang.reflect.Method;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Reaches the connections of the broker as it accepts them, for rules that its extension API has no hook for. The broker has no
 * hook for this either: its server channels are looked up.
 */
final class BrokerListeners {

    private static final long TIMEOUT_SECONDS = 10;

    private BrokerListeners() {}

    /**
     * Returns when it holds for every connection to come.
     *
     * @param rules port to what is done with each connection there, on its event loop, once the broker has put its handlers in
     * @throws SandboxException if this version of the broker keeps its channels elsewhere
     */
    static void prepare(EmbeddedHiveMQ hiveMq, Map<Integer, Consumer<ChannelPipeline>> rules)
            throws InterruptedException {
        try {
            Method getInjector = hiveMq.getClass().getDeclaredMethod("getInjector");
            getInjector.setAccessible(true);
            NettyConfiguration netty = instance(getInjector.invoke(hiveMq), NettyConfiguration.class);
            int found = 0;
            for (EventExecutor loop : netty.getParentEventLoopGroup()) {
                found += loop.submit(() -> prepare((SingleThreadEventLoop) loop, rules))
                        .get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            }
            if (found != rules.size()) {
                throw unknown(null);
            }
        } catch (ReflectiveOperationException | ExecutionException | TimeoutException | ClassCastException e) {
            throw unknown(e);
        }
    }

    /** The broker brings its injector (Guice) for the run time only. */
    private static <T> T instance(Object injector, Class<T> type) throws ReflectiveOperationException {
        Class<?> guice = Class.forName(
                "com.google.inject.Injector", true, injector.getClass().getClassLoader());
        return type.cast(guice.getMethod("getInstance", Class.class).invoke(injector, type));
    }

    /** On the event loop. */
    private static int prepare(SingleThreadEventLoop loop, Map<Integer, Consumer<ChannelPipeline>> rules) {
        int found = 0;
        for (Iterator<Channel> channels = loop.registeredChannelsIterator(); channels.hasNext(); ) {
            if (channels.next() instanceof ServerSocketChannel server
                    && rules.containsKey(server.localAddress().getPort())) {
                server.pipeline()
                        .addFirst(new Accepting(rules.get(server.localAddress().getPort())));
                found++;
            }
        }
        return found;
    }

    private static SandboxException unknown(Exception cause) {
        return new SandboxException(
                "the sandbox cannot reach the listeners of this version of its broker: use the version of"
                        + " com.hivemq:hivemq-community-edition-embedded that this jar was built with",
                cause);
    }

    /** Of a server channel: prepares each channel that it accepts. */
    private static final class Accepting extends ChannelInboundHandlerAdapter {
        private final Consumer<ChannelPipeline> rules;

        Accepting(Consumer<ChannelPipeline> rules) {
            this.rules = rules;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object accepted) {
            ((Channel) accepted).pipeline().addLast(new Joining(rules));
            ctx.fireChannelRead(accepted);
        }
    }

    /** Waits until the broker has put its handlers into the channel. */
    private static final class Joining extends ChannelInboundHandlerAdapter {
        private final Consumer<ChannelPipeline> rules;

        Joining(Consumer<ChannelPipeline> rules) {
            this.rules = rules;
        }

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            // None, where the broker stops.
            if (ctx.pipeline().get(ChannelHandlerNames.MQTT_MESSAGE_DECODER) != null) {
                rules.accept(ctx.pipeline());
            }
            ctx.fireChannelActive();
            ctx.pipeline().remove(this);
        }
    }
}
