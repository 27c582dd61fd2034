package io.github.camelaliyun.mqtt.app;

import io.github.camelaliyun.mqtt.app.live.LiveRoutes;
import io.github.camelaliyun.mqtt.credential.SignMode;
import io.github.camelaliyun.mqtt.kit.LogCapture;
import io.github.camelaliyun.mqtt.kit.Mosquitto;
import io.github.camelaliyun.mqtt.kit.RequiresMosquitto;
import io.github.camelaliyun.mqtt.sandbox.Sandbox;
import io.github.camelaliyun.mqtt.sandbox.SharedSandbox;
import org.apache.camel.support.RouteWatcherReloadStrategy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class MainJobIT {

    private static final String SECRET = "test-secret-key";

    private final String clientId = SharedSandbox.uniqueClientId();

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"routes", "routes/java"})
    void evenNumbersArriveOnTheTopicAndOddOnesByP2pAndNothingIsWarnedOf(String routes) {
        try (LogCapture log = new LogCapture();
                MainJob job =
                        MainJob.start(Map.of("aliyun.mqtt.sandbox.port", "0", "aliyun.mqtt.routes-dir", routes))) {
            String p2p = "topic:test/p2p/GID_group@@@00001 msg:Hello mqtt ";
            job.awaitReceived("topic:test/oppo msg:Hello mqtt 2", p2p + "3");

            assertThat(job.received())
                    .startsWith(
                            "topic:test/oppo msg:Hello mqtt 0",
                            p2p + "1",
                            "topic:test/oppo msg:Hello mqtt 2",
                            p2p + "3");
            assertThat(log.lines()).noneMatch(line -> line.startsWith("WARN") || line.startsWith("ERROR"));
        }
    }

    /** Camel asks them, as the environment, before what is overridden. */
    @Test
    void thereIsOneSandboxWhenTheCommandLineAsksForIt() {
        System.setProperty("aliyun.mqtt.endpoint", "sandbox");
        try (LogCapture log = new LogCapture();
                MainJob job = MainJob.start(Map.of("aliyun.mqtt.sandbox.port", "0"))) {
            job.awaitReceived("topic:test/oppo msg:Hello mqtt 0");

            assertThat(log.lines())
                    .filteredOn(line -> line.contains("sandbox ready"))
                    .hasSize(1);
        } finally {
            System.clearProperty("aliyun.mqtt.endpoint");
        }
    }

    @ParameterizedTest
    @CsvSource({"device,ORIGIN", "custom,ORIGIN", "custom,SIGNED"})
    void deviceAndCustomCredentialsCarryTheMainJobToo(String mode, String signMode) {
        try (MainJob job = MainJob.start(Map.of(
                "aliyun.mqtt.sandbox.port", "0",
                "aliyun.mqtt.auth-mode", mode,
                "aliyun.mqtt.sign-mode", signMode))) {
            job.awaitReceived("topic:test/oppo msg:Hello mqtt 0");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"RW", "R,W"})
    void tokensOfTheOpenApiCarryTheMainJobToo(String types) {
        try (MainJob job = MainJob.start(Map.of(
                "aliyun.mqtt.sandbox.port", "0",
                "aliyun.mqtt.auth-mode", "token",
                "aliyun.mqtt.token.types", types))) {
            job.awaitReceived("topic:test/oppo msg:Hello mqtt 0");
        }
    }

    @Test
    void onlyTheOrdinaryTopicIsSubscribedAndOneConnectionServesAllEndpoints() {
        Sandbox sandbox = SharedSandbox.get();
        try (MainJob job = MainJob.start(settings(sandbox.tcp()))) {
            job.awaitReceived(p2pMessage(1));

            assertThat(sandbox.subscriptionsOf(clientId)).containsExactly("test/oppo");
            assertThat(sandbox.connectsOf(clientId)).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "ssl", "ws", "wss"})
    void everyTransportCarriesTheMainJob(String transport) {
        Sandbox sandbox = SharedSandbox.get();
        URI uri = switch (transport) {
            case "ssl" -> sandbox.ssl();
            case "ws" -> sandbox.ws();
            case "wss" -> sandbox.wss();
            default -> sandbox.tcp();
        };
        Map<String, String> settings = settings(uri);
        settings.put("camel.ssl.enabled", "true");
        settings.put("camel.ssl.trustStore", "file:" + sandbox.trustStore());
        settings.put("camel.ssl.trustStorePassword", sandbox.trustStorePassword());
        try (MainJob job = MainJob.start(settings)) {
            job.awaitReceived("topic:test/oppo msg:Hello mqtt 0", p2pMessage(1));
        }
    }

    @Test
    void aCertificateThatIsNotTrustedIsRefusedInPlainWords() {
        try (LogCapture log = new LogCapture();
                MainJob job = MainJob.start(settings(SharedSandbox.get().ssl()))) {
            await().atMost(Duration.ofSeconds(15))
                    .until(() -> log.lines().stream().anyMatch(l -> l.contains("certificate is not trusted")));

            assertThat(job.received()).isEmpty();
        }
    }

    @Test
    void aWrongSecretSaysWhatWasTriedAndBacksOff() {
        Sandbox sandbox = SharedSandbox.get();
        Map<String, String> settings = settings(sandbox.tcp());
        settings.put("aliyun.mqtt.secret-key", "not-the-secret");
        try (LogCapture log = new LogCapture();
                MainJob job = MainJob.start(settings)) {
            await().atMost(Duration.ofSeconds(15)).until(() -> sandbox.connectsOf(clientId) >= 3);

            assertThat(refusals(log))
                    .first()
                    .asString()
                    .contains("CONNACK 4", "auth-mode signature", "AccessKey ID test****", clientId, "post-cn-test")
                    .contains("Check that the AccessKey secret belongs to the AccessKey ID", "Next try in");
            assertThat(String.join("\n", log.lines())).doesNotContain("not-the-secret", "test-access-key");
            // 1 s and 2 s, less a quarter, lie between three connects.
            assertThat(job.context().getUptime()).isGreaterThan(Duration.ofMillis(2_250));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "device;ORIGIN;auth-mode device, DeviceAccessKeyId",
                "custom;ORIGIN;auth-mode custom (ORIGIN), username",
                "custom;SIGNED;auth-mode custom (SIGNED), username",
                "token;ORIGIN;no token to present: "
            })
    void theWrongSecretOfEveryModeIsRefusedWithItsOwnMessage(String mode, String signMode, String message) {
        Sandbox sandbox = SharedSandbox.get();
        String accessKey = mode.equals("token") ? SharedSandbox.ACCESS_KEY : mode + signMode + clientId.hashCode();
        sandbox.registerDevice(accessKey, SECRET, clientId);
        sandbox.registerIdentity(accessKey, SECRET, SignMode.valueOf(signMode));
        Map<String, String> settings = settings(sandbox.tcp());
        settings.put("aliyun.mqtt.auth-mode", mode);
        settings.put("aliyun.mqtt.sign-mode", signMode);
        settings.put("aliyun.mqtt.access-key", accessKey);
        settings.put("aliyun.mqtt.secret-key", "not-the-secret");
        settings.put("aliyun.mqtt.token.endpoint", sandbox.tokens().openApi().toString());
        try (LogCapture log = new LogCapture();
                MainJob job = MainJob.start(settings)) {
            await().atMost(Duration.ofSeconds(15)).until(() -> !refusals(log).isEmpty());

            assertThat(refusals(log).get(0)).contains(message, "Next try in");
            assertThat(String.join("\n", log.lines())).doesNotContain("not-the-secret");
            assertThat(job.received()).isEmpty();
        }
    }

    private static List<String> refusals(LogCapture log) {
        return log.lines().stream()
                .filter(line -> line.contains("cannot connect"))
                .toList();
    }

    @Test
    void anEditedRouteTakesEffectWhileTheConnectionAndTheOtherRouteGoOn() throws Exception {
        Sandbox sandbox = SharedSandbox.get();
        Path subscribe = copyRoutes();
        try (LogCapture log = new LogCapture();
                MainJob job = MainJob.start(settings(sandbox.tcp(), folder))) {
            job.awaitReceived(p2pMessage(1));

            Files.writeString(subscribe, Files.readString(subscribe).replace("topic:$", "edited $"));
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> log.lines().stream().anyMatch(line -> line.startsWith("INFO edited test/")));

            Files.writeString(subscribe, Files.readString(subscribe).replace("steps:", "stepz:"));
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> log.lines().stream()
                            .anyMatch(line -> line.contains("subscribe.camel.yaml") && line.contains("stepz")));
            int before = job.received().size();
            await().atMost(Duration.ofSeconds(30)).until(() -> job.received().size() > before + 2);

            assertThat(sandbox.connectsOf(clientId)).isEqualTo(1);
            assertThat(sandbox.subscriptionsOf(clientId)).containsExactly("test/oppo");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theSettingOfCamelsWatcherSaysWhetherFilesAreWatched(boolean watched) throws Exception {
        copyRoutes();
        Map<String, String> settings = settings(SharedSandbox.get().tcp(), folder);
        settings.put("camel.main.routes-reload-enabled", String.valueOf(watched));
        try (MainJob job = MainJob.start(settings)) {
            job.awaitReceived("topic:test/oppo msg:Hello mqtt 0");

            assertThat(job.context().hasService(LiveRoutes.class) != null).isEqualTo(watched);
            assertThat(job.context().hasService(RouteWatcherReloadStrategy.class))
                    .isNull();
        }
    }

    @Test
    @RequiresMosquitto
    void onMosquittoTheMainJobRunsWithAnExplicitP2pSubscription() throws Exception {
        Path subscribe = copyRoutes();
        Files.writeString(subscribe, Files.readString(subscribe).replace("p2p/{{aliyun.mqtt.client-id}}", "p2p/+"));
        var signed = SharedSandbox.signed(clientId);
        try (Mosquitto mosquitto =
                        Mosquitto.start(Mosquitto.Options.withUsers(Map.of(signed.username(), signed.password())));
                MainJob job = MainJob.start(settings(mosquitto.uri(), folder))) {
            job.awaitReceived("topic:test/oppo msg:Hello mqtt 0", p2pMessage(1));
        }
    }

    @Test
    @RequiresMosquitto
    void mosquittoRefusesAWrongSecretToo() throws Exception {
        var signed = SharedSandbox.signed(clientId);
        Map<String, String> settings = new HashMap<>();
        try (Mosquitto mosquitto =
                        Mosquitto.start(Mosquitto.Options.withUsers(Map.of(signed.username(), signed.password())));
                LogCapture log = new LogCapture()) {
            settings.putAll(settings(mosquitto.uri()));
            settings.put("aliyun.mqtt.secret-key", "not-the-secret");
            try (MainJob job = MainJob.start(settings)) {
                await().atMost(Duration.ofSeconds(15))
                        .until(() -> !refusals(log).isEmpty());

                assertThat(refusals(log).get(0)).contains("AccessKey ID test****", clientId);
                assertThat(job.received()).isEmpty();
            }
        }
    }

    private String p2pMessage(int n) {
        return "topic:test/p2p/" + clientId + " msg:Hello mqtt " + n;
    }

    private Path copyRoutes() throws Exception {
        for (String name : List.of("publish.camel.yaml", "subscribe.camel.yaml")) {
            Files.copy(Path.of("routes", name), folder.resolve(name));
        }
        return folder.resolve("subscribe.camel.yaml");
    }

    private Map<String, String> settings(URI endpoint, Path routes) {
        Map<String, String> settings = settings(endpoint);
        settings.put("aliyun.mqtt.routes-dir", routes.toString());
        return settings;
    }

    private Map<String, String> settings(URI endpoint) {
        String[] parts = clientId.split("@@@");
        return new HashMap<>(Map.of(
                "aliyun.mqtt.endpoint",
                endpoint.toString(),
                "aliyun.mqtt.access-key",
                "test-access-key",
                "aliyun.mqtt.secret-key",
                SECRET,
                "aliyun.mqtt.instance-id",
                "post-cn-test",
                "aliyun.mqtt.group-id",
                parts[0],
                "aliyun.mqtt.device-id",
                parts[1],
                "camel.main.shutdown-timeout",
                "1"));
    }
}
