package io.github.camelaliyun.mqtt.sandbox;

import io.github.camelaliyun.mqtt.kit.Estate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What a busy route processes of a message that is sent again. */
class ResendToRouteIT extends ResendRig {

    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest
    @EnumSource(names = {"SAME_ID_DUP", "SAME_ID"})
    void routeThatIsBusyProcessesTheMessageOnceAndItsAcknowledgementEndsIt(Resend how) throws Exception {
        assertThat(processedByABusyRoute(how)).containsExactly("one");
        assertThat(sandbox.sentTo(clientId)).hasSizeGreaterThan(1);
    }

    /** A duplicate cannot be told. */
    @Execution(ExecutionMode.CONCURRENT)
    @Test
    void routeThatIsBusyProcessesTheMessageAgainUnderANewIdentifier() throws Exception {
        assertThat(processedByABusyRoute(Resend.NEW_ID))
                .hasSize(sandbox.sentTo(clientId).size())
                .hasSizeGreaterThan(1)
                .containsOnly("one");
    }

    /** What a route processed, the first time until the message has been sent again, when all has come to rest. */
    private List<String> processedByABusyRoute(Resend how) throws Exception {
        sandbox.faults().resendUnacknowledged(clientId, AFTER, how);
        List<String> processed = new CopyOnWriteArrayList<>();
        CountDownLatch busy = new CountDownLatch(1);
        try (Estate estate = new Estate(sandbox.tcp(), clientId)) {
            estate.consume("busy", "paho:" + topic + "?qos=1", exchange -> {
                processed.add(exchange.getIn().getBody(String.class));
                busy.await(TestClient.PATIENCE.toSeconds(), TimeUnit.SECONDS);
            });
            await().atMost(TestClient.PATIENCE)
                    .until(() -> sandbox.subscriptionsOf(clientId).contains(topic));
            publish("one");
            await().atMost(TestClient.PATIENCE)
                    .until(() -> sandbox.sentTo(clientId).size() >= 2);
            busy.countDown();

            assertSettles(() -> sandbox.sentTo(clientId).size());
            assertSettles(processed::size);
        }
        return processed;
    }
}
