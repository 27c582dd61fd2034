package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.app.MainJob;
import io.github.camelaliyun.mqtt.kit.Estate;
import io.github.camelaliyun.mqtt.kit.LogCapture;
import io.github.camelaliyun.mqtt.sandbox.Sandbox;
import io.github.camelaliyun.mqtt.sandbox.SharedSandbox;
import org.apache.camel.component.jasypt.JasyptPropertiesParser;
import org.apache.camel.component.properties.PropertiesComponent;
import org.apache.camel.spi.PropertiesFunction;
import org.jasypt.encryption.pbe.StandardPBEStringEncryptor;
import org.jasypt.iv.RandomIvGenerator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** Secrets that change while the program runs, where estates keep them. */
class RotationIT {

    private static final String ALGORITHM = "PBEWITHHMACSHA512ANDAES_256";
    private static final String MASTER = "master-password-of-this-test";
    private static final String DEVICE_KEY = "DC.rotation";

    private static Sandbox sandbox;

    private final String clientId = SharedSandbox.uniqueClientId();
    private final Vault vault = new Vault();

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() {
        sandbox = Sandbox.start(SharedSandbox.options(0, false));
    }

    @AfterAll
    static void close() {
        sandbox.close();
    }

    @Test
    void theMainJobTakesUpAnAccessKeySecretThatWasEditedInItsFile() throws Exception {
        sandbox.changeSecret("first-secret");
        Path file = propertyFile("first-secret");
        try (LogCapture log = new LogCapture();
                MainJob job = MainJob.start(settings(), "file:" + file)) {
            job.awaitReceived("topic:test/oppo msg:Hello mqtt 0");

            sandbox.changeSecret("second-secret");
            sandbox.faults().kick(clientId);
            log.awaitLine(
                    "WARN cannot connect",
                    "CONNACK 4",
                    "(from properties aliyun.mqtt.access-key and aliyun.mqtt.secret-key)");
            propertyFile("second-secret");
            awaitConnected();

            assertThat(job.context().getStatus().isStarted()).isTrue();
            assertThat(String.join("\n", log.lines())).doesNotContain("first-secret", "second-secret");
        }
    }

    @Test
    void aFileBeforeTheProjectsOwnIsReadAgainTooAndAnOptionalOneMayBeMissing() throws Exception {
        sandbox.changeSecret("first-secret");
        Path file = propertyFile("not-used");
        Path mounted =
                Files.writeString(folder.resolve("mounted.properties"), "aliyun.mqtt.secret-key = first-secret\n");
        String locations =
                "file:" + folder.resolve("absent.properties") + ";optional=true,file:" + mounted + ",file:" + file;
        try (MainJob job = MainJob.start(settings(), locations)) {
            job.awaitReceived("topic:test/oppo msg:Hello mqtt 0");

            sandbox.changeSecret("second-secret");
            Files.writeString(mounted, "aliyun.mqtt.secret-key = second-secret\n");
            sandbox.faults().kick(clientId);

            awaitConnectedAgain();
        }
    }

    @Test
    void aFileConfigurationGivesTheSecretAtTheStart() throws Exception {
        sandbox.changeSecret("first-secret");
        Path folderOfIts = Files.createDirectory(folder.resolve("secrets"));
        Files.writeString(folderOfIts.resolve("mqtt.properties"), "aliyun.mqtt.secret-key = first-secret\n");
        Map<String, String> settings = settings();
        settings.put("camel.main.fileConfigurations", folderOfIts + "/*.properties");
        try (MainJob job = MainJob.start(settings, "file:" + propertyFile("not-used"))) {
            job.awaitReceived("topic:test/oppo msg:Hello mqtt 0");
        }
    }

    @Test
    void aSecretThatIsGoneFromItsFileIsAFailedConnectInWordsAndIsAskedForAgain() throws Exception {
        sandbox.changeSecret("first-secret");
        Path file = propertyFile("first-secret");
        try (LogCapture log = new LogCapture();
                MainJob job = MainJob.start(settings(), "file:" + file)) {
            job.awaitReceived("topic:test/oppo msg:Hello mqtt 0");

            propertyFile("");
            sandbox.faults().kick(clientId);
            log.awaitLine(
                    "WARN cannot connect",
                    "the property 'aliyun.mqtt.secret-key' (secretKeyProperty) has no value",
                    "Next try in");
            propertyFile("first-secret");

            awaitConnected();
        }
    }

    @Test
    void aDeviceTakesUpTheSecretThatItsVaultHasNow() throws Exception {
        registerDevice("first-device-secret");
        vault.secret = "first-device-secret";
        try (LogCapture log = new LogCapture();
                Estate estate = deviceOfVault()) {
            awaitConnected();

            registerDevice("second-device-secret");
            vault.secret = "second-device-secret";
            sandbox.faults().kick(clientId);
            awaitConnectedAgain();

            assertThat(String.join("\n", log.lines()))
                    .doesNotContain("CONNACK 4", "first-device-secret", "second-device-secret");
        }
    }

    @Test
    void aVaultThatFailsIsAFailedConnectInWordsAndIsAskedAgain() throws Exception {
        registerDevice("device-secret");
        vault.secret = "device-secret";
        try (LogCapture log = new LogCapture();
                Estate estate = deviceOfVault()) {
            awaitConnected();

            vault.secret = null;
            sandbox.faults().kick(clientId);
            log.awaitLine(
                    "WARN cannot connect",
                    "the property 'vault:device' (secretKeyProperty) cannot be resolved (IllegalStateException)");
            assertThat(String.join("\n", log.lines())).doesNotContain(Vault.CONFIDENTIAL);
            vault.secret = "device-secret\n";

            awaitConnected();
        }
    }

