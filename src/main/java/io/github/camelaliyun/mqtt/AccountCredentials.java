package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.credential.AuthMode;
import io.github.camelaliyun.mqtt.credential.CredentialProcessor;
import io.github.camelaliyun.mqtt.credential.Keys;
import io.github.camelaliyun.mqtt.credential.RotatingCredentials;
import io.github.camelaliyun.mqtt.credential.SignMode;
import org.apache.camel.spi.PropertiesComponent;

/** What an account makes of its keys. */
final class AccountCredentials {

    private AccountCredentials() {}

    /**
     * What computes the credentials of each clientId; null without any key. Keys that come from properties are asked for
     * once here: at the start.
     *
     * @throws IllegalArgumentException naming the setting that is missing or cannot be
     */
    static CredentialProcessor processor(AliyunMqttAccount account, PropertiesComponent properties) {
        AuthMode mode = AuthMode.parse(account.getAuthMode());
        KeyProperties keys = keys(account, properties);
        String instanceId = account.getInstanceId();
        if (account.getAccessKey() == null && account.getSecretKey() == null && instanceId == null && !keys.given()) {
            return null;
        }
        if (mode == AuthMode.TOKEN) {
            return account.getToken().authentication(() -> checked(account, keys.optional()), instanceId);
        }
        SignMode signMode = account.getSignMode();
        if (!keys.given()) {
            return mode.processor(account.getAccessKey(), account.getSecretKey(), instanceId, signMode);
        }
        RotatingCredentials rotating = new RotatingCredentials(
                () -> checked(account, keys.get()),
                now -> mode.processor(now.accessKey(), now.secretKey(), instanceId, signMode),
                keys.describe());
        rotating.check();
        return rotating;
    }

    /** Keys of properties are known only now. */
    private static Keys checked(AliyunMqttAccount account, Keys keys) {
        ServiceHost.check(account, keys);
        return keys;
    }

    /** The present keys, whether given or named. */
    static Keys present(AliyunMqttAccount account, PropertiesComponent properties) {
        return keys(account, properties).withOptionalSecret();
    }

    /** The same where any of them may be missing. */
    static Keys optional(AliyunMqttAccount account, PropertiesComponent properties) {
        return keys(account, properties).optional();
    }

    private static KeyProperties keys(AliyunMqttAccount account, PropertiesComponent properties) {
        return new KeyProperties(
                properties,
                account.getAccessKey(),
                account.getAccessKeyProperty(),
                account.getSecretKey(),
                account.getSecretKeyProperty(),
                account.getToken().getSecurityTokenProperty());
    }
}
