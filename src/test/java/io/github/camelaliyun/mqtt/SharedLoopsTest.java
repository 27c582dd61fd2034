package io.github.camelaliyun.mqtt;

import com.sun.management.UnixOperatingSystemMXBean;
import io.github.camelaliyun.mqtt.wire.EventLoops;
import io.github.camelaliyun.mqtt.wire.Line;
import io.github.camelaliyun.mqtt.wire.LineListener;
import io.github.camelaliyun.mqtt.wire.LineOptions;
import io.github.camelaliyun.mqtt.wire.NettyWire;
import io.github.camelaliyun.mqtt.wire.Packet;
import io.github.camelaliyun.mqtt.wire.TransportOptions;
import io.github.camelaliyun.mqtt.wire.Way;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.LifecycleStrategy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SharedLoopsTest {

    private final CamelContext context = named("one-of-this-test");
    private final CamelContext other = named("other-of-this-test");

    @AfterEach
    void close() throws Exception {
        context.close();
        other.close();
    }

    private static CamelContext named(String name) {
        DefaultCamelContext made = new DefaultCamelContext();
        made.getCamelContextExtension().setName(name);
        made.getExecutorServiceManager().setThreadNamePattern(name + " #counter# #name#");
        return made;
    }

    @Test
    void componentsOfOneContextHaveTheSameLoops() {
        SharedLoops shared = SharedLoops.of(context);
        assertThat(SharedLoops.of(context)).isSameAs(shared);
        assertThat(SharedLoops.of(other)).isNotSameAs(shared);
        EventLoops first = shared.acquire();
        EventLoops second = SharedLoops.of(context).acquire();
        assertThat(second).isSameAs(first);
        shared.release();
        shared.release();
    }

    /** Contexts, and components of one, may start on threads of their own. */
    @Test
    void whoComesAtOnceGetsTheSame() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        for (int round = 0; round < 100; round++) {
            try (CamelContext fresh = new DefaultCamelContext()) {
                CyclicBarrier together = new CyclicBarrier(4);
                List<Future<EventLoops>> acquired = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    acquired.add(threads.submit(() -> {
                        together.await(20, SECONDS);
                        return SharedLoops.of(fresh).acquire();
                    }));
                }
                Set<EventLoops> different = Collections.newSetFromMap(new IdentityHashMap<>());
                for (Future<EventLoops> one : acquired) {
                    different.add(one.get(20, SECONDS));
                }
                assertThat(different).hasSize(1);
                for (int i = 0; i < 4; i++) {
                    SharedLoops.of(fresh).release();
                }
            }
        }
        threads.shutdown();
    }

    @Test
    void theLastOneEndsTheThreads() throws Exception {
        SharedLoops shared = SharedLoops.of(context);
        SharedLoops others = SharedLoops.of(other);
        shared.acquire();
        EventLoops loops = shared.acquire();
        Opened ofOne = new Opened();
        Opened ofOther = new Opened();
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            open(loops, server, ofOne);
            open(others.acquire(), server, ofOther);
            shared.release();
            assertThat(threads("one-of-this-test")).isPositive();
            assertThat(ofOne.closed.getCount()).isEqualTo(1);

            shared.release();
            assertThat(ofOne.closed.await(20, TimeUnit.SECONDS)).isTrue();
            await().atMost(20, SECONDS).until(() -> threads("one-of-this-test") == 0);
            assertThat(threads("other-of-this-test")).isPositive();
            others.release();
            await().atMost(20, SECONDS).until(() -> threads("other-of-this-test") == 0);
        }
    }

    @Test
    void whoComesAfterTheLastOneGetsNewLoops() throws Exception {
        SharedLoops shared = SharedLoops.of(context);
        EventLoops first = shared.acquire();
        shared.release();
        EventLoops second = shared.acquire();
        assertThat(second).isNotSameAs(first);

        Opened line = new Opened();
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            open(second, server, line);
        }
        shared.release();
        await().atMost(20, SECONDS).until(() -> threads("one-of-this-test") == 0);
    }

    /** Camel shuts no component down in a context whose routes cannot be made. */
    @Test
    void aContextThatFailsToStartKeepsNoDescriptors() throws Exception {
        failToStart();
        long before = descriptors();
        for (int i = 0; i < 5; i++) {
            failToStart();
        }
        assertThat(descriptors()).isLessThan(before + 10);
    }

    /** Else the last component that ends would not end the threads. */
    @Test
    void aComponentThatCannotBeInitialisedIsNoUser() throws Exception {
        try (DefaultCamelContext failing = new DefaultCamelContext() {
            @Override
            public void addLifecycleStrategy(LifecycleStrategy strategy) {
                if (strategy instanceof RouteSubscribers) {
                    throw new IllegalStateException("says the test");
                }
                super.addLifecycleStrategy(strategy);
            }
        }) {
            AliyunMqttComponent component = new AliyunMqttComponent();
            component.setCamelContext(failing);
            assertThatThrownBy(component::init).hasStackTraceContaining("says the test");
            SharedLoops shared = SharedLoops.of(failing);
            EventLoops loops = shared.acquire();
            shared.release();

            assertThat(shared.acquire()).isNotSameAs(loops);
            shared.release();
        }
    }

    private static void failToStart() throws Exception {
        try (DefaultCamelContext failing = new DefaultCamelContext()) {
            failing.addComponent("paho", new AliyunMqttComponent());
            failing.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("paho:test/a?qos=9").to("log:a");
                }
            });
            assertThatThrownBy(failing::start).hasMessageContaining("qos is 9");
        }
    }

    private static long descriptors() {
        return ((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getOpenFileDescriptorCount();
    }

    private static void open(EventLoops loops, ServerSocket server, Opened listener) throws InterruptedException {
        new NettyWire(loops, Runnable::run)
                .open(
                        new Way("tcp://localhost:" + server.getLocalPort(), InetAddress.getLoopbackAddress(), null),
                        new LineOptions("c", Duration.ofSeconds(20), TransportOptions.DEFAULTS, 1_000),
                        listener);
        assertThat(listener.opened.await(20, TimeUnit.SECONDS)).isTrue();
    }

    /** How many threads there are that have the context's name. */
    private static long threads(String name) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread ->
                        thread.getName().contains(name) && thread.getName().contains("MqttEventLoop"))
                .count();
    }

    private static final class Opened implements LineListener {
        private final CountDownLatch opened = new CountDownLatch(1);
        private final CountDownLatch closed = new CountDownLatch(1);

        @Override
        public void onOpened(Line line) {
            opened.countDown();
        }

        @Override
        public void onReceived(Packet packet) {}

        @Override
        public void onHeard() {}

        @Override
        public boolean onIdle() {
            return false;
        }

        @Override
        public void onWritten() {}

        @Override
        public void onClosed(Throwable cause) {
            closed.countDown();
        }
    }
}
