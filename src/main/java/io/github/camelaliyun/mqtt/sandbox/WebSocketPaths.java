package io.github.camelaliyun.mqtt.sandbox;

import com.hivemq.bootstrap.netty.NettyConfiguration;
import com.hivemq.embedded.EmbeddedHiveMQ;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.concurrent.EventExecutor;

import java.lang.reflect.Method;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Lets clients in at a WebSocket port with the path {@code /} as well as {@code /mqtt}, with or without a query, as the
 * service does. The broker knows one path for a port and leaves a request for another without an answer; here the path of
 * each request is made the one that the port has. The broker has no hook for it: its server channels are looked up.
 */
final class WebSocketPaths {

    private static final long TIMEOUT_SECONDS = 10;

    private WebSocketPaths() {}

    /**
     * Returns when it holds for every connection to come.
     *
     * @param paths port to the path that the broker has for it
     * @throws SandboxException if this version of the broker keeps its channels elsewhere
     */
    static void acceptBoth(EmbeddedHiveMQ hiveMq, Map<Integer, String> paths) throws InterruptedException {
        try {
            Method getInjector = hiveMq.getClass().getDeclaredMethod("getInjector");
            getInjector.setAccessible(true);
            NettyConfiguration netty = instance(getInjector.invoke(hiveMq), NettyConfiguration.class);
            int found = 0;
            for (EventExecutor loop : netty.getParentEventLoopGroup()) {
                found += loop.submit(() -> acceptBoth((SingleThreadEventLoop) loop, paths))
                        .get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            }
            if (found != paths.size()) {
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
    private static int acceptBoth(SingleThreadEventLoop loop, Map<Integer, String> paths) {
        int found = 0;
        for (Iterator<Channel> channels = loop.registeredChannelsIterator(); channels.hasNext(); ) {
            if (channels.next() instanceof ServerSocketChannel server
                    && paths.containsKey(server.localAddress().getPort())) {
                server.pipeline()
                        .addFirst(new Accepting(paths.get(server.localAddress().getPort())));
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

    private static boolean isMqtt(String uri) {
        String path = uri.replaceFirst("\\?.*", "");
        return path.isEmpty() || path.equals("/") || path.equals(BrokerConfig.WEBSOCKET_PATH);
    }

    /** Of a server channel: prepares each channel that it accepts. */
    private static final class Accepting extends ChannelInboundHandlerAdapter {
        private final String path;

        Accepting(String path) {
            this.path = path;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object accepted) {
            ((Channel) accepted).pipeline().addLast(new Joining(path));
            ctx.fireChannelRead(accepted);
        }
    }

    /** Waits until the broker has put its handlers into the channel. */
    private static final class Joining extends ChannelInboundHandlerAdapter {
        private final String path;

        Joining(String path) {
            this.path = path;
        }

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            ChannelHandlerContext requests = ctx.pipeline().context(HttpObjectAggregator.class);
            if (requests != null) {
                ctx.pipeline().addAfter(requests.name(), null, new Renaming(path));
            }
            ctx.fireChannelActive();
            ctx.pipeline().remove(this);
        }
    }

    /** Is for the one request of a channel. */
    private static final class Renaming extends ChannelInboundHandlerAdapter {
        private final String path;

        Renaming(String path) {
            this.path = path;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object read) {
            if (read instanceof HttpRequest request) {
                if (isMqtt(request.uri())) {
                    request.setUri(path);
                }
                ctx.pipeline().remove(this);
            }
            ctx.fireChannelRead(read);
        }
    }
}
