package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.connection.ConnectionStatus;
import io.github.camelaliyun.mqtt.credential.AuthMode;
import io.github.camelaliyun.mqtt.credential.ClientId;
import io.github.camelaliyun.mqtt.credential.CredentialProcessor;
import io.github.camelaliyun.mqtt.credential.RotatingCredentials;
import io.github.camelaliyun.mqtt.credential.SignMode;
import io.github.camelaliyun.mqtt.credential.token.TokenSettings;
import org.apache.camel.Endpoint;
import org.apache.camel.SSLContextParametersAware;
import org.apache.camel.component.paho.PahoComponent;
import org.apache.camel.component.paho.PahoConfiguration;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.net.SocketFactory;

/**
 * The {@code paho:} scheme for Alibaba Cloud's MQTT service. Bound in the registry as {@code paho} it stands behind
 * every {@code paho:} URI, with camel-paho's options and one connection per clientId; bound under another name it leaves
 * an estate's own {@code paho} alone.
 *
 * <p>With an {@code accessKey} or a {@code credentialProcessor} it knows the service's rules and refuses early what the
 * service would answer with a closed connection; without, it is a camel-paho for any broker.
 */
@Component("paho")
public class AliyunPahoComponent extends PahoComponent implements SSLContextParametersAware {

    private static final Logger LOG = LoggerFactory.getLogger(AliyunPahoComponent.class);

    @Metadata(description = "Address of the server: tcp://, ssl://, ws:// or wss:// with host:port.")
    private String endpoint;

    @Metadata(description = "Instance ID, from the console.")
    private String instanceId;

    @Metadata(
            label = "security",
            secret = true,
            description = "AccessKey ID; the DeviceAccessKeyId or user name in the" + " modes device and custom.")
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

    @Metadata(label = "security", defaultValue = "signature", enums = "signature,token,device,custom")
    private String authMode = "signature";

    @Metadata(
            label = "security",
            defaultValue = "ORIGIN",
            description = "In the mode custom: whether the password is"
                    + " the secret itself (ORIGIN) or signs the clientId (SIGNED).")
    private SignMode signMode = SignMode.ORIGIN;

    @Metadata(label = "security", description = "In the mode token: where tokens come from, and what they are for.")
    private TokenSettings token = new TokenSettings();

    @Metadata(description = "Group ID; with deviceId it gives the clientId of every endpoint that has none of its own.")
    private String groupId;

    @Metadata(description = "Device ID, unique in its group.")
    private String deviceId;

    @Metadata(
            label = "security,advanced",
            description = "Computes user name and password per clientId, in place of" + " the one that authMode names.")
    private CredentialProcessor credentialProcessor;

    @Metadata(
            label = "producer",
            defaultValue = "30000",
            description = "How long a publish may wait for its place in"
                    + " the in-flight window and for its acknowledgement together, in milliseconds.")
    private long publishTimeout = 30_000;

    @Metadata(label = "security", description = "Trust and key stores of ssl:// and wss:// connections.")
    private SSLContextParameters sslContextParameters;

    @Metadata(label = "security", description = "Use the SSL context parameters of the CamelContext (camel.ssl.*).")
    private boolean useGlobalSslContextParameters;

    @Metadata(label = "security", description = "Client certificate and its chain, PEM; file: or classpath:.")
    private String certificateFile;

    @Metadata(label = "security", description = "Private key of certificateFile, PEM, PKCS#8 without a password.")
    private String privateKeyFile;

    @Metadata(label = "security", description = "Certificates to trust, PEM, in place of those that the JVM trusts.")
    private String caFile;

    private ComponentRuntime runtime;
    private SocketFactory tlsSockets;
    private String generatedClientId;
    private boolean resolved;

    public AliyunPahoComponent() {
        super.setConfiguration(new AliyunPahoConfiguration());
    }

    @Override
    public AliyunPahoConfiguration getConfiguration() {
        return (AliyunPahoConfiguration) super.getConfiguration();
    }

    /** The shared options; they must be of this component's own class, which computes the credentials. */
    @Override
    public void setConfiguration(PahoConfiguration configuration) {
        if (!(configuration instanceof AliyunPahoConfiguration)) {
            throw new IllegalArgumentException("configuration must be a " + AliyunPahoConfiguration.class.getName()
                    + ": a plain PahoConfiguration cannot compute credentials");
        }
        super.setConfiguration(configuration);
    }

    /** Refused: connections are the component's own. */
    @Override
    public void setClient(MqttClient client) {
        throw new IllegalArgumentException("client: this component makes its own connections, one for each clientId;"
                + " remove the option, or use camel-paho's own component under another name");
    }

