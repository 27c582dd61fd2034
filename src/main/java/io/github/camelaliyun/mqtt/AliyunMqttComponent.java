package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.connection.ConnectionOptions;
import io.github.camelaliyun.mqtt.connection.ConnectionStatus;
import io.github.camelaliyun.mqtt.credential.CredentialProcessor;
import io.github.camelaliyun.mqtt.service.InvalidSettingException;
import io.github.camelaliyun.mqtt.tls.PemFiles;
import io.github.camelaliyun.mqtt.tls.TlsChoice;
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
 * Alibaba Cloud's MQTT service, with camel-paho's options and one connection per clientId. Its own scheme is
 * {@code aliyun-mqtt:}; bound in the registry as {@code paho} it stands behind every {@code paho:} URI; and bound under
 * another name, a second one has other settings.
 *
 * <p>With an {@code accessKey} or a {@code credentialProcessor} it knows the service's rules and refuses early what the
 * service would answer with a closed connection; without, it is a camel-paho for any broker.
 */
@Component("aliyun-mqtt")
@Metadata(excludeProperties = "client")
public class AliyunMqttComponent extends PahoComponent implements SSLContextParametersAware {

    static final String OWN_CLIENT = "client: this component makes its own connections, one for each clientId; remove"
            + " the option, or use camel-paho's own component under another name";

    @Metadata
    private AliyunMqttConfiguration configuration = new AliyunMqttConfiguration();

    @Metadata(label = "security")
    private AliyunMqttAccount account = new AliyunMqttAccount();

    @Metadata
    private String groupId;

    @Metadata
    private String deviceId;

    @Metadata(label = "security,advanced")
    private CredentialProcessor credentialProcessor;

    @Metadata(label = "producer", defaultValue = "30000", javaType = "java.time.Duration")
    private long publishTimeout = ConnectionOptions.DEFAULT_PUBLISH_TIMEOUT.toMillis();

    @Metadata(label = "security")
    private SSLContextParameters sslContextParameters;

    @Metadata(label = "security")
    private boolean useGlobalSslContextParameters;

    @Metadata(label = "security")
    private String certificateFile;

    @Metadata(label = "security")
    private String privateKeyFile;

    @Metadata(label = "security")
    private String caFile;

    @Metadata(label = "proxy")
    private String proxy;

    @Metadata(label = "proxy,security", secret = true)
    private String proxyUserName;

    @Metadata(label = "proxy,security", secret = true)
    private String proxyPassword;

    private final EndpointSettings settings = new EndpointSettings(this);
    private ComponentRuntime runtime;
    private TlsChoice tls;
    private ProxyChoice proxies;

    @Override
    public AliyunMqttConfiguration getConfiguration() {
        return configuration;
    }

    /** The shared options; they must be of this component's own class, which computes the credentials. */
    @Override
    public void setConfiguration(PahoConfiguration configuration) {
        if (!(configuration instanceof AliyunMqttConfiguration)) {
            throw new InvalidSettingException(
                    "configuration",
                    "must be a " + AliyunMqttConfiguration.class.getName(),
                    "a plain PahoConfiguration cannot compute credentials");
        }
        this.configuration = (AliyunMqttConfiguration) configuration;
    }

    public AliyunMqttAccount getAccount() {
        return account;
    }

    /** The server, and the keys for it. */
    public void setAccount(AliyunMqttAccount account) {
        this.account = account;
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

    /** Use the SSL context parameters of the CamelContext, which camel.ssl sets. */
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

    /** Refused: connections are the component's own. */
    @Override
    public void setClient(MqttClient client) {
        throw new IllegalArgumentException(OWN_CLIENT);
    }

    @Override
    protected void doInit() throws Exception {
        super.doInit();
        runtime = new ComponentRuntime(getCamelContext(), this, settings::scheme);
    }

    @Override
    protected void doStart() throws Exception {
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
        settings.complete(answer, options, remaining);
        return answer;
    }

    ComponentRuntime runtime() {
        return runtime;
    }

    /** What each connection is doing at this moment. */
    public List<ConnectionStatus> connectionStatuses() {
        return runtime.statuses();
    }

    /** The same for all endpoints, as those that share a connection must have it. */
    synchronized ProxyChoice proxies() {
        if (proxies == null) {
            proxies = ProxyOption.parse(proxy, proxyUserName, proxyPassword);
        }
        return proxies;
    }

    TlsSource tls(AliyunMqttConfiguration options) throws IOException {
        if (ServerAddress.parseAll(options.serversOption(), options.servers()).stream()
                .noneMatch(ServerAddress::secure)) {
            return TlsSource.OF_JVM;
        }
        return tls().source(options.getSslClientProps());
    }

    private synchronized TlsChoice tls() {
        if (tls == null) {
            tls = new TlsChoice(
                    getCamelContext(),
                    new PemFiles(certificateFile, privateKeyFile, caFile),
                    sslContextParameters,
                    useGlobalSslContextParameters);
        }
        return tls;
    }
}
