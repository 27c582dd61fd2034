package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.connection.ConnectionOptions;
import io.github.camelaliyun.mqtt.connection.ConnectionStatus;
import io.github.camelaliyun.mqtt.credential.CredentialProcessor;
import io.github.camelaliyun.mqtt.credential.Required;
import io.github.camelaliyun.mqtt.service.SettingText;
import io.github.camelaliyun.mqtt.wire.ProxyChoice;
import io.github.camelaliyun.mqtt.wire.TlsSource;
import org.apache.camel.Endpoint;
import org.apache.camel.SSLContextParametersAware;
import org.apache.camel.component.paho.PahoComponent;
import org.apache.camel.component.paho.PahoConfiguration;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.eclipse.paho.client.mqttv3.MqttClient;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * Alibaba Cloud's MQTT service, with camel-paho's options and one connection per clientId. Its scheme is {@code aliyun-mqtt:};
 * bound in the registry as {@code paho} it stands behind every {@code paho:} URI, and a second one under another name has other
 * settings. With an {@code accessKey} or a {@code credentialProcessor} it knows the service's rules and refuses early what the
 * service would answer with a closed connection; without, it is a camel-paho for any broker.
 */
@Component("aliyun-mqtt")
@Metadata(excludeProperties = "client")
public class AliyunMqttComponent extends PahoComponent implements SSLContextParametersAware {

    private AliyunMqttConfiguration configuration = new AliyunMqttConfiguration();
    private AliyunMqttAccount account = new AliyunMqttAccount();
    private String groupId;
    private String deviceId;
    private CredentialProcessor credentialProcessor;
    private long publishTimeout = ConnectionOptions.DEFAULT_PUBLISH_TIMEOUT.toMillis();
    private SSLContextParameters sslContextParameters;
    private boolean useGlobalSslContextParameters;
    private String certificateFile;
    private String privateKeyFile;
    private String caFile;
    private String proxy;
    private String proxyUserName;
    private String proxyPassword;
    private final EndpointSettings settings = new EndpointSettings(this);
    private final ComponentNetwork network = new ComponentNetwork(this);
    private ComponentRuntime runtime;

    /** With the defaults of the service, and without an account. */
    public AliyunMqttComponent() {}

    @Override
    public AliyunMqttConfiguration getConfiguration() {
        return configuration;
    }

    /** The shared options; they must be of this component's own class, which computes the credentials. */
    @Override
    @Metadata
    public void setConfiguration(PahoConfiguration configuration) {
        this.configuration = EndpointSettings.own(configuration);
    }

    /** {@return the server and the keys for it, to be changed in place; they are there from the start} */
    public AliyunMqttAccount getAccount() {
        return account;
    }

    /**
     * The server, and the keys for it.
     * @param account not null
     */
    @Metadata(label = "security")
    public void setAccount(AliyunMqttAccount account) {
        this.account = Required.object("account", account);
    }

    /** {@return Group ID; null unless set} */
    public String getGroupId() {
        return groupId;
    }

    /**
     * Group ID; with deviceId it gives the clientId of every endpoint that has none of its own.
     * @param groupId goes with {@code deviceId}; null, as at first, for endpoints with a clientId of their own
     */
    @Metadata
    public void setGroupId(String groupId) {
        this.groupId = SettingText.unquoted(groupId);
    }

    /** {@return Device ID; null unless set} */
    public String getDeviceId() {
        return deviceId;
    }

    /**
     * Device ID, unique in its group.
     * @param deviceId goes with {@code groupId}
     */
    @Metadata
    public void setDeviceId(String deviceId) {
        this.deviceId = SettingText.unquoted(deviceId);
    }

    /** {@return the processor in use, which signs for any clientId, as for devices; null before the first endpoint} */
    public CredentialProcessor getCredentialProcessor() {
        return credentialProcessor;
    }

    /**
     * Computes user name and password per clientId, in place of the one that authMode names.
     * @param credentialProcessor null, as at first, for that of the account
     */
    @Metadata(label = "security,advanced")
    public void setCredentialProcessor(CredentialProcessor credentialProcessor) {
        this.credentialProcessor = credentialProcessor;
    }

    /** {@return how long a publish may wait, in milliseconds; 30,000 unless set} */
    public long getPublishTimeout() {
        return publishTimeout;
    }

    /**
     * How long a publish may wait until it is sent, and again until its acknowledgement, in milliseconds.
     * @param publishTimeout 1 to 315,360,000,000 (ten years); 30,000 unless set
     */
    @Metadata(label = "producer", defaultValue = "30000", javaType = "java.time.Duration")
    public void setPublishTimeout(long publishTimeout) {
        this.publishTimeout = publishTimeout;
    }

    /** {@return trust and key stores; null unless set} */
    public SSLContextParameters getSslContextParameters() {
        return sslContextParameters;
    }

