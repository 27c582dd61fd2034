package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.kit.Estate;
import io.github.camelaliyun.mqtt.sandbox.SharedSandbox;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.InterceptSendToMockEndpointStrategy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/** With {@code whenDisconnected=fail} the first publish is not refused for the connection that it makes itself. */
@Timeout(60)
class FirstPublishIT {

    private final String clientId = SharedSandbox.uniqueClientId();
    private final String uri = "paho:test/first-" + clientId.substring(clientId.indexOf("@@@") + 3);
    private final String failing = uri + "?whenDisconnected=fail";
    private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
    private Estate receiver;
    private Estate sender;

    @BeforeEach
    void start() throws Exception {
        receiver = new Estate(SharedSandbox.get().tcp(), SharedSandbox.uniqueClientId());
        receiver.consume(
                "in", uri + "/#", exchange -> received.add(exchange.getIn().getBody(String.class)));
        receiver.component().connectionStatuses();
        sender = new Estate(SharedSandbox.get().tcp(), clientId);
        receiver.publish(uri + "/ready", "ready");
        assertThat(received.poll(20, TimeUnit.SECONDS)).isEqualTo("ready");
    }

    @AfterEach
    void stop() {
        sender.close();
        receiver.close();
    }

    private void assertReceived(String body) throws InterruptedException {
        assertThat(received.poll(20, TimeUnit.SECONDS)).isEqualTo(body);
    }

    private Exception send(String endpoint) {
        return sender.fluent().to(endpoint).withBody("1").send().getException();
    }

    @Test
    void ofATemplate() throws Exception {
        assertThat(send(failing)).isNull();

        assertReceived("1");
    }

    @Test
    void ofADynamicEndpoint() throws Exception {
        sender.add(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:out").setHeader("end", constant("/a")).toD(uri + "${header.end}?whenDisconnected=fail");
            }
        });

        assertThat(send("direct:out")).isNull();
        assertReceived("1");
    }

    @Test
    void ofARouteInAContextWithAMockedEndpoint() throws Exception {
        sender.context()
                .getCamelContextExtension()
                .registerEndpointCallback(new InterceptSendToMockEndpointStrategy("direct:*"));
        sender.add(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:out").to(failing);
            }
        });

        assertThat(send("direct:out")).isNull();
        assertReceived("1");
    }

    @Test
    void ofADeadLetterChannel() throws Exception {
        sender.add(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(deadLetterChannel(failing));
                from("direct:out").process(FirstPublishIT::fail);
            }
        });

        assertThat(send("direct:out")).isNull();
        assertReceived("1");
    }

    @Test
    void ofAnExceptionHandler() throws Exception {
        sender.add(new RouteBuilder() {
            @Override
            public void configure() {
                onException(IllegalStateException.class).handled(true).to(failing);
                from("direct:out").process(FirstPublishIT::fail);
            }
        });

        assertThat(send("direct:out")).isNull();
        assertReceived("1");
    }

    private static void fail(Exchange exchange) {
        throw new IllegalStateException("of the test");
    }
}
