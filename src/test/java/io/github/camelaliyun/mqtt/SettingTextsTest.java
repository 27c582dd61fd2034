package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.connection.Subscription;
import io.github.camelaliyun.mqtt.credential.SignatureCredentials;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PropertyBindingSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What files, variables and copied lines add to a value is not sent to the server. */
class SettingTextsTest {

    private static final String LINE_END = "\r\n";

    /** Of that clientId and secret. */
    private static final String PASSWORD = new SignatureCredentials("access-key", "secret-key", "post-cn-test")
            .credentialsFor("GID_test@@@1")
            .password();

    private final CamelContext context = new DefaultCamelContext();
    private final AliyunMqttComponent component = new AliyunMqttComponent();

    @AfterEach
    void stop() {
        context.stop();
    }

    private AliyunMqttConfiguration bound(String added, Map<String, String> more) {
        Map<String, Object> settings = new HashMap<>();
        settings.put("account.endpoint", "tcp://127.0.0.1:1" + added);
        settings.put("account.instanceId", added + "post-cn-test" + added);
        settings.put("account.accessKey", "access-key" + added);
        settings.put("account.secretKey", "secret-key" + added);
        settings.put("account.authMode", "signature" + added);
        settings.put("groupId", added + "GID_test" + added);
        settings.put("deviceId", "1" + added);
        settings.put("caFile", "file:ca.crt" + added);
        settings.put("proxy", "none" + added);
        settings.putAll(more);
        PropertyBindingSupport.bindProperties(context, component, settings);
        context.addComponent("paho", component);
        context.start();
        return context.getEndpoint("paho:test/a", AliyunMqttEndpoint.class).getConfiguration();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", LINE_END, "\u0085", " ", "\u00a0", "\u3000", "\u200b", "\ufeff"})
    void aValueIsTakenWithoutWhatIsAroundIt(String added) {
        AliyunMqttConfiguration options = bound(added, Map.of());

        assertThat(options.getBrokerUrl()).isEqualTo("tcp://127.0.0.1:1");
        assertThat(options.getClientId()).isEqualTo("GID_test@@@1");
        assertThat(options.getUserName()).isEqualTo("Signature|access-key|post-cn-test");
        assertThat(options.getPassword()).isEqualTo(PASSWORD);
        assertThat(component.getCaFile()).isEqualTo("file:ca.crt");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", LINE_END, "\u00a0", "\u3000", "\u200b", "\ufeff"})
    void aKeyOfAPropertyIsTakenWithoutWhatIsAroundIt(String added) {
        component.getAccount().setInstanceId("post-cn-test");
        component.getAccount().setAccessKey("access-key");
        component.getAccount().setSecretKeyProperty("of.file");
        context.getPropertiesComponent().addInitialProperty("of.file", added + "secret-key" + added);
        component.getAccount().setEndpoint("tcp://127.0.0.1:1");
        component.setGroupId("GID_test");
        component.setDeviceId("1");
        context.addComponent("paho", component);
        context.start();

        assertThat(context.getEndpoint("paho:test/a", AliyunMqttEndpoint.class)
                        .getConfiguration()
                        .getPassword())
                .isEqualTo(PASSWORD);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "account.secretKey|'a b'|secretKey has a blank in it",
                "account.secretKey|'\"hunter2\"'|secretKey is in quotation marks",
                "account.secretKey|${SECRET}|secretKey is a placeholder",
                "account.accessKey|%ACCESS_KEY%|accessKey is a placeholder",
                "account.accessKey|'a\u200bb'|accessKey has the character U+200B in it",
                "account.instanceId|'post cn'|instanceId has a blank in it",
                "groupId|'GID_a b'|groupId"
            })
    void whatCannotBeMeantIsRefusedByName(String setting, String value, String message) {
        assertThatThrownBy(() -> bound("", Map.of(setting, value)))
                .hasStackTraceContaining(message)
                .rootCause()
                .hasMessageNotContaining("hunter2");
    }

    @ParameterizedTest
    @CsvSource({
        "account.instanceId,post-cn-test",
        "account.endpoint,tcp://127.0.0.1:1",
        "groupId,GID_test",
        "deviceId,1"
    })
    void quotationMarksThatMeanNothingAreTakenOff(String setting, String value) {
        AliyunMqttConfiguration options = bound("", Map.of(setting, "\u201c" + value + "\u201d"));

        assertThat(options.getClientId()).isEqualTo("GID_test@@@1");
        assertThat(options.getUserName()).isEqualTo("Signature|access-key|post-cn-test");
    }

    @ParameterizedTest
    @ValueSource(strings = {" test/a", "test\u3000/a", "\"test\"/a", "test\u200b/a"})
    void aParentTopicWithMoreAroundItIsRefused(String topic) throws Exception {
        bound("", Map.of());

        assertThatThrownBy(() -> ServiceRules.checkSubscriptions(List.of(new Subscription(topic, 1)), true))
                .hasMessageContaining("the parent topic has blanks, a line end or quotation marks around it");
    }

    @Test
    void aPlainBrokersPasswordKeepsItsBlanks() {
        AliyunMqttConfiguration options = new AliyunMqttConfiguration();
        options.setUserName(" user\n");
        options.setPassword(" pass word " + LINE_END);
        options.setClientId("client 1\n");

        assertThat(options.getUserName()).isEqualTo(" user");
        assertThat(options.getPassword()).isEqualTo(" pass word ");
        assertThat(options.getClientId()).isEqualTo("client 1");
    }
}
