package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.credential.AuthMode;
import io.github.camelaliyun.mqtt.credential.Keys;
import io.github.camelaliyun.mqtt.credential.Masked;
import io.github.camelaliyun.mqtt.credential.Required;
import io.github.camelaliyun.mqtt.credential.SignMode;
import io.github.camelaliyun.mqtt.credential.token.TokenSettings;
import io.github.camelaliyun.mqtt.service.InvalidSettingException;
import io.github.camelaliyun.mqtt.service.SettingText;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriParams;

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
@UriParams
public final class AliyunMqttAccount {

    private static final String SANDBOX = "sandbox";
    /** Said of a setting here alone: the bean, the component and what is generated from them have it from here. */
    private static final String ENDPOINT =
            "Address of the server: tcp://, ssl://, ws:// or wss:// with host:port; or sandbox, for the embedded sandbox.";

    private static final String INSTANCE_ID = "Instance ID, from the console.";
    private static final String ACCESS_KEY =
            "AccessKey ID; the DeviceAccessKeyId or user name in the modes device and custom.";
    private static final String SECRET_KEY = "AccessKey secret, or what the mode has in its place.";
    private static final String ACCESS_KEY_PROPERTY =
            "Name of the Camel property that has the accessKey, in place of the key itself; resolved at every connect.";
    private static final String SECRET_KEY_PROPERTY =
            "Name of the Camel property that has the secretKey, in place of the secret itself; resolved at every connect.";
    private static final String AUTH_MODE = "How clients authenticate: signature, token, device or custom.";
    private static final String SIGN_MODE =
            "In the mode custom: whether the password is the secret itself (ORIGIN) or signs the clientId (SIGNED).";
    private static final String TOKEN = "In the mode token: where tokens come from, and what they are for.";

    @UriParam(description = ENDPOINT)
    @Metadata(description = ENDPOINT)
    private String endpoint;

    @UriParam(description = INSTANCE_ID)
    @Metadata(description = INSTANCE_ID)
    private String instanceId;

    @UriParam(description = ACCESS_KEY)
    @Metadata(description = ACCESS_KEY, label = "security", secret = true)
    private String accessKey;

    @UriParam(description = SECRET_KEY)
    @Metadata(description = SECRET_KEY, label = "security", secret = true)
    private String secretKey;

    @UriParam(description = ACCESS_KEY_PROPERTY)
    @Metadata(description = ACCESS_KEY_PROPERTY, label = "security")
    private String accessKeyProperty;

    @UriParam(description = SECRET_KEY_PROPERTY)
    @Metadata(description = SECRET_KEY_PROPERTY, label = "security")
    private String secretKeyProperty;

    @UriParam(description = AUTH_MODE, enums = "signature,token,device,custom")
    @Metadata(
            description = AUTH_MODE,
            label = "security",
            defaultValue = "signature",
            enums = "signature,token,device,custom")
    private String authMode = "signature";

    @UriParam(description = SIGN_MODE)
    @Metadata(description = SIGN_MODE, label = "security", defaultValue = "ORIGIN")
    private SignMode signMode = SignMode.ORIGIN;

    @UriParam(description = TOKEN)
    @Metadata(description = TOKEN, label = "security")
    private TokenSettings token = new TokenSettings();

    /** Without a server and keys. */
    public AliyunMqttAccount() {}

    /** {@return whether the server is the embedded sandbox} */
    public boolean isSandbox() {
        return SANDBOX.equalsIgnoreCase(endpoint);
    }

    /** {@return address of the server as it was set; null for that of the component} */
    public String getEndpoint() {
        return endpoint;
    }

    /**
     * {@value #ENDPOINT}
     *
     * @param endpoint without user name and password; null, as at first, for that of the component
     */
    public void setEndpoint(String endpoint) {
        this.endpoint = SettingText.unquoted(endpoint);
    }

    /** {@return instance ID; null unless set} */
    public String getInstanceId() {
        return instanceId;
    }

    /**
     * {@value #INSTANCE_ID}
     *
     * @param instanceId needed in all modes but custom
     */
    public void setInstanceId(String instanceId) {
        this.instanceId = SettingText.unquoted(instanceId);
    }

