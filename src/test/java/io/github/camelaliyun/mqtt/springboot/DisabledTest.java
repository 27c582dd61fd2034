package io.github.camelaliyun.mqtt.springboot;

import io.github.camelaliyun.mqtt.AliyunMqttComponent;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.ServiceStatus;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.InterceptSendToMockEndpointStrategy;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.component.paho.PahoComponent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import java.net.ServerSocket;
import java.net.SocketTimeoutException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** An application with {@code aliyun.mqtt.enabled=false}, as in its tests. */
class DisabledTest {

    /** As an application has them. */
    private static final class Routes extends RouteBuilder {

        @Override
        public void configure() {
            from("paho:{{aliyun.mqtt.parent-topic}}/in,{{aliyun.mqtt.parent-topic}}/p2p/{{aliyun.mqtt.client-id}}=1?qos=1")
                    .routeId("in")
                    .to("mock:in");
            from("direct:out").routeId("out").to("paho:{{aliyun.mqtt.parent-topic}}/out?retained=false");
        }
    }

    @Test
    void p25RoutesStartWithTheirPlaceholdersAndNothingConnects() throws Exception {
        try (ServerSocket server = new ServerSocket(0)) {
            server.setSoTimeout(300);
            application(SpringEstate.configured(
                            "aliyun.mqtt.enabled=false",
                            "aliyun.mqtt.parent-topic=plant",
                            "aliyun.mqtt.endpoint=tcp://127.0.0.1:" + server.getLocalPort()))
                    .run(spring -> {
                        assertStarted(spring);
                        assertThat(placeholder(spring, "client-id")).isEqualTo("GID_group@@@00001");
                        assertThat(SpringEstate.camel(spring).getEndpoints())
                                .anyMatch(endpoint -> endpoint.getEndpointUri()
                                        .startsWith("paho://plant/in,plant/p2p/GID_group@@@00001"));
                        assertThatThrownBy(server::accept).isInstanceOf(SocketTimeoutException.class);
                    });
        }
    }

    /** Those of the account are in the environment of production, and not where tests run. */
    @Test
    void p25NothingButTheSwitchIsEnough() {
        application(SpringEstate.unconfigured())
                .withPropertyValues("aliyun.mqtt.enabled=false")
                .run(spring -> {
                    assertStarted(spring);
                    assertThat(placeholder(spring, "client-id")).isEqualTo("GID_group@@@00001");
                    assertThat(placeholder(spring, "parent-topic")).isEqualTo("test");
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"secret-key=", "access-key=", "endpoint=", "group-id=", "device-id=", "group-id=group"})
    void p25WhatIsMissingOrWrongForTheServiceDoesNotMatter(String setting) {
        application(SpringEstate.configured("aliyun.mqtt.enabled=false", "aliyun.mqtt." + setting))
                .run(DisabledTest::assertStarted);
    }

    @Test
    void p25FurtherAccountsAreDisabledToo() {
        application(SpringEstate.configured(
                        "aliyun.mqtt.enabled=false",
                        "aliyun.mqtt.accounts.beijing.group-id=GID_beijing",
                        "aliyun.mqtt.accounts.beijing.device-id=7"))
                .run(spring -> {
                    assertStarted(spring);
                    assertThat(placeholder(spring, "accounts.beijing.client-id"))
                            .isEqualTo("GID_beijing@@@7");
                    assertThat(SpringEstate.camel(spring).getComponent("beijing"))
                            .isInstanceOf(DisabledComponent.class);
                });
    }

    @Test
    void aPublishThatIsNotMockedFailsAndSaysWhy() {
        application(SpringEstate.configured("aliyun.mqtt.enabled=false")).run(spring -> {
            try (ProducerTemplate template = SpringEstate.camel(spring).createProducerTemplate()) {
                assertThatThrownBy(() -> template.sendBody("direct:out", "x"))
                        .isInstanceOf(CamelExecutionException.class)
                        .rootCause()
                        .hasMessage("nothing is published to paho://test/out?retained=false, since aliyun.mqtt.enabled"
                                + " is false; mock the endpoint, or set it to true");
            }
        });
    }

    @Test
    void aPublishThatIsMockedReachesItsMock() {
        application(SpringEstate.configured("aliyun.mqtt.enabled=false")).run(spring -> {
            CamelContext camel = SpringEstate.camel(spring);
            camel.getCamelContextExtension()
                    .registerEndpointCallback(new InterceptSendToMockEndpointStrategy("paho:*", true));
            camel.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:mocked").to("paho:test/mocked");
                }
            });
            MockEndpoint mock = camel.getEndpoint("mock:paho:test/mocked", MockEndpoint.class);
            mock.expectedBodiesReceived("x");
            try (ProducerTemplate template = camel.createProducerTemplate()) {
                template.sendBody("direct:mocked", "x");
            }
            mock.assertIsSatisfied();
        });
    }

    @Test
    void aBrokerOfItsOwnLeavesPahoToCamelPaho() {
        SpringEstate.configured("aliyun.mqtt.enabled=false", "camel.component.paho.broker-url=tcp://127.0.0.1:1")
                .run(spring -> assertThat(SpringEstate.camel(spring).getComponent("paho"))
                        .isInstanceOf(PahoComponent.class)
                        .isNotInstanceOf(AliyunMqttComponent.class));
    }

    @Test
    void aBeanOfTheNameStays() {
        PahoComponent own = new PahoComponent();
        SpringEstate.configured("aliyun.mqtt.enabled=false")
                .withBean("paho", PahoComponent.class, () -> own)
                .run(spring -> assertThat(SpringEstate.camel(spring).getComponent("paho"))
                        .isSameAs(own));
    }

    private static ApplicationContextRunner application(ApplicationContextRunner runner) {
        return runner.withBean(Routes.class, Routes::new);
    }

    private static void assertStarted(ApplicationContext spring) throws Exception {
        CamelContext camel = SpringEstate.camel(spring);
        assertThat(camel.getRouteController().getRouteStatus("in")).isEqualTo(ServiceStatus.Started);
        assertThat(camel.getRouteController().getRouteStatus("out")).isEqualTo(ServiceStatus.Started);
    }

    private static String placeholder(ApplicationContext spring, String setting) {
        return SpringEstate.camel(spring).resolvePropertyPlaceholders("{{aliyun.mqtt." + setting + "}}");
    }
}
