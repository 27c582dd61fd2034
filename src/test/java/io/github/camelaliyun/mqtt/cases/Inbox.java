package io.github.camelaliyun.mqtt.cases;

import io.github.camelaliyun.mqtt.kit.Estate;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import static org.assertj.core.api.Assertions.assertThat;

/** Collects the bodies that a route receives, on the route's threads. */
final class Inbox implements Processor {

    private static final String PROBE = "probe";
    private static final Duration SUBSCRIBED_WITHIN = Duration.ofSeconds(30);

    private final List<String> bodies = new CopyOnWriteArrayList<>();
    private final AtomicInteger probes = new AtomicInteger();

    @Override
    public void process(Exchange exchange) {
        String body = exchange.getIn().getBody(String.class);
        if (PROBE.equals(body)) {
            probes.incrementAndGet();
        } else {
            bodies.add(body);
        }
    }

    /** What has come, without the probes, in its order. */
    List<String> bodies() {
        return List.copyOf(bodies);
    }

    /** Publishes probes to the topic until one comes: then the subscription stands. */
    Inbox awaitSubscribed(Estate sender, String topic) {
        int before = probes.get();
        Awaitility.await("what is published to " + topic + " is received")
                .dontCatchUncaughtExceptions()
                .atMost(SUBSCRIBED_WITHIN)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> {
                    sender.publishAsync("paho:" + topic, PROBE);
                    return probes.get() > before;
                });
        return this;
    }

    /** Fails with what has come if not all of these come in time. */
    void await(Collection<String> expected, Duration limit) {
        try {
            Awaitility.await()
                    .dontCatchUncaughtExceptions()
                    .atMost(limit)
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> bodies().containsAll(expected));
        } catch (ConditionTimeoutException e) {
            // Said below, with what is missing.
        }
        assertThat(bodies()).as("received within " + limit.toSeconds() + " s").containsAll(expected);
    }
}
