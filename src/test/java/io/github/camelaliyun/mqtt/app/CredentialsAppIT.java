package io.github.camelaliyun.mqtt.app;

import io.github.camelaliyun.mqtt.credential.AuthMode;
import io.github.camelaliyun.mqtt.credential.Keys;
import io.github.camelaliyun.mqtt.credential.SignMode;
import io.github.camelaliyun.mqtt.kit.ChildProcess;
import io.github.camelaliyun.mqtt.kit.LogCapture;
import io.github.camelaliyun.mqtt.kit.RequiresMosquitto;
import io.github.camelaliyun.mqtt.sandbox.Sandbox;
import io.github.camelaliyun.mqtt.sandbox.SandboxLogin;
import io.github.camelaliyun.mqtt.sandbox.SandboxOptions;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;

/** The login that is printed is one: a client that has nothing else connects with it. */
class CredentialsAppIT {

    private static final String CLIENT_ID = "GID_group@@@00007";
    private static final String SECRET = "TopSecretXYZ";
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private static Sandbox sandbox;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final Map<String, String> given = new TreeMap<>();

    @BeforeAll
    static void start() {
        sandbox = Sandbox.start(
                new SandboxOptions(0, true, "the-key", SECRET, "post-cn-sandbox", Set.of(), Set.of("test")));
    }

    @AfterAll
    static void end() {
        sandbox.close();
    }

    @AfterEach
    void forget() {
        given.keySet().forEach(System::clearProperty);
    }

    @ParameterizedTest
    @CsvSource({"signature, ORIGIN", "device, ORIGIN", "custom, SIGNED"})
    void aClientConnectsWithWhatIsPrinted(String mode, String signMode) throws Exception {
        register(mode, signMode);

        assertThat(run(Map.of("auth-mode", mode, "sign-mode", signMode), CLIENT_ID))
                .isZero();

        MqttConnectOptions options = new MqttConnectOptions();
        options.setUserName(line("user name"));
        options.setPassword(line("password").toCharArray());
        try (MqttClient client = new MqttClient(sandbox.tcp().toString(), line("clientId"), new MemoryPersistence())) {
            client.connect(options);
            client.disconnect();
        }
        assertThat(text()).doesNotContain(SECRET);
    }

    @ParameterizedTest
    @CsvSource({"signature, ORIGIN", "device, ORIGIN", "custom, SIGNED", "custom, ORIGIN"})
    @RequiresMosquitto
    void theCommandThatIsPrintedPublishes(String mode, String signMode) {
        register(mode, signMode);
        sandbox.forgetMessages();
        assertThat(run(Map.of("auth-mode", mode, "sign-mode", signMode), CLIENT_ID))
                .isZero();

        String command = "mosquitto_pub " + text().split("mosquitto_pub ")[1].split("\n\n")[0];
        ProcessBuilder shell = new ProcessBuilder("sh", "-c", command);
        shell.environment().put("ALIYUN_MQTT_SECRET_KEY", SECRET);
        ChildProcess publisher = ChildProcess.start("mosquitto_pub", shell);

        assertThat(sandbox.awaitPublished("test/oppo", LIMIT).clientId()).isEqualTo(CLIENT_ID);
        assertThat(publisher.awaitExit(LIMIT)).isZero();
        assertThat(text()).doesNotContain(SECRET);
    }

    @Test
    void theClientIdIsThatOfTheSettingsWhereNoneIsGiven() {
        assertThat(run(Map.of("device-id", "00009"))).isZero();

        assertThat(line("clientId")).isEqualTo("GID_group@@@00009");
    }

    /** As a run has them; the file of the profile is on the class path. */
    @ParameterizedTest
    @CsvSource({"00010, GID_other@@@00010", "{{device-of-profile}}, GID_other@@@profile-file"})
    void settingsComeFromTheFilesThatCamelIsToldToRead(String deviceId, String clientId, @TempDir Path folder)
            throws Exception {
        Path more = Files.writeString(
                folder.resolve("more.properties"),
                "aliyun.mqtt.group-id = GID_{{name}}\nname = {{sys:a.name}}\naliyun.mqtt.device-id = " + deviceId
                        + "\n");
        given.put("a.name", "other");
        given.put(
                "camel.main.property-placeholder-location",
                "file:" + more + ",classpath:application-credentials.properties,file:application.properties");

        assertThat(run(Map.of())).isZero();

        assertThat(line("clientId")).isEqualTo(clientId);
    }

    @Test
    void settingsOfAProfileGoBeforeThoseOfAllProfiles() {
        given.put("camel.main.profile", "credentials");

        assertThat(run(Map.of())).isZero();

        assertThat(line("clientId")).isEqualTo("GID_group@@@of-the-profile");
    }

