package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.kit.RequiresMosquitto;
import io.github.camelaliyun.mqtt.service.Causes;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.THROWABLE;
import static org.awaitility.Awaitility.await;

/** What becomes of the messages of a route that is stopped, suspended, replaced or removed, and of one that cannot start. */
@RequiresMosquitto
class ConsumerLifecycleIT extends RouteRig {

    @Test
    void aStoppedRouteKeepsItsMessagesAndHealthNamesItUntilItStarts() throws Exception {
        collect("reader", "paho:" + topic);
        keepOpen();
        stopRoute("reader");
        send("1", "2", "3");

        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(complaints())
                        .anySatisfy(text -> assertThat(text).contains("route reader is stopped and holds 3 messages")));
        assertThat(bodies).isEmpty();

        context.getRouteController().startRoute("reader");
        await().atMost(LIMIT).untilAsserted(() -> assertThat(bodies).containsExactly("1", "2", "3"));
        await().atMost(LIMIT).untilAsserted(() -> assertThat(complaints()).isEmpty());
    }

    @Test
    void aSuspendedRouteKeepsItsMessagesAndHasThemWhenItIsResumed() throws Exception {
        collect("reader", "paho:" + topic);
        keepOpen();
        context.getRouteController().suspendRoute("reader");
        send("1", "2");
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(complaints())
                        .anySatisfy(text -> assertThat(text).contains("route reader is stopped and holds 2 messages")));

        context.getRouteController().resumeRoute("reader");

        await().atMost(LIMIT).untilAsserted(() -> assertThat(bodies).containsExactly("1", "2"));
    }

    @Test
    void aSuspendedContextKeepsMessagesUntilItIsResumed() throws Exception {
        collect("reader", "paho:" + topic);
        publish("0");
        await().atMost(LIMIT).until(() -> bodies.size() == 1);
        context.suspend();
        publishElsewhere("1");
        await().atMost(LIMIT).until(() -> status().inbound().unacknowledged() == 1);
        assertThat(bodies).containsExactly("0");

        context.resume();

        await().atMost(LIMIT).untilAsserted(() -> assertThat(bodies).containsExactly("0", "1"));
    }

    @Test
    void aRemovedRouteIsUnsubscribedAfterTheGraceAndLeavesNoOneToComplainOf() throws Exception {
        collect("reader", "paho:" + topic);
        keepOpen();
        stopRoute("reader");
        send("1");
        context.removeRoute("reader");

        await().atMost(LIMIT).until(this::unsubscribed);
        await().atMost(LIMIT).until(() -> status().inbound().unacknowledged() == 0);
        assertThat(complaints()).isEmpty();
    }

    @Test
    void theEndOfTheContextUnsubscribesNothingAndGivesNothingUp() throws Exception {
        collect("reader", "paho:" + topic);
        await().atMost(LIMIT).until(this::connected);
        stopRoute("reader");
        publishElsewhere("1");
        context.stop();
        publishElsewhere("2");

        assertThat(unsubscribed()).isFalse();
        context = context(null);
        collect("reader", "paho:" + topic);
        await().atMost(LIMIT).untilAsserted(() -> assertThat(bodies).containsExactly("1", "2"));
    }

    @Test
    void aRouteThatIsReplacedLosesNothing() throws Exception {
        collect("reader", "paho:" + topic);
        await().atMost(LIMIT).until(this::connected);
        for (int i = 0; i < 5; i++) {
            publishElsewhere(String.valueOf(i));
            collect("reader", "paho:" + topic + "?maxInProgress=" + (10 + i));
        }

        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(bodies).containsExactlyInAnyOrder("0", "1", "2", "3", "4"));
        assertThat(unsubscribed()).isFalse();
    }

    @Test
    void aRouteThatCannotStartLeavesTheConnectionToTheOthers() throws Exception {
        collect("reader", "paho:" + topic);
        assertThatThrownBy(() -> collect("wrong", "paho:" + topic + "/x?keepAliveInterval=7"))
                .extracting(Causes::innermost, THROWABLE)
                .hasMessageContaining("not its options");
        context.removeRoute("wrong");
        collect("wrong", "paho:" + topic + "/x");
        publishElsewhere("1");

        await().atMost(LIMIT).untilAsserted(() -> assertThat(bodies).containsExactly("1"));
    }

    @Test
    void aContextWithARouteThatCannotStartStops() throws Exception {
        assertThatThrownBy(() -> collect("wrong", "paho:" + topic + "?unclaimed=nowhere:x"))
                .extracting(Causes::innermost, THROWABLE)
                .hasMessageContaining("nowhere:");
        context.stop();

        assertThat(context.isStopped()).isTrue();
    }
}
