// Generated from the settings' declarations: see CONTRIBUTING.md.
package io.github.camelaliyun.mqtt.springboot;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.convert.DurationUnit;
import org.springframework.util.unit.DataSize;

/** One account of the service: what one component is made of. What is not set is left as the component has it. The Javadoc of each field is what IDEs show. */
public class AccountProperties {

    /** Whether the server forgets this client when it goes; false keeps QoS 1 messages while it is away. */
    private Boolean cleanSession;

    /** Client ID. Derived from group-id and device-id, for use in routes; to be set only in place of these two. */
    private String clientId;

    /** How long one attempt to connect may take. A number is seconds. */
    @DurationUnit(ChronoUnit.SECONDS)
    private Duration connectionTimeout;

    /** Device ID, unique in its group. */
    private String deviceId;

    /** Address of the server: tcp://, ssl://, ws:// or wss:// with host:port; or sandbox, for the embedded sandbox. */
    private String endpoint;

    /** Group ID; with device-id it gives the client-id of every endpoint that has none of its own. */
    private String groupId;

    /** Instance ID, from the console. */
    private String instanceId;

    /** Longest silence; the service closes a connection after 1.5 times this. A number is seconds. */
    @DurationUnit(ChronoUnit.SECONDS)
    private Duration keepAliveInterval;

    /** Publishes without an acknowledgement at one time; when there are as many, the caller waits. */
    private Integer maxInflight;

    /** QoS of publishes, and of topic filters without a QoS of their own: 0, 1 or 2. */
    private Integer qos;

    /** URI of an endpoint that gets a message after the last of max-delivery-attempts. Without it the message is acknowledged and logged as an error. */
    private String deadLetterUri;

    /** How often a message whose exchange fails is tried before it goes to dead-letter-uri; 0 is without end. Camel's own maximumRedeliveries is within one such attempt. */
    private Integer maxDeliveryAttempts;

    /** Time after which the health check reports an exchange that has not completed. The exchange goes on. A number is milliseconds. */
    @DurationUnit(ChronoUnit.MILLIS)
    private Duration completionTimeout;

    /** How many messages the consumer may have in process at once. One keeps their order; more gives it up for speed. */
    private Integer concurrentConsumers;

    /** How many bytes all received messages may take until they are completed. 0 stands for 64 MiB, or for an eighth of the heap if that is less. The same for all endpoints of one client-id. A number is bytes. */
    private DataSize maxHeldBytes;

    /** How many exchanges of the consumer may have begun and not completed, those included that went on elsewhere (seda, threads). */
    private Integer maxInProgress;

    /** Size of the largest packet that is received, in bytes; a larger message is skipped, acknowledged and logged. 0 stands for 128 KiB with the service and for 16 MiB with other brokers. The same for all endpoints of one client-id. A number is bytes. */
    private DataSize maxPacketSize;

    /** URI of an endpoint that gets the messages which no route has taken within unclaimed-grace. Without it they are acknowledged, with a warning. The same for all endpoints of one client-id. */
    private String unclaimed;

    /** How long a message that no route takes waits for one that does, and how long the topic filter of a removed route stays subscribed. The same for all endpoints of one client-id. A number is milliseconds. */
    @DurationUnit(ChronoUnit.MILLIS)
    private Duration unclaimedGrace;

    /** With clean-session=false, what becomes of messages while the route is stopped or suspended: keep (they wait for its start), discard, or the URI of an endpoint that gets them. */
    private String whenStopped;

    /** How long a publish may wait for its place in the window and its acknowledgement together. A number is milliseconds. */
    @DurationUnit(ChronoUnit.MILLIS)
    private Duration publishTimeout;

    /** What a publish does while the connection is not up: wait for it, as long as publish-timeout, or fail at once. */
    private io.github.camelaliyun.mqtt.AliyunMqttConfiguration.WhenDisconnected whenDisconnected;

    /** What the generated client identifier of an endpoint without a client-id begins with; at most 13 letters and digits follow, other ones at each start of the program. With the service's keys a Group ID and , as in GID_group. */
    private String clientIdPrefix;

