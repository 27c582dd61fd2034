package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.kit.LogCapture;
import io.github.camelaliyun.mqtt.sandbox.AliyunMqttSandbox;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Device IDs that the service's page does not allow and that gateways have: a warning, and they connect. */
class UnusualClientIdIT {

    /** Has a share in the sandbox, so that there is one for all tests. */
    private static DefaultCamelContext keeper;

    @BeforeAll
    static void startSandbox() throws Exception {
        keeper = context("signature", "keeper");
        publish(keeper, "paho:test/oppo", "hello");
    }

    @AfterAll
    static void endSandbox() throws Exception {
        keeper.close();
    }

    @ParameterizedTest
    @CsvSource({
        "signature, 02-42-ac-11-00-02@@@3f2b8c1e",
        "token, 02-42-ac-11-00-03@@@3f2b8c1e",
        "device, 02-42-ac-11-00-04@@@3f2b8c1e",
        "signature, 02:42:ac:11:00:05",
        "token, pump.7",
        "device, 泵7"
    })
    void isWarnedOfOnceAndGetsItsP2pMessages(String mode, String deviceId) throws Exception {
        String clientId = "GID_gateway@@@" + deviceId;
        try (LogCapture log = new LogCapture();
                DefaultCamelContext context = context(mode, deviceId)) {
            MockEndpoint received = context.getEndpoint("mock:received", MockEndpoint.class);
            received.expectedBodiesReceivedInAnyOrder("by p2p", "by topic");
            context.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("paho:test/oppo,test/p2p/" + clientId)
                            .convertBodyTo(String.class)
                            .to(received);
                }
            });

            publish(context, "paho:test/p2p/" + clientId, "by p2p");
            publish(context, "paho:test/oppo", "by topic");

            received.assertIsSatisfied();
            assertThat(AliyunMqttSandbox.ofApplication().sandbox().connectedClients())
                    .contains(clientId);
            assertThat(log.lines())
                    .filteredOn(line -> line.contains("the service's page allows"))
                    .containsExactly("WARN clientId '" + clientId + "': the service's page allows letters, digits, '-'"
                            + " and '_' in a Device ID and this one has others"
                            + " (https://help.aliyun.com/document_detail/63620.html); it is used all the same, and the"
                            + " service decides whether it connects");
        }
    }

    @ParameterizedTest
    @CsvSource({"signature", "token", "device"})
    void isRefusedWhereAPartIsEmpty(String mode) throws Exception {
        try (DefaultCamelContext context = context(mode, "02-42-ac-11-00-02@@@")) {
            assertThatThrownBy(() -> publish(context, "paho:test/oppo", "no"))
                    .hasStackTraceContaining("deviceId '02-42-ac-11-00-02@@@' has an empty part between or behind @@@");
        }
    }

    @Test
    void isTakenFromTheOptionClientIdToo() throws Exception {
        String clientId = "GID_gateway@@@02-42-ac-11-00-06@@@0";
        try (DefaultCamelContext context = context("signature", "00001")) {
            publish(context, "paho:test/oppo?clientId=" + clientId, "hello");

            assertThat(AliyunMqttSandbox.ofApplication().sandbox().connectsOf(clientId))
                    .isEqualTo(1);
        }
    }

    private static DefaultCamelContext context(String mode, String deviceId) {
        AliyunMqttComponent component = new AliyunMqttComponent();
        component.getAccount().setEndpoint("sandbox");
        component.getAccount().setAuthMode(mode);
        component.setGroupId("GID_gateway");
        component.setDeviceId(deviceId);
        DefaultCamelContext context = new DefaultCamelContext();
        context.addComponent("paho", component);
        context.start();
        return context;
    }

    private static void publish(CamelContext context, String uri, String body) throws Exception {
        try (var template = context.createProducerTemplate()) {
            template.sendBody(uri, body);
        }
    }
}
