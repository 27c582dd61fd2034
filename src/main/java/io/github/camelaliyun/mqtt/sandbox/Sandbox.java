package io.github.camelaliyun.mqtt.sandbox;

import io.github.camelaliyun.mqtt.credential.SignMode;
import io.github.camelaliyun.mqtt.sandbox.token.TokenRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * The service on a laptop, without an account: an MQTT broker inside this JVM, on 127.0.0.1, that keeps the service's
 * rules. It authenticates like the service, delivers P2P messages without a subscription, and closes the connection of a
 * client that breaks a rule, with one line in the log that names the rule.
 *
 * <p>Not imitated: the batching of offline messages (30 every 5 s), the case-insensitivity of topics, limits per
 * second.
 *
 * <p>Thread-safe. Its threads keep the JVM alive until {@link #close()}. Needs
 * {@code com.hivemq:hivemq-community-edition-embedded}, an optional dependency of this jar.
 */
public final class Sandbox implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Sandbox.class);
    private static final String BROKER_CLASS = "com.hivemq.embedded.EmbeddedHiveMQ";

    private final SandboxFolder folder;
    private final Identities identities;
    private final ClientLedger ledger;
    private final ResendRules resends;
    private final SandboxTokens tokens;
    private final Broker broker;
    private final TlsMaterial tls;
    private final Path trustStore;
    private boolean closed;

    private Sandbox(
            SandboxFolder folder,
            Identities identities,
            ClientLedger ledger,
            ResendRules resends,
            SandboxTokens tokens,
            Broker broker,
            TlsMaterial tls) {
        this.folder = folder;
        this.identities = identities;
        this.ledger = ledger;
        this.resends = resends;
        this.tokens = tokens;
        this.broker = broker;
        this.tls = tls;
        this.trustStore = tls.server().writeTrustStore();
    }

    /**
     * Starts a sandbox; returns when all its listeners are open. Takes about a second, at most a minute.
     *
     * @throws SandboxException if the port is taken, the broker is not on the classpath, or it does not come up; the
     *     message says what to do, and nothing is left behind
     */
    public static Sandbox start(SandboxOptions options) {
        requireBroker();
        int port = Ports.choose(options.port(), options.portMayMove());
        SandboxFolder folder = SandboxFolder.create();
        try {
            Sandbox sandbox = start(options, port, folder);
            LOG.info(
                    "sandbox ready: {} {} {} {}, trust store {}",
                    sandbox.tcp(),
                    sandbox.ssl(),
                    sandbox.ws(),
                    sandbox.wss(),
                    sandbox.trustStore());
            return sandbox;
        } catch (LinkageError e) {
            folder.close();
            throw brokerMissing(e);
        } catch (InterruptedException e) {
            folder.close();
            Thread.currentThread().interrupt();
            throw new SandboxException("interrupted while the sandbox started", e);
        } catch (RuntimeException e) {
            folder.close();
            throw e;
        }
    }

    private static Sandbox start(SandboxOptions options, int port, SandboxFolder folder) throws InterruptedException {
        TlsMaterial tls = TlsMaterial.generate(folder.path(), options.mutualTls());
        try {
            folder.folder("data");
            folder.folder("extensions");
            BrokerConfig.write(folder.folder("conf"), port, tls);
            Identities identities = new Identities(options);
            ClientLedger ledger = new ClientLedger();
            ResendRules resends = new ResendRules(ledger);
            TokenRegistry registry = new TokenRegistry();
            TokenHooks hooks = new TokenHooks();
            TokenRules tokens = new TokenRules(options, registry, hooks);
            ServiceRules rules =
                    new ServiceRules(identities, new TopicRules(options.parentTopics()), ledger, tokens, resends, tls);
            Broker broker = Broker.start(folder.path(), rules, tls);
            return complete(
                    folder, identities, ledger, resends, new SandboxTokens(options, registry, hooks), broker, tls);
        } finally {
            tls.abandon();
        }
    }

    private static Sandbox complete(
            SandboxFolder folder,
            Identities identities,
            ClientLedger ledger,
            ResendRules resends,
            SandboxTokens tokens,
            Broker broker,
            TlsMaterial tls) {
        try {
            return new Sandbox(folder, identities, ledger, resends, tokens, broker, tls);
        } catch (RuntimeException e) {
            broker.stop();
            throw e;
        }
    }

    /** Before anything is created; the classes that need the broker are loaded after this check only. */
    private static void requireBroker() {
        try {
            Class.forName(BROKER_CLASS, false, Sandbox.class.getClassLoader());
        } catch (ClassNotFoundException | LinkageError e) {
            throw brokerMissing(e);
        }
    }

    private static SandboxException brokerMissing(Throwable cause) {
        return new SandboxException(
                "the sandbox's broker is not complete on the classpath (" + cause
                        + "): add the dependency com.hivemq:hivemq-community-edition-embedded, which is optional, or"
                        + " set aliyun.mqtt.endpoint to the endpoint of an instance",
                cause);
    }

    /** {@code tcp://127.0.0.1:port}. */
    public URI tcp() {
        return uri("tcp", BrokerConfig.TCP, "");
    }

    /** {@code ssl://127.0.0.1:port}; the certificate is for 127.0.0.1 and localhost. */
    public URI ssl() {
        return uri("ssl", BrokerConfig.TLS, "");
    }

    /** {@code ws://127.0.0.1:port/mqtt}; the path {@code /} is as good. */
    public URI ws() {
        return uri("ws", BrokerConfig.WEBSOCKET, BrokerConfig.WEBSOCKET_PATH);
    }

    /** {@code ws://127.0.0.1:port/}: a port of its own, for clients that use the path {@code /}. */
    public URI wsRoot() {
        return uri("ws", BrokerConfig.WEBSOCKET_ROOT, "/");
    }

    /** {@code wss://127.0.0.1:port/mqtt}; the path {@code /} is as good. */
    public URI wss() {
        return uri("wss", BrokerConfig.TLS_WEBSOCKET, BrokerConfig.WEBSOCKET_PATH);
    }

    /**
     * {@code ssl://127.0.0.1:port}, where a client needs a certificate of {@link #issueClientIdentity} besides what it
     * needs elsewhere.
     *
     * @throws SandboxException if the sandbox was started without mutual TLS
     */
    public URI mutualTls() {
        clientAuthority();
        return uri("ssl", BrokerConfig.MUTUAL_TLS, "");
    }

    /**
     * {@code wss://127.0.0.1:port/mqtt}, otherwise as {@link #mutualTls()}.
     *
     * @throws SandboxException if the sandbox was started without mutual TLS
     */
    public URI mutualTlsWebSocket() {
        clientAuthority();
        return uri("wss", BrokerConfig.MUTUAL_TLS_WEBSOCKET, BrokerConfig.WEBSOCKET_PATH);
    }

    /**
     * Issues a client certificate (X.509 双向认证); takes about half a second. The service does not tie it to a clientId.
     *
     * @param name the certificate's common name: letters, digits, {@code _}, {@code -} and {@code @}
     * @throws SandboxException if the sandbox was started without mutual TLS
     */
    public ClientIdentity issueClientIdentity(String name) {
        return clientAuthority().issue(name);
    }

    private ClientAuthority clientAuthority() {
        return tls.clients()
                .orElseThrow(() -> new SandboxException("this sandbox has no listener for mutual TLS: start it with"
                        + " SandboxOptions.withMutualTls()"));
    }

    private URI uri(String scheme, String listener, String path) {
        return URI.create(scheme + "://" + Ports.LOOPBACK + ":" + broker.port(listener) + path);
    }

    /** PKCS#12 file with the sandbox's certificate and nothing else; gone after {@link #close()}. */
    public Path trustStore() {
        return trustStore;
    }

    /** The same for every sandbox: what it protects is public. */
    public String trustStorePassword() {
        return KeyStores.TRUST_STORE_PASSWORD;
    }

    /**
     * Issues a device credential (一机一密) for one clientId; issuing the same id again replaces it.
     *
     * @throws IllegalArgumentException if a value is empty or the clientId not well-formed
     */
    public void registerDevice(String deviceAccessKeyId, String deviceAccessKeySecret, String clientId) {
        identities.registerDevice(deviceAccessKeyId, deviceAccessKeySecret, clientId);
    }

    /**
     * Adds a custom identity (自定义鉴权), for any clientId.
     *
     * @throws IllegalArgumentException if a value is empty or the username longer than 64 characters
     */
    public void registerIdentity(String username, String secret, SignMode signMode) {
        identities.registerIdentity(username, secret, signMode);
    }

    /**
     * Gives the AccessKey ID another secret, as a rotation in the RAM console does; clients that are connected stay so.
     *
     * @throws IllegalArgumentException if it is empty
     */
    public void changeSecret(String secretKey) {
        identities.changeSecret(secretKey);
    }

    /** Issues tokens and takes them back, by call or by the service's OpenAPI. */
    public SandboxTokens tokens() {
        return tokens;
    }

    /**
     * Closes the client's TCP connection, if it has one; returns when that is done.
     *
     * @throws SandboxException if the broker does not answer within 10 s
     */
    public void disconnect(String clientId) {
        broker.disconnect(clientId);
    }

    /**
     * Sends this client's QoS 1 messages again on the same connection, each time one has been unacknowledged for that
     * long, up to 15 times each, as the service's family does (RocketMQ MQTT after 3 s); off by default. In force from the
     * client's next connect on, for MQTT 3.1.1: MQTT 5 forbids it. A message is sent no more once one of its packet
     * identifiers is acknowledged. To the sandbox it counts as delivered when that is the first one; with
     * {@link Resend#NEW_ID}, a client that acknowledges only another gets it again at its next connect.
     *
     * @param after zero for never
     * @throws IllegalArgumentException if the time is negative
     * @throws SandboxException if the broker on the classpath is a version in which this is not possible
     * @see Resend
     */
    public void resendUnacknowledged(String clientId, Duration after, Resend how) {
        resends.set(clientId, after, how);
    }

    /** What went out to the client: the latest 10,000 messages or 4 MiB, oldest first; redeliveries count again. */
    public List<SentMessage> sentTo(String clientId) {
        return ledger.of(clientId).sent();
    }

    /** The topic filters that the client's SUBSCRIBE packets named, in order, refused ones included. */
    public List<String> subscriptionsOf(String clientId) {
        return ledger.of(clientId).named();
    }

    /** How many CONNECT packets the client sent, accepted or not. */
    public int connectsOf(String clientId) {
        return ledger.of(clientId).connects();
    }

    /**
     * Clients that are connected now.
     *
     * @throws SandboxException if the broker does not answer within 10 s
     */
    public Set<String> connectedClients() {
        return broker.connectedClients();
    }

    /** Closes all connections, stops the broker and deletes its files; takes about 2 s. Idempotent. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            tokens.close();
            broker.stop();
            folder.close();
        }
    }

    /** For tests of this package. */
    Broker broker() {
        return broker;
    }
}
