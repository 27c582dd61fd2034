package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.wire.ProxyChoice;
import io.github.camelaliyun.mqtt.wire.TransportOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class OptionDifferencesTest {

    private static final List<String> KEY = List.of("serverUris", "clientId");

    /** What names of options stand for components of other names. */
    private static final Map<String, String> NAMES = Map.ofEntries(
            Map.entry("keepAlive", "keepAliveInterval"),
            Map.entry("connectTimeout", "connectionTimeout"),
            Map.entry("maxSubscriptions", "credentialProcessor"),
            Map.entry("service", "credentialProcessor"),
            Map.entry("tls", "sslClientProps"),
            Map.entry("httpsHostnameVerification", "httpsHostnameVerificationEnabled"),
            Map.entry("hostnameVerifier", "sslHostnameVerifier"),
            Map.entry("proxies", "proxy"),
            Map.entry("topic", "willTopic"),
            Map.entry("payload", "willPayload"),
            Map.entry("qos", "willQos"),
            Map.entry("retained", "willRetained"));

    private static final ConnectionOptions OPTIONS = ConnectionOptions.of(List.of("tcp://127.0.0.1:1"), "client")
            .will(new Will("a", "secret", 0, false))
            .transport(new TransportOptions(
                    TransportOptions.DEFAULTS.tls(), true, null, headers("secret"), ProxyChoice.DIRECT))
            .build();

    private static Properties headers(String token) {
        Properties headers = new Properties();
        headers.setProperty("Authorization", token);
        return headers;
    }

    /** A component of the options, or of a part of theirs. */
    record Component(RecordComponent of, RecordComponent part) {

        String option() {
            String name = (part == null ? of : part).getName();
            return part != null && name.equals("webSocketHeaders")
                    ? "customWebSocketHeaders"
                    : NAMES.getOrDefault(name, name);
        }

        ConnectionOptions changed() throws ReflectiveOperationException {
            return part == null
                    ? with(OPTIONS, of, other(of, OPTIONS))
                    : with(OPTIONS, of, with((Record) of.getAccessor().invoke(OPTIONS), part, other(part, get())));
        }

        private Object get() throws ReflectiveOperationException {
            return of.getAccessor().invoke(OPTIONS);
        }

        @Override
        public String toString() {
            return of.getName() + (part == null ? "" : "." + part.getName());
        }
    }

    static Stream<Component> components() {
        return Arrays.stream(ConnectionOptions.class.getRecordComponents())
                .filter(of -> !KEY.contains(of.getName()))
                .flatMap(of -> of.getType().isRecord()
                        ? Arrays.stream(of.getType().getRecordComponents()).map(part -> new Component(of, part))
                        : Stream.of(new Component(of, null)));
    }

    @SuppressWarnings("unchecked")
    private static <R extends Record> R with(R whole, RecordComponent changed, Object value)
            throws ReflectiveOperationException {
        RecordComponent[] all = whole.getClass().getRecordComponents();
        Object[] values = new Object[all.length];
        for (int i = 0; i < all.length; i++) {
            values[i] = all[i].getName().equals(changed.getName()) ? value : invoke(all[i].getAccessor(), whole);
        }
        Constructor<?> canonical = whole.getClass()
                .getDeclaredConstructor(
                        Arrays.stream(all).map(RecordComponent::getType).toArray(Class<?>[]::new));
        return (R) canonical.newInstance(values);
    }

    private static Object invoke(Method accessor, Object of) throws ReflectiveOperationException {
        return accessor.invoke(of);
    }

    private static Object other(RecordComponent component, Object of) throws ReflectiveOperationException {
        Object present = component.getAccessor().invoke(of);
        Class<?> type = component.getType();
        if (type == boolean.class) {
            return !(boolean) present;
        } else if (type == int.class) {
            return (int) present == 1 ? 2 : 1;
        } else if (type == long.class) {
            return (long) present - 1;
        } else if (type == Duration.class) {
            return ((Duration) present).plusSeconds(1);
        } else if (type == String.class) {
            return present + "2";
        } else if (type == Properties.class) {
            return headers("secret2");
        } else {
            return Proxy.newProxyInstance(
                    type.getClassLoader(),
                    new Class<?>[] {type},
                    (proxy, method, arguments) -> switch (method.getName()) {
                        case "equals" -> proxy == arguments[0];
                        case "hashCode" -> 1;
                        default -> "secret2";
                    });
        }
    }

    @ParameterizedTest
    @MethodSource("components")
    void eachOptionThatDiffersIsNamed(Component component) throws Exception {
        assertThat(OptionDifferences.between(OPTIONS, component.changed())).containsExactly(component.option());
    }

    @Test
    void whoComesWithOtherOptionsIsToldWhichAndNoValue() {
        ManualTimer timer = new ManualTimer();
        Connections connections = new Connections(
                new ConnectionThreads(new ScriptedWire(), timer, Runnable::run, Runnable::run),
                (of, event) -> {},
                new ConnectionObserver() {
                    @Override
                    public void onOpened(MqttConnection connection) {
                        assertThat(connection.options()).isEqualTo(OPTIONS);
                    }

                    @Override
                    public void onClosed(MqttConnection connection) {
                        assertThat(connection.options()).isEqualTo(OPTIONS);
                    }
                });
        connections.acquire(OPTIONS, null, List.of("test/a"));
        ConnectionOptions other = ConnectionOptions.of(OPTIONS.serverUris(), OPTIONS.clientId())
                .mqttVersion(3)
                .will(OPTIONS.will())
                .transport(new TransportOptions(
                        TransportOptions.DEFAULTS.tls(), true, null, headers("another secret"), ProxyChoice.DIRECT))
                .build();

        assertThatThrownBy(() -> connections.acquire(other, null, List.of("test/a")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("they differ in mqttVersion, customWebSocketHeaders;")
                .hasMessageNotContaining("secret");
        connections.closingAll();
    }
}
