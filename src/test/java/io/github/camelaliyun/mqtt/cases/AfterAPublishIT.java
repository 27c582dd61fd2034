package io.github.camelaliyun.mqtt.cases;

import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What blocks after a publish does not slow what follows other publishes. */
class AfterAPublishIT {

    private static final int CALLERS = 10;
    private static final int MESSAGES = 200;
    private static final int BLOCKED = 40;

    private final ScriptedServer server = new ScriptedServer();
    private final PlainContext camel = new PlainContext(server.uri(), "publishes");
    private final CountDownLatch end = new CountDownLatch(1);
    private final AtomicInteger atOnce = new AtomicInteger();
    private final AtomicInteger mostAtOnce = new AtomicInteger();
    private final AtomicInteger done = new AtomicInteger();

    @AfterEach
    void end() throws Exception {
        end.countDown();
        camel.close();
        server.close();
    }

    @Test
    void c23StepsOf15MillisecondsAfterAPublishRunSideBySide() throws Exception {
        assertStepsRunSideBySide("paho:test/a", Duration.ofMillis(15));
    }

    @Test
    void c23StepsOf5MillisecondsAfterAPublishRunSideBySide() throws Exception {
        assertStepsRunSideBySide("paho:test/a", Duration.ofMillis(5));
    }

    @Test
    void c23StepsAfterAQosZeroPublishRunSideBySide() throws Exception {
        assertStepsRunSideBySide("paho:test/a?qos=0", Duration.ofMillis(15));
    }

    /** Each of them blocks for ever; the others are not to wait for somebody to notice that, one after the other. */
    @Test
    void c23OneRouteWhoseStepsBlockDoesNotSlowAnother() throws Exception {
        CountDownLatch blocked = new CountDownLatch(BLOCKED);
        camel.add(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:blocks").to("paho:test/a").process(exchange -> {
                    blocked.countDown();
                    end.await(20, TimeUnit.SECONDS);
                });
                from("direct:quick").to("paho:test/b").process(exchange -> done.incrementAndGet());
            }
        });
        camel.publish("paho:test/first", "connected");
        long start = System.nanoTime();
        for (int i = 0; i < BLOCKED; i++) {
            camel.publishAsync("direct:blocks", "x");
        }
        assertThat(blocked.await(10, TimeUnit.SECONDS)).isTrue();
        Duration all = Duration.ofNanos(System.nanoTime() - start);
        camel.publish("direct:quick", "x");

        assertThat(done).hasValue(1);
        assertThat(all).as("until the last of them had begun").isLessThan(Duration.ofMillis(15L * BLOCKED));
    }

    private void assertStepsRunSideBySide(String uri, Duration step) throws Exception {
        camel.add(new RouteBuilder() {
            @Override
            public void configure() {
                from("seda:in?concurrentConsumers=" + CALLERS).to(uri).process(exchange -> block(step));
            }
        });
        camel.publish("paho:test/first", "connected");
        List<CompletableFuture<Exchange>> sent = new ArrayList<>();
        for (int i = 0; i < MESSAGES; i++) {
            sent.add(camel.publishAsync("seda:in", "message " + i));
        }
        await().atMost(Duration.ofSeconds(20)).until(() -> done.get() == MESSAGES);

        assertThat(mostAtOnce.get()).as("steps of %d callers at once", CALLERS).isGreaterThanOrEqualTo(CALLERS / 2);
    }

    private void block(Duration step) throws InterruptedException {
        mostAtOnce.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
        end.await(step.toMillis(), TimeUnit.MILLISECONDS);
        atOnce.decrementAndGet();
        done.incrementAndGet();
    }
}
