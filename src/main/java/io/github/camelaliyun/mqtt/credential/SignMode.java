package io.github.camelaliyun.mqtt.credential;

import io.github.camelaliyun.mqtt.service.InvalidSettingException;
import io.github.camelaliyun.mqtt.service.Printable;
import io.github.camelaliyun.mqtt.service.SettingText;

import java.util.Locale;

/**
 * How a custom identity proves itself, the {@code SignMode} of {@code AddCustomAuthIdentity}.
 *
 * @see <a href="https://help.aliyun.com/zh/apsaramq-for-mqtt/cloud-message-queue-mqtt-upgraded/developer-reference/api-onsmqtt-2020-04-20-addcustomauthidentity">AddCustomAuthIdentity</a>
 */
public enum SignMode {
    /** The password is the secret itself. */
    ORIGIN,
    /** The password is {@code Base64(HMAC-SHA1(secret, clientId))}. */
    SIGNED;

    /**
     * Reads a setting.
     *
     * @param name the name of a mode, in any case
     * @return the mode
     * @throws InvalidSettingException if there is none, or no such mode
     */
    public static SignMode parse(String name) {
        if (name == null || name.isBlank()) {
            throw missing();
        }
        try {
            return valueOf(SettingText.unquoted(name).toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new InvalidSettingException(
                    "signMode", "'" + Printable.of(name) + "' does not exist", "set " + ORIGIN + " or " + SIGNED);
        }
    }

    /** Of a custom identity without one. */
    static InvalidSettingException missing() {
        return InvalidSettingException.missing("signMode", "to " + ORIGIN + " or " + SIGNED);
    }
}
