package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.AliyunPahoEndpoint.WhenDisconnected;
import io.github.camelaliyun.mqtt.credential.CredentialProcessor;
import io.github.camelaliyun.mqtt.credential.SignMode;
import io.github.camelaliyun.mqtt.credential.token.TokenSettings;
import org.apache.camel.SSLContextParametersAware;
import org.apache.camel.component.paho.PahoComponent;
import org.apache.camel.spi.Metadata;
import org.apache.camel.support.jsse.SSLContextParameters;

/**
 * The options of {@link AliyunPahoComponent} beside camel-paho's own: what Camel sets from properties, and nothing else. Set
 * by one thread, before the first endpoint is made.
 */
public abstract class AliyunPahoOptions extends PahoComponent implements SSLContextParametersAware {

    @Metadata(description = "Address of the server: tcp://, ssl://, ws:// or wss:// with host:port.")
    String endpoint;

    @Metadata(description = "Instance ID, from the console.")
    String instanceId;

    @Metadata(
            label = "security",
            secret = true,
            description = "AccessKey ID; the DeviceAccessKeyId or user name in the" + " modes device and custom.")
    String accessKey;

    @Metadata(label = "security", secret = true, description = "AccessKey secret, or what the mode has in its place.")
    String secretKey;

    @Metadata(
            label = "security",
            description = "Name of the Camel property that has the accessKey; resolved anew at every connect.")
    String accessKeyProperty;

    @Metadata(
            label = "security",
            description = "Name of the Camel property that has the secretKey; resolved anew at every connect.")
    String secretKeyProperty;

    @Metadata(label = "security", defaultValue = "signature", enums = "signature,token,device,custom")
    String authMode = "signature";

    @Metadata(
            label = "security",
            defaultValue = "ORIGIN",
            description = "In the mode custom: whether the password is"
                    + " the secret itself (ORIGIN) or signs the clientId (SIGNED).")
    SignMode signMode = SignMode.ORIGIN;

    @Metadata(label = "security", description = "In the mode token: where tokens come from, and what they are for.")
    TokenSettings token = new TokenSettings();

    @Metadata(description = "Group ID; with deviceId it gives the clientId of every endpoint that has none of its own.")
    String groupId;

    @Metadata(description = "Device ID, unique in its group.")
    String deviceId;

    @Metadata(
            label = "security,advanced",
            description = "Computes user name and password per clientId, in place of" + " the one that authMode names.")
    CredentialProcessor credentialProcessor;

    @Metadata(
            label = "producer",
            defaultValue = "30000",
            description = "How long a publish may wait for its place in"
                    + " the in-flight window and for its acknowledgement together, in milliseconds.")
    long publishTimeout = 30_000;

    @Metadata(label = "security", description = "Trust and key stores of ssl:// and wss:// connections.")
    SSLContextParameters sslContextParameters;

    @Metadata(label = "security", description = "Use the SSL context parameters of the CamelContext (camel.ssl.*).")
    boolean useGlobalSslContextParameters;

    @Metadata(label = "security", description = "Client certificate and its chain, PEM; file: or classpath:.")
    String certificateFile;

    @Metadata(label = "security", description = "Private key of certificateFile, PEM, PKCS#8 without a password.")
    String privateKeyFile;

    @Metadata(label = "security", description = "Certificates to trust, PEM, in place of those that the JVM trusts.")
    String caFile;

    @Metadata(
            label = "proxy",
            description = "Proxy that servers are reached through: http://host:port (CONNECT), socks5://host:port, or "
                    + "none. Without it, what the JVM's properties say (http.proxyHost, https.proxyHost, "
                    + "socksProxyHost).")
    String proxy;

    @Metadata(label = "proxy,security", secret = true, description = "User name for the proxy.")
    String proxyUserName;

    @Metadata(label = "proxy,security", secret = true, description = "Password for the proxy.")
    String proxyPassword;

