package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.service.InvalidSettingException;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Properties;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What an account refuses, as a bean that a program sets. */
class AliyunMqttAccountTest {

    @Test
    void whatIsNullIsNamed() {
        assertThatThrownBy(() -> account().setToken(null))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith("token is not set");
        AliyunMqttAccount custom = account();
        custom.setAuthMode("custom");
        custom.setSignMode(null);
        assertThatThrownBy(custom::check)
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith("signMode is not set");
        AliyunMqttAccount none = account();
        none.setAuthMode(null);
        assertThatThrownBy(none::check)
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith("authMode is not set");
    }

    @Test
    void aWrongSettingOfTokensIsToldByTheCheck() {
        AliyunMqttAccount account = account();
        account.setAuthMode("token");
        account.getToken().setEndpoint("nonsense");

        assertThatThrownBy(account::check)
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith("token.endpoint is not of the form");
    }

    /** Also where the secret may be left out: another would be looked for in its place. */
    @ParameterizedTest
    @ValueSource(strings = {"signature", "token"})
    void aSecretWithBracesThatCannotBeResolvedIsToldWithoutIt(String mode) throws Exception {
        try (CamelContext camel = new DefaultCamelContext()) {
            Properties properties = new Properties();
            properties.setProperty("its.name", "a{{hunter2");
            camel.getPropertiesComponent().setOverrideProperties(properties);
            AliyunMqttAccount account = account();
            account.setAuthMode(mode);
            account.getToken().setRegionId("cn-hangzhou");
            account.setSecretKey(null);
            account.setSecretKeyProperty("its.name");

            assertThatThrownBy(() -> AccountCredentials.processor(account, camel.getPropertiesComponent()))
                    .hasMessageStartingWith("the property 'its.name' (secretKeyProperty) has braces")
                    .hasMessageContaining("write \\{{")
                    .hasMessageNotContaining("hunter2");
            properties.setProperty("its.name", "a\\{{hunter2");
            assertThat(AccountCredentials.present(account, camel.getPropertiesComponent())
                            .secretKey())
                    .isEqualTo("a{{hunter2");
        }
    }

    private static AliyunMqttAccount account() {
        AliyunMqttAccount account = new AliyunMqttAccount();
        account.setInstanceId("post-cn-test");
        account.setAccessKey("key");
        account.setSecretKey("secret");
        return account;
    }
}
