package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.connection.ConnectionStatus;
import io.github.camelaliyun.mqtt.credential.AuthMode;
import io.github.camelaliyun.mqtt.credential.ClientId;
import io.github.camelaliyun.mqtt.credential.CredentialProcessor;
import io.github.camelaliyun.mqtt.wire.ProxyChoice;
import io.github.camelaliyun.mqtt.wire.TlsSource;
import org.apache.camel.Endpoint;
import org.apache.camel.component.paho.PahoConfiguration;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

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
public class AliyunPahoComponent extends AliyunPahoOptions {

    private static final Logger LOG = LoggerFactory.getLogger(AliyunPahoComponent.class);

    static final String OWN_CLIENT = "client: this component makes its own connections, one for each clientId; remove"
            + " the option, or use camel-paho's own component under another name";

    private final PahoDifferences differences = new PahoDifferences();
    private ComponentRuntime runtime;
    private TlsSource tls;
    private ProxyChoice proxies;
    private final Map<List<Object>, String> generatedClientIds = new HashMap<>();
    private final Map<Properties, TlsSource> pahoTls = new HashMap<>();
    private final SecureRandom random = new SecureRandom();
    private boolean resolved;
    /** By what makes them, so that endpoints with equal accounts have the same, and share a connection. */
    private final Map<List<Object>, CredentialProcessor> processors = new HashMap<>();

