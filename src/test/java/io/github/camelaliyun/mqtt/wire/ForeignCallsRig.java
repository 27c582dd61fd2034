package io.github.camelaliyun.mqtt.wire;

import org.junit.jupiter.api.AfterEach;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Calls that hang until the test lets them go, in virtual time. After each test no worker is left. */
abstract class ForeignCallsRig {

    static final String SERVER = "ssl://server:8883";

    final ExecutorService workers = Executors.newCachedThreadPool();
    final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1);
    final ForeignCalls calls = new ForeignCalls(workers, nanos::get);
    final List<Hanging> hanging = new ArrayList<>();

    /** One that no interrupt ends. */
    static final class Hanging implements Runnable {
        final CountDownLatch begun = new CountDownLatch(1);
        final CountDownLatch go = new CountDownLatch(1);
        volatile boolean interrupted;
        volatile Thread thread;

        /** Until its thread does something else. */
        void awaitReturn() {
            await().atMost(20, SECONDS)
                    .until(() -> Stream.of(thread.getStackTrace())
                            .noneMatch(frame -> frame.getClassName().startsWith(ForeignCalls.class.getName())));
        }

        @Override
        public void run() {
            thread = Thread.currentThread();
            begun.countDown();
            while (go.getCount() > 0) {
                try {
                    go.await();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        hanging.forEach(call -> call.go.countDown());
        workers.shutdown();
        assertThat(workers.awaitTermination(20, SECONDS)).isTrue();
    }

    void hang() throws Exception {
        Hanging call = new Hanging();
        ForeignCalls.OfLine line = calls.of("c", SERVER);
        hanging.add(call);
        line.execute(call);
        assertThat(call.begun.await(20, SECONDS)).isTrue();
        line.end();
    }

    void hangThreeTimes() throws Exception {
        for (int i = 0; i < ForeignCalls.MOST; i++) {
            hang();
        }
    }
}