    /** Proxy that servers are reached through: http://host:port (CONNECT), socks5://host:port, or none. Without it, what the JVM's properties say (http.proxyHost, https.proxyHost, socksProxyHost). */
    private String proxy;

    /** AccessKey ID; the DeviceAccessKeyId or user name in the modes device and custom. A secret. */
    private String accessKey;

    /** Name of the Camel property that has the access-key, in place of the key itself; resolved at every connect. */
    private String accessKeyProperty;

    /** How clients authenticate: signature, token, device or custom. */
    private String authMode;

    /** Certificates to trust, PEM, in place of those that the JVM trusts. Read at every connect. */
    private String caFile;

    /** Client certificate and its chain, PEM; a location of Camel's, file: or classpath:. Read at every connect. */
    private String certificateFile;

    /** Private key of the certificate, PEM, PKCS#8 without a password. Read at every connect. */
    private String privateKeyFile;

    /** Password for the proxy. A secret. */
    private String proxyPassword;

    /** User name for the proxy. A secret. */
    private String proxyUserName;

    /** AccessKey secret, or what the mode has in its place. A secret. */
    private String secretKey;

    /** Name of the Camel property that has the secret-key, in place of the secret itself; resolved at every connect. */
    private String secretKeyProperty;

    /** In the mode custom: whether the password is the secret itself (ORIGIN) or signs the client-id (SIGNED). */
    private io.github.camelaliyun.mqtt.credential.SignMode signMode;

    /** Name of a bean. Trust and key stores of ssl:// and wss:// connections. */
    private String sslContextParameters;

    /** Use the SSL context parameters of the CamelContext, which camel.ssl sets. */
    private Boolean useGlobalSslContextParameters;

    /** Name of a bean. Computes user name and password per client-id, in place of the one that auth-mode names. */
    private String credentialProcessor;

    public Boolean getCleanSession() {
        return cleanSession;
    }

    public void setCleanSession(Boolean cleanSession) {
        this.cleanSession = cleanSession;
    }

    public String getClientId() {
        return clientId;
    }

    public void setClientId(String clientId) {
        this.clientId = clientId;
    }

    public Duration getConnectionTimeout() {
        return connectionTimeout;
    }

    public void setConnectionTimeout(Duration connectionTimeout) {
        this.connectionTimeout = connectionTimeout;
    }

    public String getDeviceId() {
        return deviceId;
    }

    public void setDeviceId(String deviceId) {
        this.deviceId = deviceId;
    }

    public String getEndpoint() {
        return endpoint;
    }

    public void setEndpoint(String endpoint) {
        this.endpoint = endpoint;
    }

    public String getGroupId() {
        return groupId;
    }

    public void setGroupId(String groupId) {
        this.groupId = groupId;
    }

    public String getInstanceId() {
        return instanceId;
    }

    public void setInstanceId(String instanceId) {
        this.instanceId = instanceId;
    }

    public Duration getKeepAliveInterval() {
        return keepAliveInterval;
    }

    public void setKeepAliveInterval(Duration keepAliveInterval) {
        this.keepAliveInterval = keepAliveInterval;
    }

    public Integer getMaxInflight() {
        return maxInflight;
    }

    public void setMaxInflight(Integer maxInflight) {
        this.maxInflight = maxInflight;
    }

    public Integer getQos() {
        return qos;
    }

    public void setQos(Integer qos) {
        this.qos = qos;
    }

    public String getDeadLetterUri() {
        return deadLetterUri;
    }

    public void setDeadLetterUri(String deadLetterUri) {
        this.deadLetterUri = deadLetterUri;
    }

    public Integer getMaxDeliveryAttempts() {
        return maxDeliveryAttempts;
    }

    public void setMaxDeliveryAttempts(Integer maxDeliveryAttempts) {
        this.maxDeliveryAttempts = maxDeliveryAttempts;
    }

    public Duration getCompletionTimeout() {
        return completionTimeout;
    }