    @Test
    void theCommandLineGoesBeforeFiles() {
        given.put("camel.main.profile", "credentials");

        assertThat(run(Map.of("device-id", "00012"))).isZero();

        assertThat(line("clientId")).isEqualTo("GID_group@@@00012");
    }

    @Test
    void theEnvironmentGoesBeforeTheCommandLine() {
        ProcessBuilder command = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "-Daliyun.mqtt.device-id=00012",
                CredentialsApp.class.getName());
        command.environment().put("ALIYUN_MQTT_DEVICE_ID", "00013");

        ChildProcess child = ChildProcess.start("credentials", command);

        assertThat(child.awaitExit(Duration.ofSeconds(60))).isZero();
        assertThat(child.lines()).anyMatch(line -> line.matches("  clientId +GID_group@@@00013"));
    }

    @Test
    void aTokenIsNotAskedForAndItsCommandIsPrinted() {
        assertThat(run(
                        Map.of(
                                "auth-mode", "token",
                                "endpoint", "wss://post-cn-xxxx.mqtt.aliyuncs.com",
                                "instance-id", "post-cn-xxxx",
                                "token.region-id", "cn-hangzhou",
                                "token.types", "R,W",
                                "token.life", "600"),
                        CLIENT_ID))
                .isZero();

        assertThat(line("server")).isEqualTo("wss://post-cn-xxxx.mqtt.aliyuncs.com:443/mqtt");
        assertThat(line("user name")).isEqualTo("Token|the-key|post-cn-xxxx");
        assertThat(line("password")).isEqualTo("R|<token>|W|<token>");
        assertThat(text())
                .contains("aliyun onsmqtt ApplyToken --region cn-hangzhou --InstanceId post-cn-xxxx --Actions 'R'")
                .contains("--Resources 'test/#,test/p2p/#' --ExpireTime $(( ($(date +%s) + 600) * 1000 ))")
                .doesNotContain(SECRET);
    }

    @Test
    void valuesWithQuotesAreQuoted() {
        assertThat(run(
                        Map.of("auth-mode", "custom", "access-key", "o'neil", "endpoint", "ssl://broker.example.com"),
                        "pump'7"))
                .isZero();

        assertThat(text())
                .contains("mosquitto_pub -h broker.example.com -p 8883 --tls-use-os-certs -i 'pump'\\''7'")
                .contains("-u 'o'\\''neil' -P \"$ALIYUN_MQTT_SECRET_KEY\"")
                .contains("mqtt.connect('mqtts://broker.example.com:8883', { clientId: 'pump\\'7'")
                .contains("password: process.env.ALIYUN_MQTT_SECRET_KEY")
                .doesNotContain(SECRET);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--help            | ERROR no credentials: '--help' is one argument too many: the only one is a clientId",
                "GID_group@@@1 x   | ERROR no credentials: 'x' is one argument too many",
                "group@@@1         | ERROR no credentials: aliyun.mqtt.group-id 'group' must start with GID_ or GID-",
                "GID_group         | ERROR no credentials: aliyun.mqtt.client-id 'GID_group' is none of the service's",
                "GID_group@@@a@@@  | ERROR no credentials: aliyun.mqtt.device-id 'a@@@' has an empty part"
            })
    void whatCannotBeIsOneLine(String arguments, String begin) {
        try (LogCapture log = new LogCapture()) {
            assertThat(run(Map.of(), arguments.split(" "))).isEqualTo(1);

            assertThat(log.lines())
                    .filteredOn(line -> line.startsWith("ERROR"))
                    .singleElement()
                    .asString()
                    .startsWith(begin);
            assertThat(text()).isEmpty();
        }
    }

    private static void register(String mode, String signMode) {
        new SandboxLogin(AuthMode.parse(mode), new Keys("the-key", SECRET), CLIENT_ID, SignMode.parse(signMode))
                .registerWith(sandbox);
    }

    private int run(Map<String, String> settings, String... arguments) {
        given.put("aliyun.mqtt.endpoint", sandbox.tcp().toString());
        given.put("aliyun.mqtt.access-key", "the-key");
        given.put("aliyun.mqtt.secret-key", SECRET);
        settings.forEach((key, value) -> given.put("aliyun.mqtt." + key, value));
        given.forEach(System::setProperty);
        return CredentialsApp.run(new PrintStream(printed, true, StandardCharsets.UTF_8), arguments);
    }

    private String text() {
        return printed.toString(StandardCharsets.UTF_8);
    }

    /** What stands behind a name on the sheet. */
    private String line(String name) {
        Matcher line =
                Pattern.compile("^  " + name + " +(.+)", Pattern.MULTILINE).matcher(text());
        assertThat(line.find()).as(name).isTrue();
        return line.group(1);
    }
}