    /**
     * Trust and key stores of ssl:// and wss:// connections.
     * @param sslContextParameters null, as at first, for PEM files or the trust of the JVM
     */
    @Metadata(label = "security")
    public void setSslContextParameters(SSLContextParameters sslContextParameters) {
        this.sslContextParameters = sslContextParameters;
    }

    @Override
    public boolean isUseGlobalSslContextParameters() {
        return useGlobalSslContextParameters;
    }

    /** Use the SSL context parameters of the CamelContext, which camel.ssl sets. */
    @Override
    @Metadata(label = "security")
    public void setUseGlobalSslContextParameters(boolean useGlobalSslContextParameters) {
        this.useGlobalSslContextParameters = useGlobalSslContextParameters;
    }

    /** {@return location of the client certificate; null unless set} */
    public String getCertificateFile() {
        return certificateFile;
    }

    /**
     * Client certificate and its chain, PEM; a location of Camel's, file: or classpath:. Read at every connect.
     * @param certificateFile goes with {@code privateKeyFile}; null for no client certificate
     */
    @Metadata(label = "security")
    public void setCertificateFile(String certificateFile) {
        this.certificateFile = SettingText.unquoted(certificateFile);
    }

    /** {@return location of the private key; null unless set} */
    public String getPrivateKeyFile() {
        return privateKeyFile;
    }

    /**
     * Private key of the certificate, PEM, PKCS#8 without a password. Read at every connect.
     * @param privateKeyFile goes with {@code certificateFile}, and may name the same file
     */
    @Metadata(label = "security")
    public void setPrivateKeyFile(String privateKeyFile) {
        this.privateKeyFile = SettingText.unquoted(privateKeyFile);
    }

    /** {@return location of the certificates to trust; null for those of the JVM} */
    public String getCaFile() {
        return caFile;
    }

    /**
     * Certificates to trust, PEM, in place of those that the JVM trusts. Read at every connect.
     * @param caFile null, as at first, for what the JVM trusts
     */
    @Metadata(label = "security")
    public void setCaFile(String caFile) {
        this.caFile = SettingText.unquoted(caFile);
    }

    /** {@return the proxy; null for what the JVM's properties say} */
    public String getProxy() {
        return proxy;
    }

    /**
     * Proxy that servers are reached through: http://host:port (CONNECT), socks5://host:port, or none. Without it, what
     * the JVM's properties say (http.proxyHost, https.proxyHost, socksProxyHost).
     * @param proxy without user name and password; null or blank for the JVM's
     */
    @Metadata(label = "proxy")
    public void setProxy(String proxy) {
        this.proxy = SettingText.unquoted(proxy);
    }

    /** For the generated configurer alone. */
    String getProxyUserName() {
        return proxyUserName;
    }

    /**
     * User name for the proxy.
     * @param proxyUserName goes with {@code proxyPassword}; null, as at first, for no login
     */
    @Metadata(label = "proxy,security", secret = true)
    public void setProxyUserName(String proxyUserName) {
        this.proxyUserName = SettingText.ofFile(proxyUserName);
    }

    /** For the generated configurer alone: nobody else reads a secret back. */
    String getProxyPassword() {
        return proxyPassword;
    }

    /**
     * Password for the proxy.
     * @param proxyPassword goes with {@code proxyUserName}
     */
    @Metadata(label = "proxy,security", secret = true)
    public void setProxyPassword(String proxyPassword) {
        this.proxyPassword = SettingText.ofFile(proxyPassword);
    }

    @Override
    public void setClient(MqttClient client) {
        throw new IllegalArgumentException(EndpointSettings.OWN_CLIENT);
    }

    @Override
    protected void doInit() throws Exception {
        super.doInit();
        runtime = new ComponentRuntime(getCamelContext(), this, settings::scheme);
    }

    @Override
    protected void doStart() throws Exception {
        settings.begin();
        super.doStart();
        runtime.begin(this);
    }

    @Override
    protected void doShutdown() throws Exception {
        // Null where it could not be made: that error has been told.
        if (runtime != null) {
            runtime.end();
        }
        settings.close();
        super.doShutdown();
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        AliyunMqttConfiguration options = settings.copyFor(uri, parameters);
        AliyunMqttEndpoint answer = new AliyunMqttEndpoint(uri, remaining, this, options);
        setProperties(answer, parameters);
        settings.complete(answer, uri, remaining);
        return answer;
    }

    ComponentRuntime runtime() {
        return runtime;
    }

    /** {@return what each connection is doing at this moment; the component must have been initialised} */
    public List<ConnectionStatus> connectionStatuses() {
        return runtime.statuses();
    }

    ProxyChoice proxies() {
        return network.proxies();
    }

    TlsSource tls(AliyunMqttConfiguration options) throws IOException {
        return network.tls(options);
    }
}
