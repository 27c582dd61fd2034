package io.github.camelaliyun.mqtt.patterns;

import org.apache.camel.AsyncProducer;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.apache.camel.throttling.ThrottlingInflightRoutePolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Twenty publishes a second, as the service advises for a client, and a limit of what is under way in a route. */
class PublishRateIT extends PatternRig {

    private static final int RATE = 20;

    private final String[] texts =
            IntStream.range(0, 2 * RATE + 5).mapToObj(String::valueOf).toArray(String[]::new);

    /** When each publish had been acknowledged, in nanoseconds. */
    private final List<Long> done = new CopyOnWriteArrayList<>();

    /** As the page shows it. */
    // tag::rate[]
    static class PublishRate extends RouteBuilder {
        @Override
        public void configure() {
            from("direct:publish")
                    .routeId("publish")
                    .throttle(20)
                    .timePeriodMillis(1000)
                    .asyncDelayed()
                    .toD("paho:${header.topic}");
        }
    }
    // end::rate[]

    /** The publish of the twenty-first is acknowledged a second after the first began, or later; and so on. */
    @ParameterizedTest
    @ValueSource(strings = {"Java", "YAML"})
    void noMoreThanTwentyLeaveInASecondAndNoneIsLostAndNoCallerWaits(String language) throws Exception {
        addRate(language);
        AsyncProducer producer = estate.context().getEndpoint("direct:publish").createAsyncProducer();
        producer.start();
        long begin = System.nanoTime();
        for (String text : texts) {
            publish(producer, text);
        }
        assertThat(done).hasSizeLessThan(texts.length);

        await().atMost(LIMIT).until(() -> done.size() == texts.length);
        for (int i = 0; i < texts.length; i++) {
            assertThat(TimeUnit.NANOSECONDS.toSeconds(done.get(i) - begin)).isGreaterThanOrEqualTo(i / RATE);
        }
        assertThat(sandbox.published().stream()
                        .filter(message -> message.topic().equals(topic + "/out"))
                        .map(message -> message.text()))
                .containsExactlyInAnyOrder(texts);
        producer.stop();
    }

    private void addRate(String language) throws Exception {
        if (language.equals("Java")) {
            estate.add(new PublishRate());
        } else {
            PluginHelper.getRoutesLoader(estate.context())
                    .loadRoutes(ResourceHelper.fromString("rate.camel.yaml", PatternsPage.ENGLISH.block("yaml")));
        }
    }

    private void publish(AsyncProducer producer, String text) {
        Exchange exchange = producer.getEndpoint().createExchange();
        exchange.getIn().setBody(text);
        exchange.getIn().setHeader("topic", topic + "/out");
        producer.process(exchange, sync -> {
            assertThat(exchange.getException()).isNull();
            done.add(System.nanoTime());
        });
    }

    @Test
    void aMessageIsAcknowledgedAfterItsThrottledPublish() throws Exception {
        estate.add(new PublishRate());
        startWithBacklog(
                r -> r.from(in())
                        .routeId(READER)
                        .setHeader("topic", r.constant(topic + "/out"))
                        .to("direct:publish")
                        .process(this::take),
                texts);
        await().atMost(LIMIT).until(() -> worked.size() >= RATE);
        assertThat(inbound().unacknowledged()).isPositive();
        await().atMost(LIMIT).untilAsserted(() -> assertThat(worked).containsExactly(texts));
        awaitAllAcknowledged();
    }

    /** It suspends the route; a persistent session keeps what comes meanwhile. */
    @Test
    void aRouteThatAnInflightPolicySuspendsGetsEachMessageOnce() throws Exception {
        ThrottlingInflightRoutePolicy policy = new ThrottlingInflightRoutePolicy();
        policy.setMaxInflightExchanges(2);
        policy.setResumePercentOfMax(50);
        startWithBacklog(
                r -> r.from(in() + "?concurrentConsumers=5")
                        .routeId(READER)
                        .routePolicy(policy)
                        .delay(5)
                        .asyncDelayed()
                        .process(this::take),
                texts);
        await().atMost(LIMIT).until(() -> worked.size() >= texts.length);
        awaitAllAcknowledged();
        assertThat(worked).containsExactlyInAnyOrder(texts);
    }

    /** Without suspending anything. */
    @Test
    void maxInProgressBoundsWhatIsHandedOverAndLosesNothing() throws Exception {
        startWithBacklog(
                r -> {
                    r.from(in() + "?maxInProgress=3").routeId(READER).to("seda:work");
                    r.from("seda:work?concurrentConsumers=10").process(this::work);
                },
                texts);
        awaitBegun(3);
        await().during(200, TimeUnit.MILLISECONDS).atMost(LIMIT).until(() -> begun.size() == 3);
        finish();
        await().atMost(LIMIT).until(() -> worked.size() >= texts.length);
        awaitAllAcknowledged();
        assertThat(worked).containsExactlyInAnyOrder(texts);
    }
}
