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

    /** How long a publish may wait until it is sent, and again until its acknowledgement. A number is milliseconds. */
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

    AccountProperties() {}

    /** {@return {@code clean-session}; null unless set} */
    public Boolean getCleanSession() {
        return cleanSession;
    }

    /**
     * Whether the server forgets this client when it goes; false keeps QoS 1 messages while it is away.
     *
     * @param cleanSession null for what the component has by default
     */
    public void setCleanSession(Boolean cleanSession) {
        this.cleanSession = cleanSession;
    }

    /** {@return {@code client-id}; null unless set} */
    public String getClientId() {
        return clientId;
    }

    /**
     * Client ID. Derived from group-id and device-id, for use in routes; to be set only in place of these two.
     *
     * @param clientId null for what the component has by default
     */
    public void setClientId(String clientId) {
        this.clientId = clientId;
    }

    /** {@return {@code connection-timeout}; null unless set} */
    public Duration getConnectionTimeout() {
        return connectionTimeout;
    }

    /**
     * How long one attempt to connect may take. A number is seconds.
     *
     * @param connectionTimeout null for what the component has by default
     */
    public void setConnectionTimeout(Duration connectionTimeout) {
        this.connectionTimeout = connectionTimeout;
    }

    /** {@return {@code device-id}; null unless set} */
    public String getDeviceId() {
        return deviceId;
    }

    /**
     * Device ID, unique in its group.
     *
     * @param deviceId null for what the component has by default
     */
    public void setDeviceId(String deviceId) {
        this.deviceId = deviceId;
    }

    /** {@return {@code endpoint}; null unless set} */
    public String getEndpoint() {
        return endpoint;
    }

    /**
     * Address of the server: tcp://, ssl://, ws:// or wss:// with host:port; or sandbox, for the embedded sandbox.
     *
     * @param endpoint null for what the component has by default
     */
    public void setEndpoint(String endpoint) {
        this.endpoint = endpoint;
    }

    /** {@return {@code group-id}; null unless set} */
    public String getGroupId() {
        return groupId;
    }

    /**
     * Group ID; with device-id it gives the client-id of every endpoint that has none of its own.
     *
     * @param groupId null for what the component has by default
     */
    public void setGroupId(String groupId) {
        this.groupId = groupId;
    }

    /** {@return {@code instance-id}; null unless set} */
    public String getInstanceId() {
        return instanceId;
    }

    /**
     * Instance ID, from the console.
     *
     * @param instanceId null for what the component has by default
     */
    public void setInstanceId(String instanceId) {
        this.instanceId = instanceId;
    }

    /** {@return {@code keep-alive-interval}; null unless set} */
    public Duration getKeepAliveInterval() {
        return keepAliveInterval;
    }

    /**
     * Longest silence; the service closes a connection after 1.5 times this. A number is seconds.
     *
     * @param keepAliveInterval null for what the component has by default
     */
    public void setKeepAliveInterval(Duration keepAliveInterval) {
        this.keepAliveInterval = keepAliveInterval;
    }

    /** {@return {@code max-inflight}; null unless set} */
    public Integer getMaxInflight() {
        return maxInflight;
    }

    /**
     * Publishes without an acknowledgement at one time; when there are as many, the caller waits.
     *
     * @param maxInflight null for what the component has by default
     */
    public void setMaxInflight(Integer maxInflight) {
        this.maxInflight = maxInflight;
    }

    /** {@return {@code qos}; null unless set} */
    public Integer getQos() {
        return qos;
    }

    /**
     * QoS of publishes, and of topic filters without a QoS of their own: 0, 1 or 2.
     *
     * @param qos null for what the component has by default
     */
    public void setQos(Integer qos) {
        this.qos = qos;
    }

    /** {@return {@code dead-letter-uri}; null unless set} */
    public String getDeadLetterUri() {
        return deadLetterUri;
    }

    /**
     * URI of an endpoint that gets a message after the last of max-delivery-attempts. Without it the message is acknowledged and logged as an error.
     *
     * @param deadLetterUri null for what the component has by default
     */
    public void setDeadLetterUri(String deadLetterUri) {
        this.deadLetterUri = deadLetterUri;
    }

    /** {@return {@code max-delivery-attempts}; null unless set} */
    public Integer getMaxDeliveryAttempts() {
        return maxDeliveryAttempts;
    }

    /**
     * How often a message whose exchange fails is tried before it goes to dead-letter-uri; 0 is without end. Camel's own maximumRedeliveries is within one such attempt.
     *
     * @param maxDeliveryAttempts null for what the component has by default
     */
    public void setMaxDeliveryAttempts(Integer maxDeliveryAttempts) {
        this.maxDeliveryAttempts = maxDeliveryAttempts;
    }

    /** {@return {@code completion-timeout}; null unless set} */
    public Duration getCompletionTimeout() {
        return completionTimeout;
    }

    /**
     * Time after which the health check reports an exchange that has not completed. The exchange goes on. A number is milliseconds.
     *
     * @param completionTimeout null for what the component has by default
     */
    public void setCompletionTimeout(Duration completionTimeout) {
        this.completionTimeout = completionTimeout;
    }

    /** {@return {@code concurrent-consumers}; null unless set} */
    public Integer getConcurrentConsumers() {
        return concurrentConsumers;
    }

    /**
     * How many messages the consumer may have in process at once. One keeps their order; more gives it up for speed.
     *
     * @param concurrentConsumers null for what the component has by default
     */
    public void setConcurrentConsumers(Integer concurrentConsumers) {
        this.concurrentConsumers = concurrentConsumers;
    }

    /** {@return {@code max-held-bytes}; null unless set} */
    public DataSize getMaxHeldBytes() {
        return maxHeldBytes;
    }

    /**
     * How many bytes all received messages may take until they are completed. 0 stands for 64 MiB, or for an eighth of the heap if that is less. The same for all endpoints of one client-id. A number is bytes.
     *
     * @param maxHeldBytes null for what the component has by default
     */
    public void setMaxHeldBytes(DataSize maxHeldBytes) {
        this.maxHeldBytes = maxHeldBytes;
    }

    /** {@return {@code max-in-progress}; null unless set} */
    public Integer getMaxInProgress() {
        return maxInProgress;
    }

    /**
     * How many exchanges of the consumer may have begun and not completed, those included that went on elsewhere (seda, threads).
     *
     * @param maxInProgress null for what the component has by default
     */
    public void setMaxInProgress(Integer maxInProgress) {
        this.maxInProgress = maxInProgress;
    }

    /** {@return {@code max-packet-size}; null unless set} */
    public DataSize getMaxPacketSize() {
        return maxPacketSize;
    }

    /**
     * Size of the largest packet that is received, in bytes; a larger message is skipped, acknowledged and logged. 0 stands for 128 KiB with the service and for 16 MiB with other brokers. The same for all endpoints of one client-id. A number is bytes.
     *
     * @param maxPacketSize null for what the component has by default
     */
    public void setMaxPacketSize(DataSize maxPacketSize) {
        this.maxPacketSize = maxPacketSize;
    }

    /** {@return {@code unclaimed}; null unless set} */
    public String getUnclaimed() {
        return unclaimed;
    }

    /**
     * URI of an endpoint that gets the messages which no route has taken within unclaimed-grace. Without it they are acknowledged, with a warning. The same for all endpoints of one client-id.
     *
     * @param unclaimed null for what the component has by default
     */
    public void setUnclaimed(String unclaimed) {
        this.unclaimed = unclaimed;
    }

    /** {@return {@code unclaimed-grace}; null unless set} */
    public Duration getUnclaimedGrace() {
        return unclaimedGrace;
    }

    /**
     * How long a message that no route takes waits for one that does, and how long the topic filter of a removed route stays subscribed. The same for all endpoints of one client-id. A number is milliseconds.
     *
     * @param unclaimedGrace null for what the component has by default
     */
    public void setUnclaimedGrace(Duration unclaimedGrace) {
        this.unclaimedGrace = unclaimedGrace;
    }

    /** {@return {@code when-stopped}; null unless set} */
    public String getWhenStopped() {
        return whenStopped;
    }

    /**
     * With clean-session=false, what becomes of messages while the route is stopped or suspended: keep (they wait for its start), discard, or the URI of an endpoint that gets them.
     *
     * @param whenStopped null for what the component has by default
     */
    public void setWhenStopped(String whenStopped) {
        this.whenStopped = whenStopped;
    }

    /** {@return {@code publish-timeout}; null unless set} */
    public Duration getPublishTimeout() {
        return publishTimeout;
    }

    /**
     * How long a publish may wait until it is sent, and again until its acknowledgement. A number is milliseconds.
     *
     * @param publishTimeout null for what the component has by default
     */
    public void setPublishTimeout(Duration publishTimeout) {
        this.publishTimeout = publishTimeout;
    }

    /** {@return {@code when-disconnected}; null unless set} */
    public io.github.camelaliyun.mqtt.AliyunMqttConfiguration.WhenDisconnected getWhenDisconnected() {
        return whenDisconnected;
    }

    /**
     * What a publish does while the connection is not up: wait for it, as long as publish-timeout, or fail at once.
     *
     * @param whenDisconnected null for what the component has by default
     */
    public void setWhenDisconnected(io.github.camelaliyun.mqtt.AliyunMqttConfiguration.WhenDisconnected whenDisconnected) {
        this.whenDisconnected = whenDisconnected;
    }

    /** {@return {@code client-id-prefix}; null unless set} */
    public String getClientIdPrefix() {
        return clientIdPrefix;
    }

    /**
     * What the generated client identifier of an endpoint without a client-id begins with; at most 13 letters and digits follow, other ones at each start of the program. With the service's keys a Group ID and , as in GID_group.
     *
     * @param clientIdPrefix null for what the component has by default
     */
    public void setClientIdPrefix(String clientIdPrefix) {
        this.clientIdPrefix = clientIdPrefix;
    }

    /** {@return {@code proxy}; null unless set} */
    public String getProxy() {
        return proxy;
    }

    /**
     * Proxy that servers are reached through: http://host:port (CONNECT), socks5://host:port, or none. Without it, what the JVM's properties say (http.proxyHost, https.proxyHost, socksProxyHost).
     *
     * @param proxy null for what the component has by default
     */
    public void setProxy(String proxy) {
        this.proxy = proxy;
    }

    /** {@return {@code access-key}; null unless set} */
    public String getAccessKey() {
        return accessKey;
    }

    /**
     * AccessKey ID; the DeviceAccessKeyId or user name in the modes device and custom. A secret.
     *
     * @param accessKey null for what the component has by default
     */
    public void setAccessKey(String accessKey) {
        this.accessKey = accessKey;
    }

    /** {@return {@code access-key-property}; null unless set} */
    public String getAccessKeyProperty() {
        return accessKeyProperty;
    }

    /**
     * Name of the Camel property that has the access-key, in place of the key itself; resolved at every connect.
     *
     * @param accessKeyProperty null for what the component has by default
     */
    public void setAccessKeyProperty(String accessKeyProperty) {
        this.accessKeyProperty = accessKeyProperty;
    }

    /** {@return {@code auth-mode}; null unless set} */
    public String getAuthMode() {
        return authMode;
    }

    /**
     * How clients authenticate: signature, token, device or custom.
     *
     * @param authMode null for what the component has by default
     */
    public void setAuthMode(String authMode) {
        this.authMode = authMode;
    }

    /** {@return {@code ca-file}; null unless set} */
    public String getCaFile() {
        return caFile;
    }

    /**
     * Certificates to trust, PEM, in place of those that the JVM trusts. Read at every connect.
     *
     * @param caFile null for what the component has by default
     */
    public void setCaFile(String caFile) {
        this.caFile = caFile;
    }

    /** {@return {@code certificate-file}; null unless set} */
    public String getCertificateFile() {
        return certificateFile;
    }

    /**
     * Client certificate and its chain, PEM; a location of Camel's, file: or classpath:. Read at every connect.
     *
     * @param certificateFile null for what the component has by default
     */
    public void setCertificateFile(String certificateFile) {
        this.certificateFile = certificateFile;
    }

    /** {@return {@code private-key-file}; null unless set} */
    public String getPrivateKeyFile() {
        return privateKeyFile;
    }

    /**
     * Private key of the certificate, PEM, PKCS#8 without a password. Read at every connect.
     *
     * @param privateKeyFile null for what the component has by default
     */
    public void setPrivateKeyFile(String privateKeyFile) {
        this.privateKeyFile = privateKeyFile;
    }

    /** {@return {@code proxy-password}; null unless set} */
    public String getProxyPassword() {
        return proxyPassword;
    }

    /**
     * Password for the proxy. A secret.
     *
     * @param proxyPassword null for what the component has by default
     */
    public void setProxyPassword(String proxyPassword) {
        this.proxyPassword = proxyPassword;
    }

    /** {@return {@code proxy-user-name}; null unless set} */
    public String getProxyUserName() {
        return proxyUserName;
    }

    /**
     * User name for the proxy. A secret.
     *
     * @param proxyUserName null for what the component has by default
     */
    public void setProxyUserName(String proxyUserName) {
        this.proxyUserName = proxyUserName;
    }

    /** {@return {@code secret-key}; null unless set} */
    public String getSecretKey() {
        return secretKey;
    }

    /**
     * AccessKey secret, or what the mode has in its place. A secret.
     *
     * @param secretKey null for what the component has by default
     */
    public void setSecretKey(String secretKey) {
        this.secretKey = secretKey;
    }

    /** {@return {@code secret-key-property}; null unless set} */
    public String getSecretKeyProperty() {
        return secretKeyProperty;
    }

    /**
     * Name of the Camel property that has the secret-key, in place of the secret itself; resolved at every connect.
     *
     * @param secretKeyProperty null for what the component has by default
     */
    public void setSecretKeyProperty(String secretKeyProperty) {
        this.secretKeyProperty = secretKeyProperty;
    }

    /** {@return {@code sign-mode}; null unless set} */
    public io.github.camelaliyun.mqtt.credential.SignMode getSignMode() {
        return signMode;
    }

    /**
     * In the mode custom: whether the password is the secret itself (ORIGIN) or signs the client-id (SIGNED).
     *
     * @param signMode null for what the component has by default
     */
    public void setSignMode(io.github.camelaliyun.mqtt.credential.SignMode signMode) {
        this.signMode = signMode;
    }

    /** {@return {@code ssl-context-parameters}; null unless set} */
    public String getSslContextParameters() {
        return sslContextParameters;
    }

    /**
     * Name of a bean. Trust and key stores of ssl:// and wss:// connections.
     *
     * @param sslContextParameters null for what the component has by default
     */
    public void setSslContextParameters(String sslContextParameters) {
        this.sslContextParameters = sslContextParameters;
    }

    /** {@return {@code use-global-ssl-context-parameters}; null unless set} */
    public Boolean getUseGlobalSslContextParameters() {
        return useGlobalSslContextParameters;
    }

    /**
     * Use the SSL context parameters of the CamelContext, which camel.ssl sets.
     *
     * @param useGlobalSslContextParameters null for what the component has by default
     */
    public void setUseGlobalSslContextParameters(Boolean useGlobalSslContextParameters) {
        this.useGlobalSslContextParameters = useGlobalSslContextParameters;
    }

    /** {@return {@code credential-processor}; null unless set} */
    public String getCredentialProcessor() {
        return credentialProcessor;
    }

    /**
     * Name of a bean. Computes user name and password per client-id, in place of the one that auth-mode names.
     *
     * @param credentialProcessor null for what the component has by default
     */
    public void setCredentialProcessor(String credentialProcessor) {
        this.credentialProcessor = credentialProcessor;
    }

    /** Where tokens come from and what they are for, in the mode token. */
    @NestedConfigurationProperty
    private final TokenProperties token = new TokenProperties();

    /** {@return the settings of the tokens, to be set in place} */
    public TokenProperties getToken() {
        return token;
    }
}