    /** For the generated configurer alone: nobody else reads a key back. */
    String getAccessKey() {
        return accessKey;
    }

    /**
     * {@value #ACCESS_KEY}
     *
     * @param accessKey null where {@code accessKeyProperty} is set
     */
    public void setAccessKey(String accessKey) {
        this.accessKey = SettingText.stripped(accessKey);
    }

    /** For the generated configurer alone: nobody else reads a secret back. */
    String getSecretKey() {
        return secretKey;
    }

    /**
     * {@value #SECRET_KEY}
     *
     * @param secretKey null where {@code secretKeyProperty} is set
     */
    public void setSecretKey(String secretKey) {
        this.secretKey = SettingText.stripped(secretKey);
    }

    /** {@return name of the property that has the access key; null unless set} */
    public String getAccessKeyProperty() {
        return accessKeyProperty;
    }

    /**
     * {@value #ACCESS_KEY_PROPERTY}
     *
     * @param accessKeyProperty null where {@code accessKey} is set
     */
    public void setAccessKeyProperty(String accessKeyProperty) {
        this.accessKeyProperty = SettingText.unquoted(accessKeyProperty);
    }

    /** {@return name of the property that has the secret; null unless set} */
    public String getSecretKeyProperty() {
        return secretKeyProperty;
    }

    /**
     * {@value #SECRET_KEY_PROPERTY}
     *
     * @param secretKeyProperty null where {@code secretKey} is set
     */
    public void setSecretKeyProperty(String secretKeyProperty) {
        this.secretKeyProperty = SettingText.unquoted(secretKeyProperty);
    }

    /** {@return how clients authenticate; {@code signature} unless set} */
    public String getAuthMode() {
        return authMode;
    }

    /**
     * {@value #AUTH_MODE}
     *
     * @param authMode the name of an {@link AuthMode}, in any case; {@code signature} unless set
     */
    public void setAuthMode(String authMode) {
        this.authMode = SettingText.unquoted(authMode);
    }

    /** {@return what the password is in the mode custom; {@code ORIGIN} unless set} */
    public SignMode getSignMode() {
        return signMode;
    }

    /**
     * {@value #SIGN_MODE}
     *
     * @param signMode not used by the other modes
     */
    public void setSignMode(SignMode signMode) {
        this.signMode = signMode;
    }

    /** {@return settings of the mode token, to be changed in place; they are there from the start} */
    public TokenSettings getToken() {
        return token;
    }

    /**
     * {@value #TOKEN}
     *
     * @param token not null; not used by the other modes
     */
    public void setToken(TokenSettings token) {
        this.token = Required.object("token", token);
    }

    /**
     * Checks what can be told before there is a connection. A key that is the value of a property is taken for given, and a
     * token source for one that answers.
     *
     * @throws InvalidSettingException naming the first setting that is missing or cannot be
     */
    public void check() {
        checkEndpoint();
        Keys keys = KeyProperties.asGiven(
                accessKey, accessKeyProperty, secretKey, secretKeyProperty, token.getSecurityTokenProperty());
        AuthMode mode = AuthMode.parse(authMode);
        if (isSandbox()) {
            // It knows an account for who has none.
            return;
        }
        ServiceHost.check(this, keys);
        if (mode == AuthMode.TOKEN) {
            token.authentication(() -> keys, instanceId);
        } else {
            mode.processor(keys.accessKey(), keys.secretKey(), instanceId, signMode);
        }
    }

    /**
     * Checks the endpoint alone.
     *
     * @throws InvalidSettingException if it is set and is no address, or has a login
     */
    public void checkEndpoint() {
        if (endpoint != null && !isSandbox()) {
            ServerAddress.ofAccount(endpoint);
        }
    }

    /** The same settings for another to change. The tokens are shared. */
    AliyunMqttAccount copy() {
        AliyunMqttAccount copy = new AliyunMqttAccount();
        copy.endpoint = endpoint;
        copy.instanceId = instanceId;
        copy.accessKey = accessKey;
        copy.secretKey = secretKey;
        copy.accessKeyProperty = accessKeyProperty;
        copy.secretKeyProperty = secretKeyProperty;
        copy.authMode = authMode;
        copy.signMode = signMode;
        copy.token = token;
        return copy;
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
