package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.app.MainJob;
import io.github.camelaliyun.mqtt.kit.FreePort;
import io.github.camelaliyun.mqtt.sandbox.Sandbox;
import io.github.camelaliyun.mqtt.sandbox.SharedSandbox;
import org.apache.camel.util.json.JsonObject;
import org.apache.camel.util.json.Jsoner;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.Reader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** The runnable project with the Maven profile {@code observe}, read over HTTP. */
class ObserveIT {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Path DASHBOARD = Path.of("docs/grafana/aliyun-mqtt.json");
    /** Each selector of the dashboard has its braces, so that this finds them. */
    private static final Pattern SELECTED = Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)\\{");

    private final HttpClient http = HttpClient.newHttpClient();
    private final int port = FreePort.choose();
    private final String clientId = SharedSandbox.uniqueClientId();

    @Test
    void withTheBrokerDownItIsAliveButNotReady() throws Exception {
        int broker = FreePort.choose();
        try (MainJob job = observed(settings(broker))) {
            await().atMost(LIMIT).until(() -> get("/observe/health/live").statusCode() == 200);
            assertThat(get("/observe/health/ready").statusCode()).isEqualTo(503);
            assertThat(get("/observe/health/ready").body()).contains(clientId + " is not connected to");

            try (Sandbox sandbox = Sandbox.start(SharedSandbox.options(broker, false))) {
                await().atMost(LIMIT).until(() -> get("/observe/health/ready").statusCode() == 200);
                job.awaitReceived("topic:test/oppo msg:Hello mqtt 0");
                assertThat(get("/observe/health").statusCode()).isEqualTo(200);
                assertThat(sample("connection_state", "state=\"connected\"")).isEqualTo(1);
                assertThat(sample("published_total")).isPositive();
            }

            await().atMost(LIMIT).until(() -> get("/observe/health/ready").statusCode() == 503);
            assertThat(get("/observe/health").statusCode()).isEqualTo(503);
            HttpResponse<String> live = get("/observe/health/live");
            assertThat(live.statusCode()).isEqualTo(200);
            assertThat(live.body()).contains("paho-liveness");
            assertThat(sample("connection_state", "state=\"connected\"")).isZero();
        }
    }

    @Test
    void everyMetricOfTheDashboardIsThereToBeScraped() throws Exception {
        try (MainJob job = observed(Map.of("aliyun.mqtt.sandbox.port", "0", "aliyun.mqtt.auth-mode", "token"))) {
            job.awaitReceived("topic:test/oppo msg:Hello mqtt 0");
            String scraped = get("/observe/metrics").body();
            Set<String> there = scraped.lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split("[{ ]", 2)[0])
                    .collect(toSet());

            List<String> expressions = valuesOf("expr", dashboard());
            assertThat(expressions)
                    .hasSizeGreaterThan(10)
                    .allMatch(expression -> !selected(expression).isEmpty());
            Set<String> wanted = new TreeSet<>();
            expressions.forEach(expression -> wanted.addAll(selected(expression)));
            assertThat(there).containsAll(wanted);
            assertThat(scraped).doesNotContain("sandbox-secret-key");
        }
    }

    @Test
    void everyMetricThatThereIsHasItsPlaceInTheDashboardAndInTheDocumentation() throws Exception {
        try (MainJob job = observed(Map.of("aliyun.mqtt.sandbox.port", "0", "aliyun.mqtt.auth-mode", "token"))) {
            job.awaitReceived("topic:test/oppo msg:Hello mqtt 0");
            List<String> names = get("/observe/metrics")
                    .body()
                    .lines()
                    .filter(line -> line.startsWith("# TYPE aliyun_mqtt_"))
                    .map(line -> line.split(" ")[2])
                    .filter(name -> !name.endsWith("_max"))
                    .toList();

            assertThat(names).hasSizeGreaterThan(10);
            String dashboard = String.join("\n", valuesOf("expr", dashboard()));
            String documentation = Files.readString(Path.of("docs/observability.md"));
            assertThat(names).allSatisfy(name -> {
                assertThat(dashboard).contains(name);
                assertThat(documentation).contains("`" + name + "`");
            });
        }
    }

    @Test
    void itListensOnTheLoopbackAddressOnly() throws Exception {
        try (MainJob job = observed(settings(FreePort.choose()))) {
            await().atMost(LIMIT).until(() -> get("/observe/health/live").statusCode() == 200);

            // Of this machine too, but only for who listens on every address.
            try (Socket elsewhere = new Socket()) {
                assertThatThrownBy(() -> elsewhere.connect(new InetSocketAddress("127.0.0.2", port), 2_000))
                        .isInstanceOf(IOException.class);
            }
        }
    }

    @Test
    void withoutTheProfileItListensNowhere() throws Exception {
        try (MainJob job = MainJob.start(withPort(Map.of("aliyun.mqtt.sandbox.port", "0")))) {
            job.awaitReceived("topic:test/oppo msg:Hello mqtt 0");

            assertThatThrownBy(() -> get("/observe/health")).isInstanceOf(IOException.class);
        }
    }

    private MainJob observed(Map<String, String> settings) {
        return MainJob.start(withPort(settings), "file:observe.properties,file:application.properties");
    }

    private Map<String, String> withPort(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(settings);
        all.put("camel.management.port", String.valueOf(port));
        return all;
    }

    private Map<String, String> settings(int broker) {
        String[] parts = clientId.split("@@@");
        return Map.of(
                "aliyun.mqtt.endpoint",
                "tcp://127.0.0.1:" + broker,
                "aliyun.mqtt.access-key",
                SharedSandbox.ACCESS_KEY,
                "aliyun.mqtt.secret-key",
                SharedSandbox.SECRET_KEY,
                "aliyun.mqtt.instance-id",
                SharedSandbox.INSTANCE_ID,
                "aliyun.mqtt.group-id",
                parts[0],
                "aliyun.mqtt.device-id",
                parts[1],
                "camel.main.shutdown-timeout",
                "1");
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(10))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    /** The value of the first sample of this name of which each of the labels is one. */
    private double sample(String name, String... labels) throws IOException, InterruptedException {
        return get("/observe/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith("aliyun_mqtt_" + name + "{") && line.contains(clientId))
                .filter(line -> List.of(labels).stream().allMatch(line::contains))
                .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                .mapToDouble(Double::parseDouble)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no sample " + name));
    }

    private static Set<String> selected(String expression) {
        return SELECTED.matcher(expression)
                .results()
                .map(MatchResult::group)
                .map(match -> match.substring(0, match.length() - 1))
                .collect(toSet());
    }

    private static JsonObject dashboard() throws Exception {
        try (Reader file = Files.newBufferedReader(DASHBOARD)) {
            return (JsonObject) Jsoner.deserialize(file);
        }
    }

    private static List<String> valuesOf(String key, Object json) {
        List<String> values = new ArrayList<>();
        if (json instanceof Map<?, ?> map) {
            map.forEach((name, value) -> {
                if (key.equals(name)) {
                    values.add((String) value);
                }
                values.addAll(valuesOf(key, value));
            });
        } else if (json instanceof Collection<?> list) {
            list.forEach(element -> values.addAll(valuesOf(key, element)));
        }
        return values;
    }
}
