package io.github.camelaliyun.mqtt.credential;

import io.github.camelaliyun.mqtt.service.InvalidSettingException;
import io.github.camelaliyun.mqtt.service.NearestName;
import io.github.camelaliyun.mqtt.service.Printable;
import io.github.camelaliyun.mqtt.service.SettingText;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The ways the service lets a client say who it is; each has one {@link CredentialProcessor} class. */
public enum AuthMode {
    /** {@link SignatureCredentials}: an AccessKey pair. */
    SIGNATURE,
    /** {@link io.github.camelaliyun.mqtt.credential.token.TokenAuthentication}: temporary tokens, renewed in session. */
    TOKEN,
    /** {@link DeviceCredentials}: a key pair per device. */
    DEVICE,
    /** {@link CustomCredentials}: an identity of one's own. */
    CUSTOM;

    /**
     * Reads a setting.
     *
     * @param name the name of a mode, in any case
     * @return the mode
     * @throws InvalidSettingException if there is none, or no such mode; the message has the valid names
     */
    public static AuthMode parse(String name) {
        if (name == null || name.isBlank()) {
            throw InvalidSettingException.missing("authMode", "to " + String.join(", ", names()));
        }
        String typed = SettingText.unquoted(name);
        return Arrays.stream(values())
                .filter(mode -> mode.name().equalsIgnoreCase(typed))
                .findFirst()
                .orElseThrow(() -> new InvalidSettingException(
                        "authMode",
                        "'" + Printable.of(name) + "' does not exist",
                        NearestName.of(typed, names())
                                        .map(nearest -> "did you mean '" + nearest + "'? Valid are ")
                                        .orElse("set one of ")
                                + String.join(", ", names())));
    }

    /**
     * The processor of a mode other than {@link #TOKEN}.
     *
     * @param accessKey AccessKey ID, DeviceAccessKeyId or user name
     * @param secretKey the secret that belongs to it
     * @param instanceId the instance that clients connect to; not used by {@link #CUSTOM}
     * @param signMode used by {@link #CUSTOM} alone
     * @return the processor
     * @throws InvalidSettingException if a value that the mode needs is missing
     */
    public CredentialProcessor processor(String accessKey, String secretKey, String instanceId, SignMode signMode) {
        return switch (this) {
            case SIGNATURE -> new SignatureCredentials(accessKey, secretKey, instanceId);
            case DEVICE -> new DeviceCredentials(accessKey, secretKey, instanceId);
            case CUSTOM -> new CustomCredentials(accessKey, secretKey, signMode);
            case TOKEN ->
                throw new IllegalArgumentException(
                        "auth-mode token has more settings than keys: TokenSettings makes it");
        };
    }

    private static List<String> names() {
        return Arrays.stream(values())
                .map(mode -> mode.name().toLowerCase(Locale.ROOT))
                .toList();
    }
}
