package io.github.camelaliyun.mqtt.springboot;

import io.github.camelaliyun.mqtt.credential.AuthMode;
import io.github.camelaliyun.mqtt.credential.SignMode;
import org.springframework.boot.context.properties.NestedConfigurationProperty;

/** One account of the service: what one component is made of. The Javadoc of each field is what IDEs show. */
public class AccountProperties extends MqttProperties {

    /** Address of the server: tcp://, ssl://, ws:// or wss:// with host:port. Needed. */
    private String endpoint;

    /** Instance ID, from the console. */
    private String instanceId;

    /** AccessKey ID; the DeviceAccessKeyId or user name in the modes device and custom. A secret. */
    private String accessKey;

    /**
     * Name of the property that has the AccessKey ID, in place of access-key; may be a function, aws:mqtt/key. Resolved
     * at every connect.
     */
    private String accessKeyProperty;

    /** AccessKey secret, or what the mode has in its place. A secret. */
    private String secretKey;

    /**
     * Name of the property that has the secret, in place of secret-key; may be a function, aws:mqtt/secret. Resolved at
     * every connect.
     */
    private String secretKeyProperty;

    /** Name of a CredentialProcessor bean that computes user name and password, in place of the keys. */
    private String credentialProcessor;

    /** How clients say who they are. */
    private AuthMode authMode = AuthMode.SIGNATURE;

    /** In the mode custom: whether the password is the secret itself or signs the clientId. */
    private SignMode signMode = SignMode.ORIGIN;

    /** Group ID, created in the console; starts with GID_ or GID-. */
    private String groupId;

    /** Device ID; you choose it, unique in the group. One for each process. */
    private String deviceId;

    /** Client ID. Derived, <group-id>@@@<device-id>, for use in routes; to be set only in place of these two. */
    private String clientId;

    /** Region of the instance, for example cn-hangzhou; where the mode token calls ApplyToken. */
    private String regionId;

    /** Client certificate and its chain, PEM; file: or classpath:. Read again at every connect. */
    private String certificateFile;

    /** Private key of certificate-file, PEM, PKCS#8 without a password. Read again at every connect. */
    private String privateKeyFile;

    /** Certificates to trust, PEM, in place of those that the JVM trusts. Read again at every connect. */
    private String caFile;

    /**
     * Proxy that the server is reached through: http://host:port (CONNECT), socks5://host:port, or none. Without it, what the
     * JVM's properties say.
     */
    private String proxy;

    /** User name for the proxy. */
    private String proxyUserName;

    /** Password for the proxy. */
    private String proxyPassword;

    /** Whether camel.ssl.* holds for these connections too. */
    private boolean useGlobalSslContextParameters;

    @NestedConfigurationProperty
    private final TokenProperties token = new TokenProperties();

    public String getEndpoint() {
        return endpoint;
    }

    public void setEndpoint(String endpoint) {
        this.endpoint = endpoint;
    }

    public String getInstanceId() {
        return instanceId;
    }

    public void setInstanceId(String instanceId) {
        this.instanceId = instanceId;
    }

    public String getAccessKey() {
        return accessKey;
    }

    public void setAccessKey(String accessKey) {
        this.accessKey = accessKey;
    }

    public String getAccessKeyProperty() {
        return accessKeyProperty;
    }

    public void setAccessKeyProperty(String accessKeyProperty) {
        this.accessKeyProperty = accessKeyProperty;
    }

    public String getSecretKey() {
        return secretKey;
    }

    public void setSecretKey(String secretKey) {
        this.secretKey = secretKey;
    }

    public String getSecretKeyProperty() {
        return secretKeyProperty;
    }

    public void setSecretKeyProperty(String secretKeyProperty) {
        this.secretKeyProperty = secretKeyProperty;
    }

    public String getCredentialProcessor() {
        return credentialProcessor;
    }

    public void setCredentialProcessor(String credentialProcessor) {
        this.credentialProcessor = credentialProcessor;
    }

    public AuthMode getAuthMode() {
        return authMode;
    }

    public void setAuthMode(AuthMode authMode) {
        this.authMode = authMode;
    }

    public SignMode getSignMode() {
        return signMode;
    }

    public void setSignMode(SignMode signMode) {
        this.signMode = signMode;
    }

    public String getGroupId() {
        return groupId;
    }

    public void setGroupId(String groupId) {
        this.groupId = groupId;
    }

    public String getDeviceId() {
        return deviceId;
    }

    public void setDeviceId(String deviceId) {
        this.deviceId = deviceId;
    }

    public String getClientId() {
        return clientId;
    }

    public void setClientId(String clientId) {
        this.clientId = clientId;
    }

    public String getRegionId() {
        return regionId;
    }

    public void setRegionId(String regionId) {
        this.regionId = regionId;
    }

    public String getCertificateFile() {
        return certificateFile;
    }

    public void setCertificateFile(String certificateFile) {
        this.certificateFile = certificateFile;
    }

    public String getPrivateKeyFile() {
        return privateKeyFile;
    }

    public void setPrivateKeyFile(String privateKeyFile) {
        this.privateKeyFile = privateKeyFile;
    }

    public String getCaFile() {
        return caFile;
    }

    public void setCaFile(String caFile) {
        this.caFile = caFile;
    }

    public String getProxy() {
        return proxy;
    }

    public void setProxy(String proxy) {
        this.proxy = proxy;
    }

    public String getProxyUserName() {
        return proxyUserName;
    }

    public void setProxyUserName(String proxyUserName) {
        this.proxyUserName = proxyUserName;
    }

    public String getProxyPassword() {
        return proxyPassword;
    }

    public void setProxyPassword(String proxyPassword) {
        this.proxyPassword = proxyPassword;
    }

    public boolean isUseGlobalSslContextParameters() {
        return useGlobalSslContextParameters;
    }

    public void setUseGlobalSslContextParameters(boolean useGlobalSslContextParameters) {
        this.useGlobalSslContextParameters = useGlobalSslContextParameters;
    }

    public TokenProperties getToken() {
        return token;
    }
}
