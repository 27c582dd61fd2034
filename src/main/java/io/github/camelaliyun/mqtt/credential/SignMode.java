package io.github.camelaliyun.mqtt.credential;

/**
 * How a custom identity proves itself, the {@code SignMode} of {@code AddCustomAuthIdentity}.
 *
 * @see <a href="https://help.aliyun.com/zh/apsaramq-for-mqtt/cloud-message-queue-mqtt-upgraded/developer-reference/api-onsmqtt-2020-04-20-addcustomauthidentity">AddCustomAuthIdentity</a>
 */
public enum SignMode {
    /** The password is the secret itself. */
    ORIGIN,
    /** The password is {@code Base64(HMAC-SHA1(secret, clientId))}. */
    SIGNED
}