    @Metadata(
            label = "consumer,advanced",
            defaultValue = "10000",
            description = "How long a message that no route takes waits for one that does, and how long the topic "
                    + "filter of a removed route stays subscribed, in milliseconds. The same for all endpoints of "
                    + "one clientId.")
    long unclaimedGrace = 10_000;

    @Metadata(
            label = "consumer,advanced",
            description = "URI of an endpoint that gets the messages which no route has taken within unclaimedGrace. "
                    + "Without it they are acknowledged, with a warning. The same for all endpoints of one "
                    + "clientId.")
    String unclaimed;

    @Metadata(
            label = "consumer,advanced",
            defaultValue = "keep",
            description = "With cleanSession=false, what becomes of messages while the route is stopped or suspended: "
                    + "keep (they wait for its start), discard, or the URI of an endpoint that gets them.")
    String whenStopped = AliyunPahoEndpoint.KEEP;

    @Metadata(
            label = "consumer",
            defaultValue = "0",
            description = "How often a message whose exchange fails is tried before it goes to deadLetterUri; 0 is "
                    + "without end. Camel's own maximumRedeliveries is within one such attempt.")
    int maxDeliveryAttempts;

    @Metadata(
            label = "consumer",
            description = "URI of an endpoint that gets a message after the last of maxDeliveryAttempts. Without it "
                    + "the message is acknowledged and logged as an error.")
    String deadLetterUri;

    @Metadata(
            label = "consumer,advanced",
            defaultValue = "300000",
            description = "Time, in milliseconds, after which the health check reports an exchange that has not "
                    + "completed. The exchange goes on.")
    long completionTimeout = 300_000;

    @Metadata(
            label = "consumer,advanced",
            defaultValue = "1000",
            description = "How many exchanges of the consumer may have begun and not completed, those included that "
                    + "went on elsewhere (seda, threads).")
    int maxInProgress = 1_000;

    @Metadata(
            label = "consumer,advanced",
            defaultValue = "0",
            description = "Size of the largest packet that is received, in bytes; a larger message is skipped, "
                    + "acknowledged and logged. 0 stands for 128 KiB with the service and for 16 MiB with other "
                    + "brokers. The same for all endpoints of one clientId.")
    int maxPacketSize;

    @Metadata(
            label = "consumer,advanced",
            defaultValue = "0",
            description = "How many bytes all received messages may take until they are completed. 0 stands for 64 "
                    + "MiB, or for an eighth of the heap if that is less. The same for all endpoints of one "
                    + "clientId.")
    long maxHeldBytes;

    @Metadata(
            label = "producer",
            defaultValue = "wait",
            enums = "wait,fail",
            description = "What a publish does while the connection is not up: wait for it, as long as "
                    + "publishTimeout, or fail at once.")
    WhenDisconnected whenDisconnected = WhenDisconnected.wait;

    AliyunPahoOptions() {}

    public String getEndpoint() {
        return endpoint;
    }

    /** Address of the server: tcp://, ssl://, ws:// or wss:// with host:port. */
    public void setEndpoint(String endpoint) {
        this.endpoint = endpoint;
    }

    public String getInstanceId() {
        return instanceId;
    }

    /** Instance ID, from the console. */
    public void setInstanceId(String instanceId) {
        this.instanceId = instanceId;
    }

    /** For the generated configurer alone: nobody else reads a key back. */
    String getAccessKey() {
        return accessKey;
    }

    /** AccessKey ID; the DeviceAccessKeyId or user name in the modes device and custom. */
    public void setAccessKey(String accessKey) {
        this.accessKey = accessKey;
    }

    /** For the generated configurer alone: nobody else reads a secret back. */
    String getSecretKey() {
        return secretKey;
    }

    /** AccessKey secret, or what the mode has in its place. */
    public void setSecretKey(String secretKey) {
        this.secretKey = secretKey;
    }

    public String getAuthMode() {
        return authMode;
    }

