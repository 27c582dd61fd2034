package io.github.camelaliyun.mqtt.wire;

import io.netty.util.concurrent.EventExecutor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Constructor;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.function.IntFunction;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EventLoopsTest {

    private final EventLoops loops = new EventLoops(number -> "loop-of-this-test-" + number);

    @AfterEach
    void close() {
        loops.close();
    }

    @Test
    void thereAreFourThreadsAtMost() {
        assertThat(loops.group()).hasSizeBetween(1, 4);
    }

    @Test
    void noThreadKeepsAProgramFromItsEnd() throws Exception {
        // A thread is a daemon by itself if the one that starts it is.
        Thread starter = new Thread(() -> loops.group().forEach(loop -> loop.execute(() -> {})));
        starter.setDaemon(false);
        starter.start();
        starter.join(20_000);
        for (EventExecutor loop : loops.group()) {
            Thread thread = loop.submit(Thread::currentThread).get(20, SECONDS);
            assertThat(thread.isDaemon()).isTrue();
            assertThat(thread.getName()).startsWith("loop-of-this-test-");
        }
    }

    @Test
    void closeReturnsWhenTheThreadsHaveEnded() throws Exception {
        for (EventExecutor loop : loops.group()) {
            loop.submit(() -> {}).get(20, SECONDS);
        }
        loops.close();

        assertThat(loops.group().isTerminated()).isTrue();
    }

    @Test
    void closeDoesNotWaitForAThreadThatHangs() throws Exception {
        CountDownLatch hangs = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        loops.group().execute(() -> {
            hangs.countDown();
            try {
                go.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        assertThat(hangs.await(20, SECONDS)).isTrue();
        loops.close();

        assertThat(loops.group().isTerminated()).isFalse();
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