    @Test
    void aSecretThatIsNotThereAtTheStartStopsIt() throws Exception {
        try (Estate estate = new Estate(sandbox.tcp(), clientId, paho -> {
            paho.getAccount().setSecretKey(null);
            paho.getAccount().setSecretKeyProperty("no.such.property");
        })) {
            assertThatThrownBy(() -> estate.consume("in", "paho:test/oppo", exchange -> {}))
                    .rootCause()
                    .hasMessageContaining("the property 'no.such.property' (secretKeyProperty) has no value");
        }
    }

    @Test
    void aKeyThatIsGivenInBothWaysIsRefused() throws Exception {
        try (Estate estate = new Estate(
                sandbox.tcp(), clientId, paho -> paho.getAccount().setSecretKeyProperty("no.such.property"))) {
            assertThatThrownBy(() -> estate.consume("in", "paho:test/oppo", exchange -> {}))
                    .rootCause()
                    .hasMessageContaining("secretKey and secretKeyProperty are both set");
        }
    }

    @Test
    void aFileThatJasyptEncryptedIsDecryptedAtEveryConnect() throws Exception {
        sandbox.changeSecret("first-secret");
        Path file = Files.writeString(folder.resolve("secrets.properties"), encrypted("first-secret"));
        try (Estate estate = new Estate(sandbox.tcp(), clientId, paho -> {
            paho.getAccount().setSecretKey(null);
            paho.getAccount().setSecretKeyProperty("mqtt.secret");
        })) {
            PropertiesComponent properties =
                    (PropertiesComponent) estate.context().getPropertiesComponent();
            JasyptPropertiesParser parser = new JasyptPropertiesParser();
            parser.setAlgorithm(ALGORITHM);
            parser.setRandomIvGeneratorAlgorithm("SHA1PRNG");
            parser.setPassword(MASTER);
            parser.setPropertiesComponent(properties);
            properties.setPropertiesParser(parser);
            properties.addLocation("file:" + file);
            estate.consume("in", "paho:test/oppo", exchange -> {});
            awaitConnected();

            sandbox.changeSecret("second-secret");
            Files.writeString(file, encrypted("second-secret"));
            sandbox.faults().kick(clientId);

            awaitConnectedAgain();
        }
    }

    private static String encrypted(String secret) {
        StandardPBEStringEncryptor encryptor = new StandardPBEStringEncryptor();
        encryptor.setAlgorithm(ALGORITHM);
        encryptor.setIvGenerator(new RandomIvGenerator());
        encryptor.setPassword(MASTER);
        return "mqtt.secret = ENC(" + encryptor.encrypt(secret) + ")\n";
    }

    private Estate deviceOfVault() throws Exception {
        Estate estate = new Estate(sandbox.tcp(), clientId, paho -> {
            paho.getAccount().setAuthMode("device");
            paho.getAccount().setAccessKey(DEVICE_KEY + clientId);
            paho.getAccount().setSecretKey(null);
            paho.getAccount().setSecretKeyProperty("vault:device");
        });
        estate.context().getPropertiesComponent().addPropertiesFunction(vault);
        return estate.consume("in", "paho:test/oppo", exchange -> {});
    }

    private void registerDevice(String secret) {
        sandbox.registerDevice(DEVICE_KEY + clientId, secret, clientId);
    }

    private void awaitConnected() {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> sandbox.connectedClients().contains(clientId));
    }

    private void awaitConnectedAgain() {
        await().atMost(Duration.ofSeconds(30)).until(() -> sandbox.connectsOf(clientId) >= 2);
        awaitConnected();
    }

    /** The project's own file with this secret. */
    private Path propertyFile(String secret) throws Exception {
        String text = Files.readString(Path.of("application.properties"))
                .replaceFirst("(?m)^aliyun.mqtt.secret-key = .*$", "aliyun.mqtt.secret-key = " + secret)
                .replaceFirst(
                        "(?m)^aliyun.mqtt.access-key = .*$", "aliyun.mqtt.access-key = " + SharedSandbox.ACCESS_KEY);
        return Files.writeString(folder.resolve("application.properties"), text);
    }

    private Map<String, String> settings() {
        String[] parts = clientId.split("@@@");
        return new HashMap<>(Map.of(
                "aliyun.mqtt.endpoint",
                sandbox.tcp().toString(),
                "aliyun.mqtt.instance-id",
                SharedSandbox.INSTANCE_ID,
                "aliyun.mqtt.group-id",
                parts[0],
                "aliyun.mqtt.device-id",
                parts[1],
                "camel.main.shutdown-timeout",
                "1"));
    }

    /** Plays the function of a vault, as {@code aws:} or {@code azure:} is one. */
    private static final class Vault implements PropertiesFunction {

        static final String CONFIDENTIAL = "what a vault's exception should not carry into a log";

        private volatile String secret;

        @Override
        public String getName() {
            return "vault";
        }

        @Override
        public String apply(String name) {
            String present = secret;
            if (present == null) {
                throw new IllegalStateException(CONFIDENTIAL);
            }
            return present;
        }
    }
}
