package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.kit.LogCapture;
import org.apache.camel.CamelContext;
import org.apache.camel.component.paho.PahoConfiguration;
import org.apache.camel.component.paho.PahoPersistence;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.LoggingExceptionHandler;
import org.apache.camel.support.PropertyBindingSupport;
import org.apache.camel.tooling.model.BaseOptionModel;
import org.apache.camel.tooling.model.ComponentModel;
import org.apache.camel.tooling.model.JsonMapper;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.SocketFactory;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.SSLSocketFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

/** What {@code docs/options.md} says of camel-paho's options is what the catalogs have, and what the component does. */
class OptionsPageTest {

    private static final String HONOURED = "honoured";
    private static final String OTHER_DEFAULT = "honoured, with another default";
    private static final String NO_EFFECT = "no effect, with a warning";
    private static final String REFUSED = "refused";

    private static final Pattern ROW =
            Pattern.compile("^\\| `(\\w+)` \\|([^|]*)\\|([^|]*)\\|([^|]*)\\|([^|]*)\\|$", Pattern.MULTILINE);
    private static final Pattern QUOTED = Pattern.compile("“([^”]+)”");

    private static final ComponentModel STOCK = catalog("META-INF/org/apache/camel/component/paho/paho.json");
    private static final ComponentModel OURS = catalog("META-INF/io/github/camelaliyun/mqtt/aliyun-mqtt.json");

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
        VALUES.put("exceptionHandler", new LoggingExceptionHandler(null, OptionsPageTest.class));
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

    /** One row of the page. */
    private record Row(String option, String stockDefault, String ourDefault, String fate, String words) {

        List<String> quotes() {
            return QUOTED.matcher(words).results().map(match -> match.group(1)).toList();
        }

        @Override
        public String toString() {
            return option;
        }
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

    @Test
    void everyOptionOfCamelPahoHasOneRow() {
        List<String> options =
                optionsOf(STOCK).map(BaseOptionModel::getName).distinct().toList();

        assertThat(options).hasSizeGreaterThan(30);
        assertThat(rows().map(Row::option)).containsExactlyInAnyOrderElementsOf(options);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void theDefaultsAreThoseOfBothCatalogs(Row row) {
        assertThat(row.stockDefault()).isEqualTo(defaultIn(STOCK, row.option()));
        assertThat(row.ourDefault()).isEqualTo(defaultIn(OURS, row.option()));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void theRowSaysWhetherTheDefaultIsAnotherOne(Row row) {
        assertThat(row.fate()).isIn(HONOURED, OTHER_DEFAULT, NO_EFFECT, REFUSED);
        assertThat(row.fate().equals(OTHER_DEFAULT))
                .isEqualTo(!row.stockDefault().equals(row.ourDefault()));
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
                .hasStackTraceContaining("client");
    }

    @Test
    void aSocketFactoryInAUriIsRefusedWhenTheEndpointIsMade() {
        context.getRegistry().bind("sockets", new PlainSockets());

        assertThatThrownBy(() -> context.getEndpoint("paho:test/in?socketFactory=#sockets"))
                .hasStackTraceContaining("socketFactory")
                .hasStackTraceContaining("use the option proxy, or sslContextParameters");
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

    static Stream<Row> honoured() {
        return rows().filter(row -> row.fate().startsWith(HONOURED));
    }

    static Stream<Row> withoutEffect() {
        return rows().filter(row -> row.fate().equals(NO_EFFECT));
    }

    static Stream<Row> refused() {
        return rows().filter(row -> row.fate().equals(REFUSED));
    }

    static Stream<Row> rows() {
        String page = read(Path.of("docs/options.md"));
        String table = page.substring(0, page.indexOf("\n## "));
        return ROW.matcher(table).results().map(OptionsPageTest::row);
    }

    private static Row row(MatchResult match) {
        String[] cells =
                Stream.of(1, 2, 3, 4, 5).map(match::group).map(String::strip).toArray(String[]::new);
        return new Row(cells[0], cells[1], cells[2], cells[3], cells[4]);
    }

    private static String defaultIn(ComponentModel model, String option) {
        List<String> defaults = optionsOf(model)
                .filter(o -> o.getName().equals(option))
                .map(BaseOptionModel::getDefaultValue)
                .map(value -> Optional.ofNullable(value).map(String::valueOf).orElse(""))
                .distinct()
                .toList();
        assertThat(defaults).as(option).hasSizeLessThanOrEqualTo(1);
        return defaults.isEmpty() ? "" : defaults.get(0);
    }

    private static Stream<BaseOptionModel> optionsOf(ComponentModel model) {
        return Stream.concat(model.getComponentOptions().stream(), model.getEndpointOptions().stream());
    }

    private static ComponentModel catalog(String resource) {
        try (InputStream json = OptionsPageTest.class.getClassLoader().getResourceAsStream(resource)) {
            return JsonMapper.generateComponentModel(new String(json.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
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
