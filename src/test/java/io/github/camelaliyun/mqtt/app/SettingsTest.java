package io.github.camelaliyun.mqtt.app;

import io.github.camelaliyun.mqtt.kit.FreePort;
import io.github.camelaliyun.mqtt.service.InvalidSettingException;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SettingsTest {

    @Test
    void anUnknownKeyIsRefusedWithTheNearestOne() {
        Properties properties = new Properties();
        properties.setProperty("aliyun.mqtt.secretkey", "x");

        assertThatThrownBy(() -> Settings.requireKnownKeys(properties))
                .hasMessageContaining("aliyun.mqtt.secretkey is no setting")
                .hasMessageContaining("did you mean aliyun.mqtt.secret-key?");
    }

    @Test
    void anUnknownVariableIsRefusedWithTheNearestOne() {
        assertThatThrownBy(() -> Settings.requireKnownVariables(Set.of("PATH", "ALIYUN_MQTT_DEVICEID")))
                .hasMessageContaining("did you mean ALIYUN_MQTT_DEVICE_ID?");
    }

    @Test
    void theSecurityTokenOfStsIsProposedByItsOwnName() {
        Properties properties = new Properties();
        properties.setProperty("aliyun.mqtt.security-token", "x");

        assertThatThrownBy(() -> Settings.requireKnownKeys(properties))
                .hasMessageContaining("did you mean aliyun.mqtt.token.security-token?");
        assertThatThrownBy(() -> Settings.requireKnownVariables(Set.of("ALIYUN_MQTT_SECURITY_TOKEN")))
                .hasMessageContaining("did you mean ALIYUN_MQTT_TOKEN_SECURITY_TOKEN?");
    }

    @Test
    void aRoleNeedsNoKeys() {
        assertThatCode(() -> check(Map.of(
                        "aliyun.mqtt.auth-mode", "token",
                        "aliyun.mqtt.token.region-id", "cn-hangzhou",
                        "aliyun.mqtt.token.role-name", "mqtt-publisher",
                        "aliyun.mqtt.access-key", "",
                        "aliyun.mqtt.secret-key", "")))
                .doesNotThrowAnyException();
    }

    @Test
    void keysOfOthersAndKnownKeysPass() {
        Properties properties = new Properties();
        properties.setProperty("aliyun.mqtt.sandbox.port", "0");
        properties.setProperty("camel.main.name", "x");

        assertThatCode(() -> Settings.requireKnownKeys(properties)).doesNotThrowAnyException();
        assertThatCode(() -> Settings.requireKnownVariables(Set.of("ALIYUN_MQTT_SECRET_KEY")))
                .doesNotThrowAnyException();
    }

    @Test
    void aSecretBehindAColonIsNotShown() {
        Properties properties = new Properties();
        properties.setProperty("aliyun.mqtt.secret-key:hunter2", "");

        assertThatThrownBy(() -> Settings.requireKnownKeys(properties))
                .hasMessageStartingWith("aliyun.mqtt.secret-key... is no setting: did you mean aliyun.mqtt.secret-key?")
                .hasMessageNotContaining("hunter2");
        assertThatThrownBy(() -> Settings.requireKnownVariables(Set.of("ALIYUN_MQTT_SECRET_KEY:hunter2")))
                .hasMessageStartingWith("ALIYUN_MQTT_SECRET_KEY... in the environment is no setting")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void anOptionOfTheComponentIsToldWhereItBelongs() {
        Properties properties = new Properties();
        properties.setProperty("aliyun.mqtt.keep-alive-interval", "3");

        assertThatThrownBy(() -> Settings.requireKnownKeys(properties))
                .hasMessage("aliyun.mqtt.keep-alive-interval is no setting, but an option of the component: set"
                        + " camel.component.paho.keep-alive-interval");
        assertThatThrownBy(() -> Settings.requireKnownVariables(Set.of("ALIYUN_MQTT_QOS")))
                .hasMessage("ALIYUN_MQTT_QOS in the environment is no setting, but an option of the component: set"
                        + " CAMEL_COMPONENT_PAHO_QOS");
    }

    @ParameterizedTest
    @ValueSource(strings = {"secret-key", "access-key", "token.server-bearer", "instance-id"})
    void bracesThatCamelCannotReadAreToldWithoutTheValue(String key) {
        assertThatThrownBy(() -> check(Map.of("aliyun.mqtt." + key, "a{{hunter2")))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith("aliyun.mqtt." + key + " has {{ without }}")
                .hasMessageNotContaining("hunter2");
        assertThatThrownBy(() -> sandbox(Map.of("aliyun.mqtt.secret-key", "a{{hunter2")))
                .hasMessageStartingWith("aliyun.mqtt.secret-key has {{ without }}");
        assertThatThrownBy(() -> sandbox(Map.of("aliyun.mqtt.secret-key", "a{{hunter2}}")))
                .hasMessageStartingWith("aliyun.mqtt.secret-key has a placeholder that cannot be resolved")
                .hasMessageNotContaining("hunter2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"#bean:hunter2", "#class:hunter2", "#hunter2"})
    void aTextTakesAnyValue(String value) {
        for (String key : List.of("secret-key", "access-key", "instance-id", "token.server-bearer")) {
            assertThatCode(() -> check(Map.of("aliyun.mqtt." + key, value))).doesNotThrowAnyException();
        }
    }

    /** The keys are asked for by name; Camel resolves what is a placeholder in its own options twice. */
    @Test
    void escapedBracesAreTakenInTheKeysAlone() {
        assertThatCode(() -> check(Map.of("aliyun.mqtt.secret-key", "a\\{{hunter2")))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> check(Map.of("aliyun.mqtt.token.server-bearer", "a\\{{hunter2")))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith("aliyun.mqtt.token.server-bearer has {{ or }}: choose a value without")
                .hasMessageNotContaining("hunter2");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "aliyun.mqtt.secret-key|''|aliyun.mqtt.secret-key is not set: set aliyun.mqtt.secret-key, from the RAM console",
                "aliyun.mqtt.instance-id|''|aliyun.mqtt.instance-id is not set",
                "aliyun.mqtt.device-id|''|(in the environment, ALIYUN_MQTT_DEVICE_ID)",
                "aliyun.mqtt.group-id|group|aliyun.mqtt.group-id 'group' must start with GID_",
                "aliyun.mqtt.auth-mode|signed|aliyun.mqtt.auth-mode 'signed' does not exist: did you mean 'signature'?",
                "aliyun.mqtt.endpoint|tcp://me:pw@host|credentials belong in aliyun.mqtt.access-key and aliyun.mqtt.secret-key",
                "aliyun.mqtt.sign-mode|HMAC|aliyun.mqtt.sign-mode 'HMAC' does not exist: set ORIGIN or SIGNED",
                "aliyun.mqtt.token.life|1h|aliyun.mqtt.token.life '1h' is no number",
                "aliyun.mqtt.auth-mode|token|set aliyun.mqtt.token.region-id (for example cn-hangzhou)",
                "aliyun.mqtt.access-key|STS.NTx|aliyun.mqtt.access-key is of STS (STS.*), and CONNECT has no place for the security token of such a pair: set aliyun.mqtt.auth-mode to token, aliyun.mqtt.token.region-id and aliyun.mqtt.token.security-token",
                "aliyun.mqtt.endpoint|ssl://post-cn-2.mqtt.aliyuncs.com|aliyun.mqtt.instance-id 'post-cn-1' is another instance than that of aliyun.mqtt.endpoint 'ssl://post-cn-2.mqtt.aliyuncs.com:8883'"
            })
    void whatAnAccountCannotBeIsToldWithTheKeysOfTheFile(String key, String value, String words) {
        assertThatThrownBy(() -> check(Map.of(key, value)))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining(words);
    }

    /** The function of a vault may come with Camel's own start. */
    @Test
    void aSettingThatCannotBeResolvedYetIsLeftToTheComponent() {
        assertThatCode(() ->
                        check(Map.of("aliyun.mqtt.secret-key", "{{not.there.yet}}", "aliyun.mqtt.group-id", "group")))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "aliyun.mqtt.secret-key|' '|aliyun.mqtt.secret-key is not set: set aliyun.mqtt.secret-key, to any value",
                "aliyun.mqtt.sandbox.port|70000|aliyun.mqtt.sandbox.port '70000' is no port",
                "aliyun.mqtt.sandbox.ssl-port|70000|aliyun.mqtt.sandbox.ssl-port '70000' is no port",
                "aliyun.mqtt.sandbox.ws-port|x|aliyun.mqtt.sandbox.ws-port 'x' is no port",
                "aliyun.mqtt.sandbox.wss-port|-1|aliyun.mqtt.sandbox.wss-port '-1' is no port",
                "aliyun.mqtt.sandbox.port|mqtt|aliyun.mqtt.sandbox.port 'mqtt' is no port",
                "aliyun.mqtt.parent-topic|test/x|aliyun.mqtt.parent-topic 'test/x' is no parent topic",
                "aliyun.mqtt.auth-mode|custom|aliyun.mqtt.sign-mode is not set",
                "aliyun.mqtt.parent-topic|,|aliyun.mqtt.parent-topic is not set: set aliyun.mqtt.parent-topic, one at least",
                "aliyun.mqtt.auth-mode|signed|aliyun.mqtt.auth-mode 'signed' does not exist",
                "aliyun.mqtt.device-id|''|aliyun.mqtt.device-id is not set"
            })
    void whatASandboxCannotBeIsToldWithTheKeysOfTheFile(String key, String value, String words) {
        assertThatThrownBy(() -> sandbox(Map.of(key, value)))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining(words);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "token.endpoint|nonsense|aliyun.mqtt.token.endpoint is not of the form",
                "token.region-id|cn hangzhou|aliyun.mqtt.token.region-id 'cn hangzhou' is no region",
                "token.life|-1|aliyun.mqtt.token.life is -1",
                "token.types|X|aliyun.mqtt.token.types 'X' does not exist",
                "access-key|STS.NTx|aliyun.mqtt.token.security-token is not set: set aliyun.mqtt.token.security-token, which STS issued with the aliyun.mqtt.access-key (STS.*) and its secret",
                "token.role-name|publisher|aliyun.mqtt.token.role-name and an AccessKey pair are both set: leave aliyun.mqtt.token.role-name empty, or aliyun.mqtt.access-key and aliyun.mqtt.secret-key"
            })
    void whatTokensCannotBeIsToldWithTheKeysOfTheFile(String key, String value, String words) {
        Map<String, String> changed =
                new HashMap<>(Map.of("aliyun.mqtt.auth-mode", "token", "aliyun.mqtt.token.region-id", "cn-hangzhou"));
        changed.put("aliyun.mqtt." + key, value);

        assertThatThrownBy(() -> check(changed))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith(words);
    }

    private static void sandbox(Map<String, String> changed) throws Exception {
        try (CamelContext context = new DefaultCamelContext()) {
            context.getPropertiesComponent().setOverrideProperties(properties(changed));
            ProjectStart.startSandbox(new Settings(context.getPropertiesComponent()))
                    .close();
        }
    }

    /** The user name can be seen to be too long when the sandbox runs already. */
    @Test
    void aSandboxThatCannotKnowItsClientIsClosed() throws Exception {
        int port = FreePort.choose();
        Properties properties = properties(Map.of(
                "aliyun.mqtt.auth-mode",
                "custom",
                "aliyun.mqtt.sign-mode",
                "signed",
                "aliyun.mqtt.access-key",
                "k".repeat(65),
                "aliyun.mqtt.sandbox.port",
                String.valueOf(port)));
        try (CamelContext context = new DefaultCamelContext()) {
            context.getPropertiesComponent().setOverrideProperties(properties);
            Settings settings = new Settings(context.getPropertiesComponent());

            assertThatThrownBy(() -> ProjectStart.startSandbox(settings))
                    .isInstanceOf(InvalidSettingException.class)
                    .hasMessageStartingWith("aliyun.mqtt.access-key has 65 characters");
        }
        try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
            assertThat(free.isBound()).isTrue();
        }
    }

    @Test
    void aTakenPortIsToldByItsKey() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
                CamelContext context = new DefaultCamelContext()) {
            int port = taken.getLocalPort();
            context.getPropertiesComponent()
                    .setOverrideProperties(properties(Map.of("aliyun.mqtt.sandbox.port", String.valueOf(port))));
            Settings settings = new Settings(context.getPropertiesComponent());

            assertThatThrownBy(() -> ProjectStart.startSandbox(settings))
                    .hasMessageStartingWith("aliyun.mqtt.sandbox.port " + port + " on 127.0.0.1 is already in use");
        }
    }

    private static void check(Map<String, String> changed) throws Exception {
        Properties properties = properties(changed);
        try (CamelContext context = new DefaultCamelContext()) {
            context.getPropertiesComponent().setOverrideProperties(properties);
            new Settings(context.getPropertiesComponent()).checkAccount();
        }
    }

    private static Properties properties(Map<String, String> changed) {
        Properties properties = new Properties();
        properties.setProperty("aliyun.mqtt.endpoint", "tcp://127.0.0.1:1");
        properties.setProperty("aliyun.mqtt.instance-id", "post-cn-1");
        properties.setProperty("aliyun.mqtt.access-key", "key");
        properties.setProperty("aliyun.mqtt.secret-key", "secret");
        properties.setProperty("aliyun.mqtt.group-id", "GID_group");
        properties.setProperty("aliyun.mqtt.device-id", "1");
        properties.setProperty("aliyun.mqtt.parent-topic", "test");
        properties.setProperty("aliyun.mqtt.auth-mode", "signature");
        properties.putAll(changed);
        return properties;
    }
}