    public void setCompletionTimeout(Duration completionTimeout) {
        this.completionTimeout = completionTimeout;
    }

    public Integer getConcurrentConsumers() {
        return concurrentConsumers;
    }

    public void setConcurrentConsumers(Integer concurrentConsumers) {
        this.concurrentConsumers = concurrentConsumers;
    }

    public DataSize getMaxHeldBytes() {
        return maxHeldBytes;
    }

    public void setMaxHeldBytes(DataSize maxHeldBytes) {
        this.maxHeldBytes = maxHeldBytes;
    }

    public Integer getMaxInProgress() {
        return maxInProgress;
    }

    public void setMaxInProgress(Integer maxInProgress) {
        this.maxInProgress = maxInProgress;
    }

    public DataSize getMaxPacketSize() {
        return maxPacketSize;
    }

    public void setMaxPacketSize(DataSize maxPacketSize) {
        this.maxPacketSize = maxPacketSize;
    }

    public String getUnclaimed() {
        return unclaimed;
    }

    public void setUnclaimed(String unclaimed) {
        this.unclaimed = unclaimed;
    }

    public Duration getUnclaimedGrace() {
        return unclaimedGrace;
    }

    public void setUnclaimedGrace(Duration unclaimedGrace) {
        this.unclaimedGrace = unclaimedGrace;
    }

    public String getWhenStopped() {
        return whenStopped;
    }

    public void setWhenStopped(String whenStopped) {
        this.whenStopped = whenStopped;
    }

    public Duration getPublishTimeout() {
        return publishTimeout;
    }

    public void setPublishTimeout(Duration publishTimeout) {
        this.publishTimeout = publishTimeout;
    }

    public io.github.camelaliyun.mqtt.AliyunMqttConfiguration.WhenDisconnected getWhenDisconnected() {
        return whenDisconnected;
    }

    public void setWhenDisconnected(io.github.camelaliyun.mqtt.AliyunMqttConfiguration.WhenDisconnected whenDisconnected) {
        this.whenDisconnected = whenDisconnected;
    }

    public String getClientIdPrefix() {
        return clientIdPrefix;
    }

    public void setClientIdPrefix(String clientIdPrefix) {
        this.clientIdPrefix = clientIdPrefix;
    }

    public String getProxy() {
        return proxy;
    }

    public void setProxy(String proxy) {
        this.proxy = proxy;
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

    public String getAuthMode() {
        return authMode;
    }

    public void setAuthMode(String authMode) {
        this.authMode = authMode;
    }

    public String getCaFile() {
        return caFile;
    }

    public void setCaFile(String caFile) {
        this.caFile = caFile;
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

    public String getProxyPassword() {
        return proxyPassword;
    }

    public void setProxyPassword(String proxyPassword) {
        this.proxyPassword = proxyPassword;
    }

    public String getProxyUserName() {
        return proxyUserName;
    }

    public void setProxyUserName(String proxyUserName) {
        this.proxyUserName = proxyUserName;
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

    public io.github.camelaliyun.mqtt.credential.SignMode getSignMode() {
        return signMode;
    }

    public void setSignMode(io.github.camelaliyun.mqtt.credential.SignMode signMode) {
        this.signMode = signMode;
    }

    public String getSslContextParameters() {
        return sslContextParameters;
    }

    public void setSslContextParameters(String sslContextParameters) {
        this.sslContextParameters = sslContextParameters;
    }

    public Boolean getUseGlobalSslContextParameters() {
        return useGlobalSslContextParameters;
    }

    public void setUseGlobalSslContextParameters(Boolean useGlobalSslContextParameters) {
        this.useGlobalSslContextParameters = useGlobalSslContextParameters;
    }

    public String getCredentialProcessor() {
        return credentialProcessor;
    }

    public void setCredentialProcessor(String credentialProcessor) {
        this.credentialProcessor = credentialProcessor;
    }

    /** Where tokens come from and what they are for, in the mode token. */
    @NestedConfigurationProperty
    private final TokenProperties token = new TokenProperties();

    public TokenProperties getToken() {
        return token;
    }
}