    /** How clients authenticate: signature, token, device or custom. */
    public void setAuthMode(String authMode) {
        this.authMode = authMode;
    }

    public SignMode getSignMode() {
        return signMode;
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

    public String getGroupId() {
        return groupId;
    }

    /** Group ID; with deviceId it gives the clientId of every endpoint that has none of its own. */
    public void setGroupId(String groupId) {
        this.groupId = groupId;
    }

    public String getDeviceId() {
        return deviceId;
    }

    /** Device ID, unique in its group. */
    public void setDeviceId(String deviceId) {
        this.deviceId = deviceId;
    }

    /** The processor in use; signs for any clientId, so an application can hand devices their credentials. */
    public CredentialProcessor getCredentialProcessor() {
        return credentialProcessor;
    }

    /** Computes user name and password per clientId, in place of the one that authMode names. */
    public void setCredentialProcessor(CredentialProcessor credentialProcessor) {
        this.credentialProcessor = credentialProcessor;
    }

    public long getPublishTimeout() {
        return publishTimeout;
    }

    /** How long a publish may wait for its place in the window and its acknowledgement together, in milliseconds. */
    public void setPublishTimeout(long publishTimeout) {
        this.publishTimeout = publishTimeout;
    }

    public SSLContextParameters getSslContextParameters() {
        return sslContextParameters;
    }

    /** Trust and key stores of ssl:// and wss:// connections. */
    public void setSslContextParameters(SSLContextParameters sslContextParameters) {
        this.sslContextParameters = sslContextParameters;
    }

    @Override
    public boolean isUseGlobalSslContextParameters() {
        return useGlobalSslContextParameters;
    }

    /** Use the SSL context parameters of the CamelContext (camel.ssl.*). */
    @Override
    public void setUseGlobalSslContextParameters(boolean useGlobalSslContextParameters) {
        this.useGlobalSslContextParameters = useGlobalSslContextParameters;
    }

    public String getCertificateFile() {
        return certificateFile;
    }

    /** Client certificate and its chain, PEM; a location of Camel's, file: or classpath:. Read at every connect. */
    public void setCertificateFile(String certificateFile) {
        this.certificateFile = certificateFile;
    }

    public String getPrivateKeyFile() {
        return privateKeyFile;
    }

    /** Private key of the certificate, PEM, PKCS#8 without a password. Read at every connect. */
    public void setPrivateKeyFile(String privateKeyFile) {
        this.privateKeyFile = privateKeyFile;
    }

    public String getCaFile() {
        return caFile;
    }

    /** Certificates to trust, PEM, in place of those that the JVM trusts. Read at every connect. */
    public void setCaFile(String caFile) {
        this.caFile = caFile;
    }

    public String getProxy() {
        return proxy;
    }

    /**
     * Proxy that servers are reached through: http://host:port (CONNECT), socks5://host:port, or none. Without it, what
     * the JVM's properties say (http.proxyHost, https.proxyHost, socksProxyHost).
     */
    public void setProxy(String proxy) {
        this.proxy = proxy;
    }

    /** For the generated configurer alone: nobody else reads a login back. */
    String getProxyUserName() {
        return proxyUserName;
    }

    /** User name for the proxy. */
    public void setProxyUserName(String proxyUserName) {
        this.proxyUserName = proxyUserName;
    }

    /** For the generated configurer alone: nobody else reads a secret back. */
    String getProxyPassword() {
        return proxyPassword;
    }

    /** Password for the proxy. */
    public void setProxyPassword(String proxyPassword) {
        this.proxyPassword = proxyPassword;
    }

    public String getAccessKeyProperty() {
        return accessKeyProperty;
    }

    /** Name of the Camel property that has the accessKey, in place of the key itself; resolved anew at every connect. */
    public void setAccessKeyProperty(String accessKeyProperty) {
        this.accessKeyProperty = accessKeyProperty;
    }

    public String getSecretKeyProperty() {
        return secretKeyProperty;
    }

    /** Name of the Camel property that has the secretKey, in place of the secret itself; resolved anew at every connect. */
    public void setSecretKeyProperty(String secretKeyProperty) {
        this.secretKeyProperty = secretKeyProperty;
    }

    public long getUnclaimedGrace() {
        return unclaimedGrace;
    }

    /**
     * How long a message that no route takes waits for one that does, and how long the topic filter of a removed route
     * stays subscribed, in milliseconds. The same for all endpoints of one clientId.
     */
    public void setUnclaimedGrace(long unclaimedGrace) {
        this.unclaimedGrace = unclaimedGrace;
    }

    public String getUnclaimed() {
        return unclaimed;
    }

    /**
     * URI of an endpoint that gets the messages which no route has taken within unclaimedGrace. Without it they are
     * acknowledged, with a warning. The same for all endpoints of one clientId.
     */
    public void setUnclaimed(String unclaimed) {
        this.unclaimed = unclaimed;
    }

    public String getWhenStopped() {
        return whenStopped;
    }

    /**
     * With cleanSession=false, what becomes of messages while the route is stopped or suspended: keep (they wait for
     * its start), discard, or the URI of an endpoint that gets them.
     */
    public void setWhenStopped(String whenStopped) {
        this.whenStopped = whenStopped;
    }

    public int getMaxDeliveryAttempts() {
        return maxDeliveryAttempts;
    }

    /**
     * How often a message whose exchange fails is tried before it goes to deadLetterUri; 0 is without end. Camel's own
     * maximumRedeliveries is within one such attempt.
     */
    public void setMaxDeliveryAttempts(int maxDeliveryAttempts) {
        this.maxDeliveryAttempts = maxDeliveryAttempts;
    }

    public String getDeadLetterUri() {
        return deadLetterUri;
    }

    /**
     * URI of an endpoint that gets a message after the last of maxDeliveryAttempts. Without it the message is
     * acknowledged and logged as an error.
     */
    public void setDeadLetterUri(String deadLetterUri) {
        this.deadLetterUri = deadLetterUri;
    }

    public long getCompletionTimeout() {
        return completionTimeout;
    }

    /**
     * Time, in milliseconds, after which the health check reports an exchange that has not completed. The exchange
     * goes on.
     */
    public void setCompletionTimeout(long completionTimeout) {
        this.completionTimeout = completionTimeout;
    }

    public int getMaxInProgress() {
        return maxInProgress;
    }

    /**
     * How many exchanges of the consumer may have begun and not completed, those included that went on elsewhere
     * (seda, threads).
     */
    public void setMaxInProgress(int maxInProgress) {
        this.maxInProgress = maxInProgress;
    }

    public int getMaxPacketSize() {
        return maxPacketSize;
    }

    /**
     * Size of the largest packet that is received, in bytes; a larger message is skipped, acknowledged and logged. 0
     * stands for 128 KiB with the service and for 16 MiB with other brokers. The same for all endpoints of one
     * clientId.
     */
    public void setMaxPacketSize(int maxPacketSize) {
        this.maxPacketSize = maxPacketSize;
    }

    public long getMaxHeldBytes() {
        return maxHeldBytes;
    }

    /**
     * How many bytes all received messages may take until they are completed. 0 stands for 64 MiB, or for an eighth of
     * the heap if that is less. The same for all endpoints of one clientId.
     */
    public void setMaxHeldBytes(long maxHeldBytes) {
        this.maxHeldBytes = maxHeldBytes;
    }

    public WhenDisconnected getWhenDisconnected() {
        return whenDisconnected;
    }

    /** What a publish does while the connection is not up: wait for it, as long as publishTimeout, or fail at once. */
    public void setWhenDisconnected(WhenDisconnected whenDisconnected) {
        this.whenDisconnected = whenDisconnected;
    }
}
