package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.kit.ConnectCounter;
import org.apache.camel.Exchange;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.builder.AdviceWithRouteBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.InterceptSendToMockEndpointStrategy;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.util.function.ThrowingConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** A program whose routes are only tested, shown or not started connects to nothing and needs no keys. */
class TestedRoutesTest {

    private static final Duration QUIET = Duration.ofMillis(200);
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final ConnectCounter server = new ConnectCounter();
    private final DefaultCamelContext context = new DefaultCamelContext();
    private final AliyunMqttComponent component = new AliyunMqttComponent();

    @BeforeEach
    void routes() throws Exception {
        component.getAccount().setEndpoint(server.uri().toString());
        component.getAccount().setInstanceId("post-cn-test");
        component.getAccount().setAccessKey("test-access-key");
        component.getAccount().setSecretKey("test-secret-key");
        component.setGroupId("GID_test");
        component.setDeviceId("live");
        component.setPublishTimeout(100);
        context.addComponent("paho", component);
        context.getShutdownStrategy().setTimeout(1);
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("paho:test/in?cleanSession=false").routeId("in").to("direct:out");
                from("direct:out")
                        .routeId("out")
                        .choice()
                        .when(header("alert"))
                        .to("paho:test/alert?cleanSession=false")
                        .otherwise()
                        .split(body().tokenize(","))
                        .to("paho:test/out?cleanSession=false");
            }
        });
    }

    @AfterEach
    void stop() {
        context.stop();
        server.close();
    }

    private void withoutKeys() {
        component.getAccount().setAccessKey(null);
        component.getAccount().setSecretKey("");
        component.getAccount().setSecretKeyProperty(null);
    }

    private void assertNotConnected() {
        await().during(QUIET).atMost(LIMIT).until(() -> server.connects() == 0);
        assertThat(component.connectionStatuses()).isEmpty();
    }

    private void awaitConnected() {
        await().atMost(LIMIT).until(() -> server.connects() > 0);
    }

    private void advise(String routeId, ThrowingConsumer<AdviceWithRouteBuilder, Exception> advice) throws Exception {
        AdviceWith.adviceWith(context, routeId, advice::accept);
    }

    private Exception publish(Map<String, Object> headers) {
        Exchange exchange = context.createProducerTemplate().request("direct:out", request -> {
            request.getIn().setBody("a,b");
            request.getIn().setHeaders(headers);
        });
        return exchange.getException();
    }

    private MockEndpoint mock(String name) {
        return context.getEndpoint("mock:" + name, MockEndpoint.class);
    }

    @Test
    void advisedRoutesWithMockedEndpointsNeitherConnectNorNeedKeys() throws Exception {
        withoutKeys();
        advise("in", route -> route.replaceFromWith("direct:in"));
        advise("out", route -> route.mockEndpointsAndSkip("paho:*"));
        context.start();
        mock("paho:test/out").expectedBodiesReceived("a", "b");

        context.createProducerTemplate().sendBody("direct:in", "a,b");

        mock("paho:test/out").assertIsSatisfied();
        context.createProducerTemplate().sendBody("paho:test/out?cleanSession=false", "c");
        assertNotConnected();
    }

    @Test
    void anEndpointThatIsReplacedIsNotConnectedTo() throws Exception {
        withoutKeys();
        advise("in", route -> route.replaceFromWith("direct:in"));
        advise("out", route -> {
            route.weaveByToUri("paho:test/out*").replace().to("mock:out");
            route.weaveByToUri("paho:test/alert*").remove();
        });
        context.start();
        mock("out").expectedMessageCount(2);

        context.createProducerTemplate().sendBody("direct:in", "a,b");

        mock("out").assertIsSatisfied();
        assertNotConnected();
    }

    @ParameterizedTest
    @ValueSource(strings = {"paho:test/out*", "direct:*", "*"})
    void whatIsNotSkippedConnectsAtItsFirstPublish(String mocked) throws Exception {
        context.getCamelContextExtension().registerEndpointCallback(new InterceptSendToMockEndpointStrategy(mocked));
        advise("in", route -> route.replaceFromWith("direct:in"));
        context.start();
        assertNotConnected();

        assertThat(publish(Map.of("alert", true))).isNotNull();

        awaitConnected();
    }

    @Test
    void aConsumerThatIsNotReplacedConnects() throws Exception {
        advise("out", route -> route.mockEndpointsAndSkip("paho:*"));
        context.start();

        awaitConnected();
    }

    @Test
    void aContextThatDoesNotStartItsRoutesNeitherConnectsNorNeedsKeys() throws Exception {
        withoutKeys();
        context.setAutoStartup(false);
        context.setDumpRoutes("xml");
        context.start();

        assertThat(context.getRoutes()).hasSize(2);
        assertNotConnected();
    }

    @Test
    void routesThatDoNotStartAreShownAndCheckedWithoutAConnection() throws Exception {
        withoutKeys();
        context.setAutoStartupExcludePattern("*");
        context.start();

        assertThat(HealthCheckHelper.invoke(context))
                .extracting(HealthCheck.Result::getState)
                .doesNotContain(HealthCheck.State.DOWN);
        assertThat(context.getRoute("out").getEndpoint()).isNotNull();
        assertNotConnected();
    }

    @Test
    void aRouteThatPublishesConnectsWhenItIsStarted() throws Exception {
        context.setAutoStartup(false);
        context.start();
        assertNotConnected();

        context.getRouteController().startRoute("out");

        awaitConnected();
    }

    @ParameterizedTest
    @ValueSource(strings = {"in", "out"})
    void aKeyThatIsMissingIsToldWhenItsRouteStarts(String routeId) throws Exception {
        withoutKeys();
        context.setAutoStartup(false);
        context.start();

        assertThatThrownBy(() -> context.getRouteController().startRoute(routeId))
                .hasStackTraceContaining("accessKey is not set: set accessKey, from the RAM console");
        assertNotConnected();
    }

    @Test
    void aContextDoesNotStartWithARouteWhoseKeysAreMissing() throws Exception {
        component.getAccount().setSecretKey(null);
        component.getAccount().setSecretKeyProperty("no.such.property");
        context.removeRoute("in");
        context.removeRouteDefinition(context.getRouteDefinition("in"));

        assertThatThrownBy(context::start).hasStackTraceContaining("the property 'no.such.property'");
    }

    @Test
    void aPublishWithoutKeysFailsWithTheReasonAndTheNextOneHasThem() throws Exception {
        withoutKeys();
        advise("in", route -> route.replaceFromWith("direct:in"));
        advise("out", route -> route.mockEndpoints("direct:*"));
        context.start();

        assertThat(publish(Map.of())).hasStackTraceContaining("accessKey is not set");
        assertNotConnected();

        component.getAccount().setAccessKey("test-access-key");
        component.getAccount().setSecretKey("test-secret-key");
        assertThat(publish(Map.of())).isNotNull();
        awaitConnected();
    }

    @ParameterizedTest
    @ValueSource(strings = {"deadLetterChannel", "onException", "onCompletion"})
    void aKeyThatIsMissingForAnErrorHandlerIsToldWhenItsRouteStarts(String where) throws Exception {
        withoutKeys();
        context.setAutoStartupExcludePattern("*");
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                switch (where) {
                    case "deadLetterChannel" -> errorHandler(deadLetterChannel("paho:test/dead?cleanSession=false"));
                    case "onException" -> onException(Exception.class).to("paho:test/dead?cleanSession=false");
                    default -> onCompletion().to("paho:test/dead?cleanSession=false");
                }
                from("direct:other").routeId("other").to("log:other");
            }
        });
        context.start();
        assertNotConnected();

        assertThatThrownBy(() -> context.getRouteController().startRoute("other"))
                .hasStackTraceContaining("accessKey is not set: set accessKey, from the RAM console");
        assertNotConnected();
    }

    /** It is stopped, and has not left its endpoint yet. */
    @Test
    void aProducerThatIsBeingStoppedKeepsNoOtherRouteFromStarting() throws Exception {
        context.setAutoStartup(false);
        context.start();
        AliyunMqttEndpoint endpoint =
                context.getEndpoint("paho:test/alert?cleanSession=false", AliyunMqttEndpoint.class);
        AliyunMqttProducer stopped = (AliyunMqttProducer) endpoint.createProducer();
        stopped.start();
        stopped.stop();
        endpoint.producers().add(stopped);

        context.getRouteController().startRoute("out");

        awaitConnected();
    }
}
