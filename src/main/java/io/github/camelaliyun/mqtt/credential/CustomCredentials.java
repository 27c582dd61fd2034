package io.github.camelaliyun.mqtt.credential;

import io.github.camelaliyun.mqtt.service.InvalidSettingException;
import io.github.camelaliyun.mqtt.service.ServiceLimits;
import io.github.camelaliyun.mqtt.service.SettingText;

/**
 * Custom authentication (自定义鉴权): the username and secret that were entered with {@code AddCustomAuthIdentity}. The
 * username is presented as it is, without the three parts of the other modes.
 *
 * @see <a href="https://help.aliyun.com/en/apsaramq-for-mqtt/mqtt-upgraded/developer-reference/custom-authentication-overview">Custom authentication</a>
 */
public final class CustomCredentials implements CredentialProcessor {

    private final String username;
    private final String secret;
    private final SignMode signMode;

    /**
     * Checks what is given.
     *
     * @param username as it was entered, at most 64 characters
     * @param secret as it was entered
     * @param signMode whether the secret is presented as it is, or signs the clientId
     * @throws IllegalArgumentException if one is missing, or the username too long
     */
    public CustomCredentials(String username, String secret, SignMode signMode) {
        this.username = Required.text("accessKey", username);
        if (username.length() > ServiceLimits.MAX_USERNAME_LENGTH) {
            throw new InvalidSettingException(
                    "accessKey",
                    "has " + username.length() + " characters",
                    "a custom identity's username has at most " + ServiceLimits.MAX_USERNAME_LENGTH
                            + ", copy it from where it was entered (AddCustomAuthIdentity)");
        }
        this.secret = Required.text("secretKey", secret);
        SettingText.requireSeen("accessKey", username);
        SettingText.requireSeen("secretKey", secret);
        if (signMode == null) {
            throw SignMode.missing();
        }
        this.signMode = signMode;
    }

    @Override
    public Credentials credentialsFor(String clientId) {
        return new Credentials(username, signMode == SignMode.ORIGIN ? secret : HmacSha1.sign(clientId, secret));
    }

    @Override
    public String describe() {
        return "auth-mode custom (" + signMode + "), username " + Masked.id(username);
    }

    @Override
    public String advice() {
        return "Check that user name and secret are those of a custom identity of this endpoint's instance"
                + " (AddCustomAuthIdentity), and that signMode is the one that was chosen there";
    }
}