    /**
     * Makes of the settings what the endpoints use. At the first endpoint, not at init: Camel may set the properties of a
     * bean after it has initialised it.
     */
    private synchronized void resolveSettings() {
        if (resolved) {
            return;
        }
        if (credentialProcessor == null) {
            credentialProcessor = processorOfKeys();
        }
        getConfiguration().setCredentialProcessor(credentialProcessor);
        if (endpoint != null) {
            ServerAddress address = ServerAddress.parse(endpoint);
            getConfiguration().setBrokerUrl(address.toString());
            warnOf(address);
        }
        if (getConfiguration().getClientId() == null && (groupId != null || deviceId != null)) {
            getConfiguration().setClientId(new ClientId(groupId, deviceId).toString());
        }
        resolved = true;
    }

    /** Null for a component without keys. Keys that come from properties are asked for once here: at the start. */
    private CredentialProcessor processorOfKeys() {
        AuthMode mode = AuthMode.parse(authMode);
        KeyProperties keys = new KeyProperties(
                getCamelContext().getPropertiesComponent(), accessKey, accessKeyProperty, secretKey, secretKeyProperty);
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

    @Override
    protected void doInit() throws Exception {
        super.doInit();
        runtime = new ComponentRuntime(getCamelContext(), this);
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        runtime.begin(this);
    }

    @Override
    protected void doShutdown() throws Exception {
        runtime.end();
        super.doShutdown();
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        resolveSettings();
        AliyunPahoConfiguration options =
                (AliyunPahoConfiguration) getConfiguration().copy();
        AliyunPahoEndpoint answer = new AliyunPahoEndpoint(uri, remaining, this, options);
        setProperties(answer, parameters);
        if (options.getClientId() == null) {
            options.setClientId(generatedClientId());
        }
        if (isService()) {
            if (AuthMode.parse(authMode) != AuthMode.CUSTOM) {
                ClientId.parse(options.getClientId());
            }
            ServiceRules.checkOptions(remaining, options);
        }
        return answer;
    }

    /** Whether this is the service, or its sandbox, rather than a broker without credentials of the service. */
    boolean isService() {
        return credentialProcessor != null;
    }

    ComponentRuntime runtime() {
        return runtime;
    }

    /** What each connection is doing at this moment. */
    public List<ConnectionStatus> connectionStatuses() {
        return runtime.statuses();
    }

    Duration publishTimeout() {
        return Duration.ofMillis(publishTimeout);
    }

    /** The endpoint's own factory if it has one; for TLS that of the PEM files or SSL context parameters; else the JVM's. */
    synchronized SocketFactory socketFactory(PahoConfiguration options, String servers) throws Exception {
        boolean secure =
                Arrays.stream(servers.split(",")).map(ServerAddress::parse).allMatch(ServerAddress::secure);
        if (options.getSocketFactory() != null || !secure) {
            return options.getSocketFactory();
        }
        if (tlsSockets == null) {
            tlsSockets = tlsSockets();
        }
        return tlsSockets;
    }

    /** Of the PEM files if there are any, else of the SSL context parameters; null for the JVM's. */
    private SocketFactory tlsSockets() throws IOException {
        PemFiles files = new PemFiles(certificateFile, privateKeyFile, caFile);
        if (files.given() && sslContextParameters != null) {
            throw new IllegalArgumentException("certificateFile, privateKeyFile and caFile cannot be set together with"
                    + " sslContextParameters: each says the whole of TLS, remove one of them");
        }
        if (files.given()) {
            return new FreshTlsSockets(() -> files.read(getCamelContext()).createSSLContext(getCamelContext()));
        }
        SSLContextParameters parameters = sslContextParameters == null && useGlobalSslContextParameters
                ? retrieveGlobalSslContextParameters()
                : sslContextParameters;
        return parameters == null ? null : new FreshTlsSockets(() -> parameters.createSSLContext(getCamelContext()));
    }

    /** One for all endpoints without a clientId, so that they share a connection as those with one do. */
    private synchronized String generatedClientId() {
        if (generatedClientId == null) {
            generatedClientId = "camel-" + MqttClient.generateClientId();
        }
        return generatedClientId;
    }

    private static void warnOf(ServerAddress address) {
        if (!address.secure() && !address.isLoopback()) {
            LOG.warn(
                    "endpoint {} is not encrypted: whoever reads the CONNECT packet can use its credentials again. Use"
                            + " ssl:// (port 8883) or wss:// (port 443)",
                    address);
        }
        if (address.isIp() && !address.isLoopback()) {
            LOG.warn(
                    "endpoint {} is an IP address: the service changes its addresses without notice, use the instance's"
                            + " domain name",
                    address);
        }
    }

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

    /** AccessKey ID; the DeviceAccessKeyId or user name in the modes device and custom. */
    public void setAccessKey(String accessKey) {
        this.accessKey = accessKey;
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
}
