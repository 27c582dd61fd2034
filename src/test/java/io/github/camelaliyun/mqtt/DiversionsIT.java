package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.kit.LogCapture;
import io.github.camelaliyun.mqtt.kit.RequiresMosquitto;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Messages that go to another endpoint than their route, or to none. */
@RequiresMosquitto
class DiversionsIT extends RouteRig {

    @Test
    void aMessageGoesToTheDeadLettersAfterItsLastAttempt() throws Exception {
        AtomicInteger times = new AtomicInteger();
        context.addRoutes(routes(r -> {
            r.from("paho:" + topic + "?maxDeliveryAttempts=2&deadLetterUri=seda:letters")
                    .routeId("reader")
                    .process(e -> {
                        times.incrementAndGet();
                        throw new IllegalStateException("always");
                    });
            r.from("seda:letters").process(this::take);
        }));
        keepOpen();
        send("1");

        await().atMost(LIMIT).untilAsserted(() -> assertThat(bodies).containsExactly("1"));
        assertThat(times).hasValue(2);
        await().atMost(LIMIT).until(() -> status().inbound().unacknowledged() == 0);
        assertThat(status().counts().givenUp()).isEqualTo(1);
    }

    @Test
    void anEndpointThatDoesNotTakeTheDeadLettersIsToldOnceInWords() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        AtomicBoolean full = new AtomicBoolean(true);
        try (LogCapture log = new LogCapture()) {
            context.addRoutes(routes(r -> {
                r.from("paho:" + topic + "?maxDeliveryAttempts=1&deadLetterUri=direct:letters")
                        .routeId("reader")
                        .throwException(new IllegalStateException("always"));
                r.from("direct:letters").process(e -> {
                    asked.incrementAndGet();
                    if (full.get()) {
                        throw new IOException("disk full");
                    }
                    take(e);
                });
            }));
            keepOpen();
            send("1");
            await().atMost(LIMIT).until(() -> asked.get() > 1);
            full.set(false);

            log.awaitLine("INFO direct:letters takes messages again", "that failed");
            assertThat(bodies).containsExactly("1");
            assertThat(log.lines().stream().filter(line -> line.contains("cannot be sent")))
                    .singleElement()
                    .asString()
                    .startsWith("WARN message on " + topic + " (QoS 1, packet ")
                    .endsWith(
                            " cannot be sent to direct:letters (IOException: disk full). It is tried again until that endpoint"
                                    + " takes it, and further failures are counted: correct the endpoint, or the option that names it");
        }
    }

    @Test
    void whatNoRouteTakesGoesToTheEndpointForIt() throws Exception {
        collect("reader", "paho:" + topic);
        await().atMost(LIMIT).until(this::connected);
        context.stop();
        publishElsewhere("1");

        context = context(null);
        component.getConfiguration().setUnclaimed("seda:unclaimed");
        context.addRoutes(routes(r -> r.from("seda:unclaimed").process(this::take)));
        keepOpen();

        await().atMost(LIMIT).untilAsserted(() -> assertThat(bodies).containsExactly("1"));
        await().atMost(LIMIT).until(() -> status().inbound().unacknowledged() == 0);
    }

    @Test
    void messagesOfAStoppedRouteAreDiscardedWhereThatIsWanted() throws Exception {
        collect("reader", "paho:" + topic + "?whenStopped=discard");
        keepOpen();
        stopRoute("reader");
        send("1", "2");

        await().atMost(LIMIT).until(() -> status().inbound().discarded() == 2);
        assertThat(status().inbound().unacknowledged()).isZero();
        assertThat(complaints()).isEmpty();
    }

    @Test
    void messagesOfAStoppedRouteGoToTheEndpointForThem() throws Exception {
        collect("reader", "paho:" + topic + "?whenStopped=seda:meanwhile");
        context.addRoutes(routes(r -> r.from("seda:meanwhile").process(e -> bodies.add("meanwhile " + body(e)))));
        keepOpen();
        stopRoute("reader");
        send("1");

        await().atMost(LIMIT).untilAsserted(() -> assertThat(bodies).containsExactly("meanwhile 1"));
        await().atMost(LIMIT).until(() -> status().inbound().unacknowledged() == 0);
        context.getRouteController().startRoute("reader");
        send("2");
        await().atMost(LIMIT).untilAsserted(() -> assertThat(bodies).containsExactly("meanwhile 1", "2"));
    }
}
