package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.credential.AuthMode;
import io.github.camelaliyun.mqtt.credential.CredentialProcessor;
import io.github.camelaliyun.mqtt.credential.Keys;
import io.github.camelaliyun.mqtt.credential.Masked;
import io.github.camelaliyun.mqtt.credential.RotatingCredentials;
import io.github.camelaliyun.mqtt.credential.SignMode;
import io.github.camelaliyun.mqtt.credential.token.TokenSettings;
import io.github.camelaliyun.mqtt.service.InvalidSettingException;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.PropertiesComponent;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriParams;
import org.apache.camel.util.ObjectHelper;

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

    public String getEndpoint() {
        return endpoint;
    }

    /** {@value #ENDPOINT} */
    public void setEndpoint(String endpoint) {
        this.endpoint = endpoint;
    }

    public String getInstanceId() {
        return instanceId;
    }

    /** {@value #INSTANCE_ID} */
    public void setInstanceId(String instanceId) {
        this.instanceId = instanceId;
    }

    /** For the generated configurer alone: nobody else reads a key back. */
    String getAccessKey() {
        return accessKey;
    }

    /** {@value #ACCESS_KEY} */
    public void setAccessKey(String accessKey) {
        this.accessKey = accessKey;
    }

    /** For the generated configurer alone: nobody else reads a secret back. */
    String getSecretKey() {
        return secretKey;
    }

    /** {@value #SECRET_KEY} */
    public void setSecretKey(String secretKey) {
        this.secretKey = secretKey;
    }

    public String getAccessKeyProperty() {
        return accessKeyProperty;
    }

    /** {@value #ACCESS_KEY_PROPERTY} */
    public void setAccessKeyProperty(String accessKeyProperty) {
        this.accessKeyProperty = accessKeyProperty;
    }

    public String getSecretKeyProperty() {
        return secretKeyProperty;
    }

    /** {@value #SECRET_KEY_PROPERTY} */
    public void setSecretKeyProperty(String secretKeyProperty) {
        this.secretKeyProperty = secretKeyProperty;
    }

    public String getAuthMode() {
        return authMode;
    }

    /** {@value #AUTH_MODE} */
    public void setAuthMode(String authMode) {
        this.authMode = authMode;
    }

    public SignMode getSignMode() {
        return signMode;
    }

    /** {@value #SIGN_MODE} */
    public void setSignMode(SignMode signMode) {
        this.signMode = signMode;
    }

    public TokenSettings getToken() {
        return token;
    }

    /** {@value #TOKEN} */
    public void setToken(TokenSettings token) {
        this.token = token;
    }

    /**
     * Checks what can be told before there is a connection. A key that is the value of a property is taken for given, and a
     * token source for one that answers.
     *
     * @throws InvalidSettingException naming the first setting that is missing or cannot be
     */
    public void check() {
        checkEndpoint();
        KeyProperties.requireOne("accessKey", accessKey, accessKeyProperty);
        KeyProperties.requireOne("secretKey", secretKey, secretKeyProperty);
        AuthMode mode = AuthMode.parse(authMode);
        if (SandboxAccount.isMeantBy(this)) {
            // It knows an account for who has none.
            return;
        }
        Keys keys = new Keys(
                accessKeyProperty == null ? accessKey : accessKeyProperty,
                secretKeyProperty == null ? secretKey : secretKeyProperty);
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
        if (endpoint != null && !SandboxAccount.isMeantBy(this)) {
            ServerAddress.parse(ServerAddress.OF_ACCOUNT, endpoint).requireNoLogin(ServerAddress.OF_ACCOUNT);
        }
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

    /** The present keys, whether given or named. */
    Keys presentKeys(PropertiesComponent properties) {
        return new KeyProperties(properties, accessKey, accessKeyProperty, secretKey, secretKeyProperty)
                .withOptionalSecret();
    }

    /** The same with these where there are none; an empty value is none, as a placeholder with an empty default has it. */
    AliyunMqttAccount withDefaults(String instance, String key, String secret) {
        AliyunMqttAccount complete = copy();
        complete.instanceId = ObjectHelper.isNotEmpty(instanceId) ? instanceId : instance;
        complete.accessKey = ObjectHelper.isNotEmpty(accessKey) ? accessKey : accessKeyProperty == null ? key : null;
        complete.secretKey = ObjectHelper.isNotEmpty(secretKey) ? secretKey : secretKeyProperty == null ? secret : null;
        return complete;
    }

    /** The same at another address; its tokens from another OpenAPI, if that is given and no other source is set. */
    AliyunMqttAccount at(String address, String openApi) {
        AliyunMqttAccount moved = copy();
        moved.endpoint = address;
        moved.token = openApi == null ? token : token.orOpenApi(openApi);
        return moved;
    }

    private AliyunMqttAccount copy() {
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
