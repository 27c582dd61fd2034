package io.github.camelaliyun.mqtt.patterns;

import io.github.camelaliyun.mqtt.sandbox.PublishedMessage;
import io.github.camelaliyun.mqtt.service.ServiceLimits;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.component.paho.PahoConstants;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RouteDefinition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Routes that publish what they have received: to which topic, and what a failure does. */
class PublishingIT extends PatternRig {

    private String out(String name) {
        return "paho:" + topic + "/" + name;
    }

    /** What was published behind the topic of this test, as {@code name=body}. */
    private List<String> published() {
        return sandbox.published().stream()
                .filter(message -> message.topic().startsWith(topic + "/"))
                .map(this::shown)
                .toList();
    }

    private String shown(PublishedMessage message) {
        return message.topic().substring(topic.length() + 1) + "=" + message.text();
    }

    /** Topics that Camel makes of the message. */
    @ParameterizedTest
    @ValueSource(strings = {"toD", "recipientList", "routingSlip", "dynamicRouter", "wireTap", "enrich"})
    void aTopicOfTheMessageIsForThatPublishAlone(String how) throws Exception {
        start(r -> {
            RouteDefinition route = r.from(in()).routeId(READER);
            String uri = out("${body}");
            switch (how) {
                case "recipientList" -> route.recipientList(r.simple(uri));
                case "routingSlip" -> route.routingSlip(r.simple(uri));
                case "dynamicRouter" -> route.dynamicRouter(r.method(new Once(), "next"));
                case "wireTap" -> route.wireTap(uri);
                case "enrich" ->
                    route.enrich()
                            .simple(uri)
                            .aggregationStrategy((original, published) -> original)
                            .end();
                default -> route.toD(uri);
            }
            route.to(out("audit"));
        });
        send("1");
        awaitPublished("1=1", "audit=1");
        send("2");
        awaitPublished("1=1", "audit=1", "2=2", "audit=2");
        awaitAllAcknowledged();
    }

    /** For a dynamic router: one topic, and then no other. */
    public final class Once {
        public String next(Exchange exchange) {
            Object previous = exchange.getProperty(Exchange.SLIP_ENDPOINT);
            return previous == null ? out(body(exchange)) : null;
        }
    }

    private void awaitPublished(String... messages) {
        await().atMost(LIMIT).untilAsserted(() -> assertThat(published()).containsExactlyInAnyOrder(messages));
    }

    @Test
    void aDynamicTopicThatIsRefusedIsNotThatOfTheNextPublish() throws Exception {
        start(r -> r.from(in())
                .routeId(READER)
                .onException(Exception.class)
                .continued(true)
                .end()
                .toD(out("${body}/+"))
                .to(out("audit")));
        send("x");
        awaitPublished("audit=x");
        awaitAllAcknowledged();
    }

    @Test
    void theHeaderOfATopicHoldsUntilTheRouteRemovesIt() throws Exception {
        start(r -> r.from(in())
                .routeId(READER)
                .setHeader(PahoConstants.CAMEL_PAHO_OVERRIDE_TOPIC, r.constant(topic + "/header"))
                .to(out("a"))
                .to(out("b"))
                .removeHeader(PahoConstants.CAMEL_PAHO_OVERRIDE_TOPIC)
                .to(out("c")));
        send("x");
        awaitPublished("header=x", "header=x", "c=x");
    }

    @Test
    void anExchangeOfAReceivedMessageHasNoHeaderThatChangesWhereItIsPublished() throws Exception {
        start(r -> r.from(in()).routeId(READER).to(out("a") + "?qos=0"));
        send("x");
        awaitPublished("a=x");
        assertThat(sandbox.published().stream().filter(m -> m.topic().equals(topic + "/a")))
                .allMatch(message -> message.qos() == 0);
    }

    @Test
    void theMessageIsAcknowledgedAfterItsPublish() throws Exception {
        sandbox.faults().dropAcknowledgements(clientId, 1);
        start(r -> r.from(in()).routeId(READER).process(this::take).to(out("a")));
        send("x");
        awaitPublished("a=x");
        assertThat(inbound().unacknowledged()).isEqualTo(1);
        assertThat(whatTheNextProgramGets()).containsExactly("x");
    }

    @Test
    void aPublishThatFailsHasTheMessageTriedAgain() throws Exception {
        start(r -> r.from(in())
                .routeId(READER)
                .setBody(r.constant("x".repeat(ServiceLimits.MAX_PAYLOAD_BYTES + 1)))
                .to(out("a")));
        assertTriedAgain("x");
    }

    /** Nothing is waited for but the acknowledgement: MQTT 3.1.1 has no replies. */
    @ParameterizedTest
    @ValueSource(strings = {"InOut", "InOnly"})
    void aPublishLeavesTheBodyAsItIsWhateverThePattern(ExchangePattern pattern) throws Exception {
        start(r -> r.from(in()).routeId(READER).to(pattern, out("a")).process(this::take));
        send("x");
        await().atMost(LIMIT).until(() -> worked.contains("x"));
        awaitPublished("a=x");
        assertThat(estate.fluent().to(out("b")).withBody("y").request(String.class))
                .isEqualTo("y");
    }

    @Test
    void aReplyOverMqttComesByARouteOfItsOwn() throws Exception {
        start(r -> {
            r.from(in()).routeId(READER).to(out("reply"));
            r.from(out("reply")).process(this::take);
        });
        sandbox.awaitReceiver(topic + "/reply", LIMIT);
        estate.fluent().to(in()).withBody("question").send();
        await().atMost(LIMIT).until(() -> worked.contains("question"));
    }

    /** Camel caches streams, so that each publish and each redelivery has the whole. */
    @Test
    void aStreamIsPublishedWholeEachTime() throws Exception {
        start(r -> {
            ProcessorDefinition<?> route = r.from(in()).routeId(READER);
            route.setBody(exchange -> new ByteArrayInputStream("stream".getBytes(StandardCharsets.UTF_8)))
                    .to(out("a"))
                    .to(out("b"));
        });
        send("x");
        awaitPublished("a=stream", "b=stream");
        awaitAllAcknowledged();
    }
}
