package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.credential.AuthMode;
import io.github.camelaliyun.mqtt.credential.CredentialProcessor;
import io.github.camelaliyun.mqtt.credential.Masked;
import io.github.camelaliyun.mqtt.credential.RotatingCredentials;
import io.github.camelaliyun.mqtt.credential.SignMode;
import io.github.camelaliyun.mqtt.credential.token.TokenSettings;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.PropertiesComponent;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * A server and the keys for it, as a bean that endpoints name: {@code aliyun-mqtt:test/x?account=#bean:name}. Set by one
 * thread, and not changed once an endpoint has it. Equal by value: endpoints of one component with equal accounts and one
 * clientId share a connection, whichever bean each of them names.
 */
@Metadata(
        label = "bean",
        description = "A server of Alibaba Cloud's MQTT service and the keys for it, for the endpoint option account.")
public final class AliyunMqttAccount {

    @Metadata(description = "Address of the server: tcp://, ssl://, ws:// or wss:// with host:port.")
    private String endpoint;

    @Metadata(description = "Instance ID, from the console.")
    private String instanceId;

    @Metadata(
            label = "security",
            secret = true,
            description = "AccessKey ID; the DeviceAccessKeyId or user name in the modes device and custom.")
    private String accessKey;

    @Metadata(label = "security", secret = true, description = "AccessKey secret, or what the mode has in its place.")
    private String secretKey;

    @Metadata(
            label = "security",
            description = "Name of the Camel property that has the accessKey; resolved anew at every connect.")
    private String accessKeyProperty;

    @Metadata(
            label = "security",
            description = "Name of the Camel property that has the secretKey; resolved anew at every connect.")
    private String secretKeyProperty;

    @Metadata(
            label = "security",
            defaultValue = "signature",
            enums = "signature,token,device,custom",
            description = "How clients authenticate: signature, token, device or custom.")
    private String authMode = "signature";

    @Metadata(
            label = "security",
            defaultValue = "ORIGIN",
            enums = "ORIGIN,SIGNED",
            description = "In the mode custom: whether the password is the secret itself (ORIGIN) or signs the clientId"
                    + " (SIGNED).")
    private SignMode signMode = SignMode.ORIGIN;

    @Metadata(label = "security", description = "In the mode token: where tokens come from, and what they are for.")
    private TokenSettings token = new TokenSettings();

    public String getEndpoint() {
        return endpoint;
    }

    /** Address of the server: tcp://, ssl://, ws:// or wss:// with host:port; the component's own unless set. */
    public void setEndpoint(String endpoint) {
        this.endpoint = endpoint;
    }

    /** Instance ID, from the console. */
    public void setInstanceId(String instanceId) {
        this.instanceId = instanceId;
    }

    /** AccessKey ID; the DeviceAccessKeyId or user name in the modes device and custom. */
    public void setAccessKey(String accessKey) {
        this.accessKey = accessKey;
    }

    /** AccessKey secret, or what the mode has in its place. */
    public void setSecretKey(String secretKey) {
        this.secretKey = secretKey;
    }

    /** Name of the Camel property that has the accessKey, in place of the key itself; resolved anew at every connect. */
    public void setAccessKeyProperty(String accessKeyProperty) {
        this.accessKeyProperty = accessKeyProperty;
    }

    /** Name of the Camel property that has the secretKey, in place of the secret itself; resolved anew at every connect. */
    public void setSecretKeyProperty(String secretKeyProperty) {
        this.secretKeyProperty = secretKeyProperty;
    }

    public String getAuthMode() {
        return authMode;
    }

    /** How clients authenticate: signature, token, device or custom. */
    public void setAuthMode(String authMode) {
        this.authMode = authMode;
    }

    /** In the mode custom: whether the password is the secret itself (ORIGIN) or signs the clientId (SIGNED). */
    public void setSignMode(SignMode signMode) {
        this.signMode = signMode;
    }

    public TokenSettings getToken() {
        return token;
    }

    /** In the mode token: where tokens come from, and what they are for. */
    public void setToken(TokenSettings token) {
        this.token = token;
    }

    /**
     * What computes the credentials of each clientId; null without any key. Keys that come from properties are asked for
     * once here: at the start.
     *
     * @throws IllegalArgumentException naming the setting that is missing or cannot be
     */
    CredentialProcessor processor(PropertiesComponent properties) {
        AuthMode mode = AuthMode.parse(authMode);
        KeyProperties keys = new KeyProperties(properties, accessKey, accessKeyProperty, secretKey, secretKeyProperty);
        if (accessKey == null && secretKey == null && instanceId == null && !keys.given()) {
            return null;
        }
        if (mode == AuthMode.TOKEN) {
            return token.authentication(keys::withOptionalSecret, instanceId);
        }
        if (!keys.given()) {
            return mode.processor(accessKey, secretKey, instanceId, signMode);
        }
        RotatingCredentials rotating = new RotatingCredentials(
                keys, now -> mode.processor(now.accessKey(), now.secretKey(), instanceId, signMode), keys.describe());
        rotating.check();
        return rotating;
    }

    /** All that makes the credentials. Not to be logged: it has the secret. */
    List<Object> keys() {
        return Arrays.asList(
                instanceId, accessKey, secretKey, accessKeyProperty, secretKeyProperty, authMode, signMode, token);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AliyunMqttAccount account
                && Objects.equals(endpoint, account.endpoint)
                && keys().equals(account.keys());
    }

    @Override
    public int hashCode() {
        return Objects.hash(endpoint, keys());
    }

    @Override
    public String toString() {
        return "account " + Masked.id(accessKey) + " of "
                + (endpoint == null ? "the component's endpoint" : ShownAddress.of(endpoint));
    }
}
