package io.github.camelaliyun.mqtt.sandbox;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import java.util.Collections;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Messages that are sent again under new identifiers: which these are, and what their acknowledgements end. */
class ResendIdentifiersIT extends ResendRig {

    @Execution(ExecutionMode.CONCURRENT)
    @Test
    void acknowledgementOfTheFirstIdentifierEndsIt() throws Exception {
        sandbox.faults().resendUnacknowledged(clientId, AFTER, Resend.NEW_ID);
        try (Receiver receiver = new Receiver(clientId)) {
            publish("one");
            receiver.awaitArrivals(2);
            receiver.acknowledge(receiver.arrivals().get(0));

            assertSettles(receiver::count);
        }
    }

    @Execution(ExecutionMode.CONCURRENT)
    @Test
    void newIdentifierIsThatOfNoOtherMessage() throws Exception {
        sandbox.faults().resendUnacknowledged(clientId, AFTER, Resend.NEW_ID);
        leaveBacklog("one", "two", "three", "four", "five");
        try (Receiver receiver = new Receiver(clientId, true)) {
            receiver.awaitArrivals(15);

            assertThat(receiver.textsById().values())
                    .allSatisfy(texts -> assertThat(texts).hasSize(1));
        }
    }

    @Execution(ExecutionMode.CONCURRENT)
    @Test
    void newIdentifierIsFreeAgainOnceItIsAcknowledged() throws Exception {
        sandbox.faults().resendUnacknowledged(clientId, AFTER, Resend.NEW_ID);
        leaveBacklog("one", "two");
        try (Receiver receiver = new Receiver(clientId, true)) {
            receiver.awaitArrivals(4);
            Arrival again = receiver.arrivalsOf("one").get(1);
            receiver.acknowledge(again);

            await().atMost(TestClient.PATIENCE)
                    .until(() -> ids(receiver.arrivalsOf("two")).contains(again.id()));
        }
    }

    @Execution(ExecutionMode.CONCURRENT)
    @Test
    void brokerGoesOnAfterNewIdentifiersWereAcknowledgedBeforeItsOwn() throws Exception {
        sandbox.faults().resendUnacknowledged(clientId, AFTER, Resend.NEW_ID);
        leaveBacklog("one", "two");
        try (Receiver receiver = new Receiver(clientId, true)) {
            receiver.awaitArrivals(6);
            receiver.acknowledgeAtOnce();
            List<Arrival> latestFirst = receiver.arrivals();
            Collections.reverse(latestFirst);
            latestFirst.forEach(receiver::acknowledge);
            publish("three");
            receiver.awaitArrivalOf("three");

            assertSettles(receiver::count);
        }
        // All were acknowledged: the session has nothing more.
        try (Receiver receiver = new Receiver(clientId, true)) {
            receiver.acknowledgeAtOnce();
            publish("last");
            receiver.awaitArrivalOf("last");
            assertThat(receiver.arrivals()).extracting(Arrival::text).containsOnly("last");
        }
    }
}
