package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.kit.LogCapture;
import org.apache.camel.CamelContext;
import org.apache.camel.component.paho.PahoConfiguration;
import org.apache.camel.component.paho.PahoPersistence;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.LoggingExceptionHandler;
import org.apache.camel.support.PropertyBindingSupport;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import javax.net.SocketFactory;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.SSLSocketFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

/** What {@code docs/options.md} says of the effect of camel-paho's options is what the component does. */
class OptionsEffectTest extends OptionsPage {

    /** A value other than the default for each option that can be set. */
    private static final Map<String, Object> VALUES = new HashMap<>();

    static {
        VALUES.put("brokerUrl", "tcp://127.0.0.1:1");
        VALUES.put("serverURIs", "tcp://127.0.0.1:1,tcp://127.0.0.1:2");
        VALUES.put("clientId", "options");
        VALUES.put("userName", "user");
        VALUES.put("password", "password");
        VALUES.put("cleanSession", false);
        VALUES.put("keepAliveInterval", 10);
        VALUES.put("connectionTimeout", 5);
        VALUES.put("maxInflight", 5);
        VALUES.put("mqttVersion", 3);
        VALUES.put("qos", 2);
        VALUES.put("retained", true);
        VALUES.put("willTopic", "gone");
        VALUES.put("willPayload", "farewell");
        VALUES.put("willQos", 1);
        VALUES.put("willRetained", true);
        VALUES.put("manualAcksEnabled", true);
        VALUES.put("lazyStartProducer", true);
        VALUES.put("bridgeErrorHandler", true);
        VALUES.put("exceptionHandler", new LoggingExceptionHandler(null, OptionsEffectTest.class));
        VALUES.put("exchangePattern", "InOut");
        VALUES.put("autowiredEnabled", false);
        VALUES.put("customWebSocketHeaders", new Properties());
        VALUES.put("sslClientProps", new Properties());
        VALUES.put("sslHostnameVerifier", (HostnameVerifier) (host, session) -> false);
        VALUES.put("httpsHostnameVerificationEnabled", false);
        VALUES.put("automaticReconnect", false);
        VALUES.put("maxReconnectDelay", 1_000);
        VALUES.put("persistence", PahoPersistence.FILE);
        VALUES.put("filePersistenceDirectory", "target");
        VALUES.put("executorServiceTimeout", 9);
    }

    private final CamelContext context = new DefaultCamelContext();
    private final AliyunMqttComponent component = new AliyunMqttComponent();

    @BeforeEach
    void start() {
        context.addComponent("paho", component);
        context.start();
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    @ParameterizedTest
    @MethodSource("honoured")
    void whatIsHonouredIsTakenWithoutAWarning(Row row) throws Exception {
        try (LogCapture log = new LogCapture()) {
            set(row.option());

            assertThat(log.lines()).noneMatch(line -> line.contains("has no effect"));
        }
    }

    @ParameterizedTest
    @MethodSource("withoutEffect")
    void whatHasNoEffectIsWarnedOfInTheWordsOfThePage(Row row) throws Exception {
        try (LogCapture log = new LogCapture()) {
            set(row.option());

            assertThat(row.quotes()).hasSize(1);
            assertThat(log.lines())
                    .filteredOn(line -> line.contains("has no effect"))
                    .hasSize(1)
                    .allMatch(line -> line.startsWith("WARN " + row.option()))
                    .allMatch(line -> line.contains(row.quotes().get(0)));
        }
    }

    @Test
    void whatIsRefusedIsRefusedInTheWordsOfThePage() {
        Map<String, List<Throwable>> failures = Map.of(
                "client", List.of(catchThrowable(() -> component.setClient(null))),
                "configuration", List.of(catchThrowable(() -> component.setConfiguration(new PahoConfiguration()))),
                "socketFactory", List.of(failureOf(SSLSocketFactory.getDefault()), failureOf(new PlainSockets())));

        assertThat(refused().map(Row::option)).containsExactlyInAnyOrderElementsOf(failures.keySet());
        assertThat(refused()).allSatisfy(row -> {
            List<Throwable> all = failures.get(row.option());
            assertThat(row.quotes()).hasSameSizeAs(all);
            for (int i = 0; i < all.size(); i++) {
                assertThat(all.get(i)).hasStackTraceContaining(row.quotes().get(i));
            }
        });
    }

    @Test
    void aClientInAUriIsRefused() throws Exception {
        context.getRegistry().bind("own", new MqttClient("tcp://127.0.0.1:1", "own", null));

        assertThatThrownBy(() -> context.getEndpoint("paho:test/in?client=#own"))
                .rootCause()
                .hasMessageContaining("this component makes its own connections");
    }

    @Test
    void aSocketFactoryInAUriIsRefusedWhenTheEndpointIsMade() {
        context.getRegistry().bind("sockets", new PlainSockets());

        assertThatThrownBy(() -> context.getEndpoint("paho:test/in?socketFactory=#sockets"))
                .rootCause()
                .hasMessageContaining("use the option proxy, or sslContextParameters");
    }

    private Throwable failureOf(SocketFactory sockets) {
        component.getConfiguration().setSocketFactory(sockets);
        return catchThrowable(
                () -> context.getEndpoint("paho:test/" + sockets.getClass().getSimpleName()));
    }

    /** In a URI if the option is one of URIs, else on the component, with an endpoint after it. */
    private void set(String option) throws Exception {
        if (option.equals("topic")) {
            assertThat(context.getEndpoint("paho:test/in", AliyunMqttEndpoint.class)
                            .getTopic())
                    .isEqualTo("test/in");
            return;
        }
        Object value = VALUES.get(option);
        assertThat(value).as(option).isNotNull();
        context.getRegistry().bind("value", value);
        boolean inUri = STOCK.getEndpointParameterOptions().stream()
                .anyMatch(model -> model.getName().equals(option));
        if (inUri) {
            String text = value instanceof String
                            || value instanceof Number
                            || value instanceof Boolean
                            || value instanceof Enum<?>
                    ? String.valueOf(value)
                    : "#value";
            context.getEndpoint("paho:test/in?" + option + "=" + text);
        } else {
            assertThat(PropertyBindingSupport.bindProperties(
                            context, component, new HashMap<>(Map.of(option, "#value"))))
                    .isTrue();
            context.getEndpoint("paho:test/in");
        }
    }

    /** Makes nothing: it is refused. */
    private static final class PlainSockets extends SocketFactory {

        @Override
        public java.net.Socket createSocket(String host, int port) {
            throw new UnsupportedOperationException();
        }

        @Override
        public java.net.Socket createSocket(String host, int port, java.net.InetAddress localHost, int localPort) {
            throw new UnsupportedOperationException();
        }

        @Override
        public java.net.Socket createSocket(java.net.InetAddress host, int port) {
            throw new UnsupportedOperationException();
        }

        @Override
        public java.net.Socket createSocket(
                java.net.InetAddress address, int port, java.net.InetAddress localAddress, int localPort) {
            throw new UnsupportedOperationException();
        }
    }
}
