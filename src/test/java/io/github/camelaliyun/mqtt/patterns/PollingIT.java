package io.github.camelaliyun.mqtt.patterns;

import org.apache.camel.ConsumerTemplate;
import org.apache.camel.Exchange;
import org.apache.camel.model.ProcessorDefinition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Messages that are fetched one by one, from {@code paho:} itself or from {@code seda:} behind it. */
class PollingIT extends PatternRig {

    private static final String SOURCE = "direct:poll";

    @ParameterizedTest
    @ValueSource(strings = {"paho", "seda"})
    void aPolledExchangeIsAcknowledgedWhenItsPollerIsDoneWithIt(String from) throws Exception {
        try (ConsumerTemplate template = polling(from)) {
            Exchange polled = template.receive(polled(from), LIMIT.toMillis());
            assertThat(body(polled)).isEqualTo("x");
            assertThat(inbound().unacknowledged()).isEqualTo(1);

            template.doneUoW(polled);
            awaitAllAcknowledged();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"paho", "seda"})
    void aPolledExchangeWithAnExceptionIsTriedAgain(String from) throws Exception {
        try (ConsumerTemplate template = polling(from)) {
            Exchange polled = template.receive(polled(from), LIMIT.toMillis());
            polled.setException(new IllegalStateException("as the test wants it"));
            template.doneUoW(polled);
            Exchange again = template.receive(polled(from), LIMIT.toMillis());
            assertThat(body(again)).isEqualTo("x");
            template.doneUoW(again);
            awaitAllAcknowledged();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"paho", "seda"})
    void aPolledBodyIsAcknowledgedAtOnce(String from) throws Exception {
        try (ConsumerTemplate template = polling(from)) {
            assertThat(template.receiveBody(polled(from), LIMIT.toMillis(), String.class))
                    .isEqualTo("x");
            awaitAllAcknowledged();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"paho", "seda"})
    void whatHasArrivedAndNobodyHasPolledComesToTheNextProgram(String from) throws Exception {
        try (ConsumerTemplate template = polling(from)) {
            await().atMost(LIMIT).until(() -> inbound().unacknowledged() == 1);
            assertThat(whatTheNextProgramGets()).containsExactly("x");
        }
    }

    /** A template whose source is subscribed, with a message on its way to it. */
    private ConsumerTemplate polling(String from) throws Exception {
        ConsumerTemplate template = estate.context().createConsumerTemplate();
        if (from.equals("seda")) {
            estate.add(routes(r -> r.from(in()).routeId(READER).to("seda:inbox")));
        } else {
            template.receiveNoWait(in());
        }
        sandbox.awaitReceiver(topic, LIMIT);
        send("x");
        return template;
    }

    private String polled(String from) {
        return from.equals("seda") ? "seda:inbox" : in();
    }

    @ParameterizedTest
    @ValueSource(strings = {"pollEnrich", "poll"})
    void whatARoutePollsIsAcknowledgedWhenThatRouteIsDone(String how) throws Exception {
        startPoller(how, true);
        send("x");
        poll();
        awaitBegun(1);
        assertThat(begun).containsExactly("x");
        assertThat(inbound().unacknowledged()).isEqualTo(1);
        finish();
        awaitAllAcknowledged();
    }

    @ParameterizedTest
    @ValueSource(strings = {"pollEnrich", "poll"})
    void whatARoutePollsAndFailsWithIsTriedAgain(String how) throws Exception {
        startPoller(how, false);
        send("x");
        poll();
        awaitBegun(1);
        poll();
        await().atMost(LIMIT).until(() -> worked.size() == 1);
        awaitAllAcknowledged();
    }

    private void startPoller(String how, boolean works) throws Exception {
        estate.add(routes(r -> {
            ProcessorDefinition<?> route = r.from(SOURCE).routeId("poller");
            route = how.equals("poll") ? route.poll(in(), LIMIT.toMillis()) : route.pollEnrich(in(), LIMIT.toMillis());
            route.filter(r.body().isNotEqualTo("first")).process(works ? this::work : this::failOnce);
        }));
        poll();
        sandbox.awaitReceiver(topic, LIMIT);
        send("first");
        awaitAllAcknowledged();
    }

    private void poll() {
        estate.context().createFluentProducerTemplate().to(SOURCE).asyncSend();
    }

    @Test
    void whatEnrichesIsPartOfTheRoute() throws Exception {
        start(r -> {
            r.from(in()).routeId(READER).enrich("direct:resource");
            r.from("direct:resource").process(this::work);
        });
        assertAcknowledgedAfterTheWork("x");
    }

    @Test
    void aResourceThatFailsHasTheMessageTriedAgain() throws Exception {
        start(r -> {
            r.from(in()).routeId(READER).enrich("direct:resource");
            r.from("direct:resource").process(this::fail);
        });
        assertTriedAgain("x");
    }
}
