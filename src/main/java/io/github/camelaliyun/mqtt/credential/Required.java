package io.github.camelaliyun.mqtt.credential;

import io.github.camelaliyun.mqtt.service.InvalidSettingException;
import io.github.camelaliyun.mqtt.service.SettingText;

import java.util.Map;

/** The one check that every credential shares: a value that is needed is there. */
public final class Required {

    private static final Map<String, String> WHENCE = Map.of(
            "accessKey", "from the RAM console, of a RAM user rather than the account itself",
            "secretKey", "from the RAM console, where it is shown once; keep it out of files under version control",
            "instanceId", "from the instance's page in the MQTT console",
            "groupId", "from the MQTT console (Groups)",
            "deviceId", "unique in the group, one for each process",
            "regionId", "that of the instance, for example cn-hangzhou",
            "clientId", "that of the client which will present the token");

    private Required() {}

    /**
     * Refuses a value that is null or blank.
     *
     * @param setting the name of its setting, as a bean has it
     * @param value the value
     * @return {@code value}
     * @throws InvalidSettingException if there is none; the message says where it is from
     */
    public static String text(String setting, String value) {
        if (value == null || SettingText.stripped(value).isEmpty()) {
            throw InvalidSettingException.missing(setting, WHENCE.getOrDefault(setting, "which has no default"));
        }
        return value;
    }

    /**
     * Refuses a value that is null or blank, or no word: a key has no blanks, quotation marks and placeholders in it.
     *
     * @param setting the name of its setting, as a bean has it
     * @param value the value
     * @return {@code value}
     * @throws InvalidSettingException if there is none, or it cannot be meant so; the message has no part of it
     */
    public static String word(String setting, String value) {
        SettingText.requireWord(setting, text(setting, value));
        return value;
    }

    /**
     * Refuses null where a setting has an object.
     *
     * @param <T> its type
     * @param setting the name of its setting, as a bean has it
     * @param value the object
     * @return {@code value}
     * @throws InvalidSettingException if there is none
     */
    public static <T> T object(String setting, T value) {
        if (value == null) {
            throw InvalidSettingException.missing(setting, "or leave it out for its default");
        }
        return value;
    }
}