    private final Set<ServerAddress> warnedOf = new HashSet<>();
    private final AtomicBoolean loginInUri = new AtomicBoolean();

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
        throw new IllegalArgumentException(OWN_CLIENT);
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
            credentialProcessor = processorOf(ownAccount());
        }
        getConfiguration().setCredentialProcessor(credentialProcessor);
        if (endpoint != null) {
            getConfiguration().setBrokerUrl(checked(endpoint));
        }
        if (getConfiguration().getClientId() == null && (groupId != null || deviceId != null)) {
            getConfiguration().setClientId(new ClientId(groupId, deviceId).toString());
        }
        resolved = true;
    }

    private AliyunMqttAccount ownAccount() {
        AliyunMqttAccount own = new AliyunMqttAccount();
        own.setInstanceId(instanceId);
        own.setAccessKey(accessKey);
        own.setSecretKey(secretKey);
        own.setAccessKeyProperty(accessKeyProperty);
        own.setSecretKeyProperty(secretKeyProperty);
        own.setAuthMode(authMode);
        own.setSignMode(signMode);
        own.setToken(token);
        return own;
    }

    /** Null for an account without keys. */
    private CredentialProcessor processorOf(AliyunMqttAccount account) {
        return processors.computeIfAbsent(
                account.keys(), keys -> account.processor(getCamelContext().getPropertiesComponent()));
    }

    /** Puts the account that an endpoint names in the place of the component's own. */
    private synchronized void useAccount(AliyunMqttAccount account, AliyunPahoConfiguration options) {
        CredentialProcessor processor = processorOf(account);
        if (processor == null) {
            throw new IllegalArgumentException("account has no keys: set its instanceId, accessKey and secretKey, or"
                    + " leave out the option account and use the component's");
        }
        options.setCredentialProcessor(processor);
        if (account.getEndpoint() != null) {
            options.setServerURIs(null);
            options.setBrokerUrl(checked(account.getEndpoint()));
        }
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
        // Null where it could not be made: that error has been told.
        if (runtime != null) {
            runtime.end();
        }
        super.doShutdown();
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        resolveSettings();
        AliyunPahoConfiguration options =
                (AliyunPahoConfiguration) getConfiguration().copy();
        warnOfLoginIn(parameters);
        AliyunPahoEndpoint answer = new AliyunPahoEndpoint(uri, remaining, this, options);
        setProperties(answer, parameters);
        AliyunMqttAccount account = answer.getAccount();
        if (account != null) {
            useAccount(account, options);
        }
        List<ServerAddress> servers = ServerAddress.parseAll(options.servers());
        OptionRanges.check(answer, options, publishTimeout);
        proxies();
        differences.warnOf(options);
        if (options.isService()) {
            servers.forEach(ServerAddress::requireNoLogin);
            servers.forEach(this::warnOnceOf);
            if (AuthMode.parse(account == null ? authMode : account.getAuthMode()) != AuthMode.CUSTOM) {
                ClientId.parse(options.getClientId());
            }
            ServiceRules.checkOptions(remaining, options);
        }
        if (options.getClientId() == null) {
            options.setClientId(generatedClientId(answer));
        }
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

    Duration publishTimeout() {
        return Duration.ofMillis(publishTimeout);
    }

    /** Of camel-paho's own properties if there are some, of the PEM files or SSL context parameters; else the JVM's. */
    synchronized TlsSource tls(PahoConfiguration options, String servers) throws IOException {
        if (ServerAddress.parseAll(servers).stream().noneMatch(ServerAddress::secure)) {
            return TlsSource.OF_JVM;
        }
        if (options.getSslClientProps() != null) {
            return pahoTls.computeIfAbsent(options.getSslClientProps(), this::pahoTls);
        }
        if (tls == null) {
            tls = tls();
        }
        return tls;
    }

    /** Of camel-paho's own way to say TLS: properties that begin with com.ibm.ssl. */
    private TlsSource pahoTls(Properties properties) {
        SSLContextParameters parameters = PahoTls.parameters(properties);
        return new FreshTls(() -> parameters.createSSLContext(getCamelContext()));
    }

    /** Of the PEM files if there are any, else of the SSL context parameters. */
    private TlsSource tls() throws IOException {
        PemFiles files = new PemFiles(certificateFile, privateKeyFile, caFile);
        if (files.given() && sslContextParameters != null) {
            throw new IllegalArgumentException("certificateFile, privateKeyFile and caFile cannot be set together with"
                    + " sslContextParameters: each says the whole of TLS, remove one of them");
        }
        SSLContextParameters parameters = sslContextParameters == null && useGlobalSslContextParameters
                ? retrieveGlobalSslContextParameters()
                : sslContextParameters;
        if (!files.given() && parameters == null) {
            return TlsSource.OF_JVM;
        }
        FreshTls made = new FreshTls(
                files.given()
                        ? () -> files.read(getCamelContext()).createSSLContext(getCamelContext())
                        : () -> parameters.createSSLContext(getCamelContext()));
        // At the start, so that what does not serve is told there.
        made.create();
        return made;
    }

    /**
     * One for all endpoints without a clientId, so that they share a connection as those with one do; another one for
     * those that cannot share it, since camel-paho has such endpoints side by side. Of at most 19 characters: MQTT 3.1 has
     * 23 at most.
     */
    private synchronized String generatedClientId(AliyunPahoEndpoint endpoint) {
        return generatedClientIds.computeIfAbsent(
                endpoint.ofConnection(),
                key -> "camel-" + Long.toUnsignedString(random.nextLong(), Character.MAX_RADIX));
    }

    /** The address as it was written, with a warning, once, if it is a risky one. */
    private String checked(String server) {
        warnOnceOf(ServerAddress.parse(server));
        return server;
    }

    private void warnOnceOf(ServerAddress address) {
        if (warnedOf.add(address)) {
            warnOf(address);
        }
    }

    /** Camel masks a login in an address that is an option of a URI in some places, and in others it does not. */
    private void warnOfLoginIn(Map<String, Object> parameters) {
        parameters.forEach((option, value) -> {
            if (ServerAddress.isOption(option)
                    && ServerAddress.mayHaveLogin(String.valueOf(value))
                    && !loginInUri.getAndSet(true)) {
                LOG.warn(
                        "{} of an endpoint's URI has a login: Camel shows the URIs of routes, in its log and in its tools."
                                + " Set the address on the component, or use the options userName and password, which"
                                + " Camel masks",
                        option);
            }
        });
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
}
