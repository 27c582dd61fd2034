package io.github.camelaliyun.mqtt.wire;

import io.netty.channel.EventLoop;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.lang.reflect.Constructor;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.IntFunction;

import static io.github.camelaliyun.mqtt.wire.TestLoops.all;
import static io.github.camelaliyun.mqtt.wire.TestLoops.kill;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** The threads of the lines: how many there are, what errors end, and how they close. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EventLoopsTest {

    private final EventLoops loops = new EventLoops(number -> "loop-of-this-test-" + number);

    @AfterEach
    void close() {
        loops.close();
    }

    @Test
    void thereAreFourThreadsAtMost() {
        assertThat(all(loops)).hasSizeBetween(1, 4);
    }

    @Test
    void noThreadKeepsAProgramFromItsEnd() throws Exception {
        // A thread is a daemon by itself if the one that starts it is.
        Thread starter = new Thread(() -> all(loops).forEach(loop -> loop.execute(() -> {})));
        starter.setDaemon(false);
        starter.start();
        starter.join(20_000);
        for (EventLoop loop : all(loops)) {
            Thread thread = loop.submit(Thread::currentThread).get(20, SECONDS);
            assertThat(thread.isDaemon()).isTrue();
            assertThat(thread.getName()).startsWith("loop-of-this-test-");
        }
    }

    /** As of OutOfMemoryError where Netty selects: whoever uses the thread later would be refused. */
    @Test
    void aThreadThatAnErrorHasEndedIsReplacedAndTheOthersAreLeftAlone() throws Exception {
        Set<EventLoop> before = all(loops);
        EventLoop dead = before.iterator().next();
        String name = dead.submit(() -> Thread.currentThread().getName()).get(20, SECONDS);
        kill(dead);
        Set<EventLoop> after = all(loops);

        assertThat(after).hasSameSizeAs(before).doesNotContain(dead);
        for (EventLoop loop : before) {
            assertThat(after.contains(loop)).isEqualTo(loop != dead);
            assertThat(loop.isShuttingDown()).isEqualTo(loop == dead);
        }
        for (EventLoop loop : after) {
            String each = loop.submit(() -> Thread.currentThread().getName()).get(20, SECONDS);
            assertThat(each.equals(name)).isEqualTo(!before.contains(loop));
        }
        loops.close();
        assertThat(after).allMatch(EventLoop::isTerminated);
        assertThat(all(loops)).allMatch(EventLoop::isTerminated);
    }

    @Test
    void linesOpenThoughErrorsHaveEndedAllThreads() throws Exception {
        for (EventLoop loop : all(loops)) {
            kill(loop);
        }
        RecordingListener listener = new RecordingListener();
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            open(server, listener);
            listener.awaitEvent("opened");
        }
        listener.awaitClosed();
    }

    /** Netty leaves the channels of such a thread as they are: nobody would read or close them. */
    @Test
    void theLinesOfAThreadThatAnErrorHasEndedEndToo() throws Exception {
        RecordingListener listener = new RecordingListener();
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Line line = open(server, listener);
            try (Socket accepted = server.accept()) {
                accepted.setSoTimeout(20_000);
                listener.awaitEvent("opened");
                for (EventLoop loop : all(loops)) {
                    kill(loop);
                }

                assertThat(listener.awaitClosed()).hasMessageContaining("by an error, which is in the log");
                assertThat(accepted.getInputStream().read()).isEqualTo(-1);
                assertThat(line.send(Packet.PINGREQ)).isFalse();
                line.cut(new IOException("too late"));
            }
        }
        listener.assertInOrder();
    }

    /** The turns of connects outlive the thread. */
    @Test
    void aLineThatWaitedForItsTurnOnAThreadThatAnErrorHasEndedIsForgotten() throws Exception {
        ConnectTurns turns = new ConnectTurns(1, Duration.ofHours(1));
        WeakReference<Line> waiting = waitAndKill(turns);

        await().atMost(20, SECONDS).until(() -> {
            System.gc();
            return waiting.get() == null;
        });
        Reference.reachabilityFence(turns);
    }

    private WeakReference<Line> waitAndKill(ConnectTurns turns) throws Exception {
        EventLoop loop = loops.next();
        RecordingListener first = new RecordingListener();
        RecordingListener second = new RecordingListener();
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            open(loop, turns, server, first);
            first.awaitEvent("opened");
            WeakReference<Line> waiting = new WeakReference<>(open(loop, turns, server, second));
            loop.submit(() -> {}).get(20, SECONDS);
            kill(loop);
            first.awaitClosed();
            second.awaitClosed();
            assertThat(all(loops)).doesNotContain(loop);
            return waiting;
        }
    }

    private static NettyLine open(EventLoop loop, ConnectTurns turns, ServerSocket server, LineListener listener) {
        NettyLine line = new NettyLine(
                loop,
                Runnable::run,
                new Questions<>(Runnable::run),
                new ForeignCalls(Runnable::run),
                turns,
                new Way("tcp://127.0.0.1:" + server.getLocalPort(), InetAddress.getLoopbackAddress(), null),
                new LineOptions("GID_test@@@1", Duration.ofHours(1), TransportOptions.DEFAULTS, 1_000),
                listener);
        line.open();
        return line;
    }

    @Test
    void aLineThatHasEndedIsForgottenByItsThread() throws Exception {
        RecordingListener listener = new RecordingListener();
        WeakReference<Line> ended;
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            ended = new WeakReference<>(open(server, listener));
            listener.awaitEvent("opened");
        }
        listener.awaitClosed();
        await().atMost(20, SECONDS).until(() -> {
            System.gc();
            return ended.get() == null;
        });
    }

    private Line open(ServerSocket server, LineListener listener) {
        return new NettyWire(loops, Runnable::run)
                .open(
                        new Way("tcp://127.0.0.1:" + server.getLocalPort(), InetAddress.getLoopbackAddress(), null),
                        new LineOptions("c", Duration.ofSeconds(20), TransportOptions.DEFAULTS, 1_000),
                        listener);
    }

    @Test
    void closeReturnsWhenTheThreadsHaveEnded() throws Exception {
        Set<EventLoop> made = all(loops);
        for (EventLoop loop : made) {
            loop.submit(() -> {}).get(20, SECONDS);
        }
        loops.close();

        assertThat(made).allMatch(EventLoop::isTerminated);
    }

    /** One that has not been made before as well. */
    @Test
    void whoComesAfterCloseGetsOneThatHasEnded() {
        loops.next();
        loops.close();

        assertThat(all(loops)).allMatch(EventLoop::isTerminated);
    }

    @Test
    void closeDoesNotWaitForThreadsThatHang() throws Exception {
        Set<EventLoop> made = all(loops);
        CountDownLatch hang = new CountDownLatch(made.size());
        CountDownLatch go = new CountDownLatch(1);
        made.forEach(loop -> loop.execute(() -> {
            hang.countDown();
            try {
                go.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
        assertThat(hang.await(20, SECONDS)).isTrue();
        long before = System.nanoTime();
        loops.close();

        // Together, not for each.
        assertThat(System.nanoTime() - before).isLessThan(SECONDS.toNanos(4));
        assertThat(made).noneMatch(EventLoop::isTerminated);
        go.countDown();
    }

    @Test
    void noneAreMadeOfAMixtureOfNettys(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("META-INF/io.netty.versions.properties");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "netty-handler.version=4.1.0.Mixed\n");
        try (Mixed mixed = new Mixed(folder.toUri().toURL())) {
            Constructor<?> constructor =
                    mixed.loadClass(EventLoops.class.getName()).getConstructor(IntFunction.class);
            IntFunction<String> names = number -> "loop-of-this-test-" + number;

            assertThatThrownBy(() -> constructor.newInstance(names))
                    .hasRootCauseInstanceOf(IllegalStateException.class)
                    .rootCause()
                    .hasMessageContaining("4.1.0.Mixed=[netty-handler]");
        }
    }

    /** Loads the wire again, and else what there is. */
    private static final class Mixed extends URLClassLoader {

        Mixed(URL more) {
            super(new URL[] {more}, EventLoops.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith(EventLoops.class.getPackageName() + ".")) {
                return super.loadClass(name, resolve);
            }
            Class<?> loaded = findLoadedClass(name);
            return loaded == null ? again(name) : loaded;
        }

        private Class<?> again(String name) throws ClassNotFoundException {
            try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
                byte[] bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }
}
