package io.github.camelaliyun.mqtt.sandbox;

import io.github.camelaliyun.mqtt.credential.SignMode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * The service on a laptop, without an account: an MQTT broker inside this JVM, on 127.0.0.1, that keeps the service's
 * rules. It authenticates like the service, delivers P2P messages without a subscription, and closes the connection of a
 * client that breaks a rule, with one line in the log that names the rule.
 *
 * <p>Not imitated: the case-insensitivity of topics; and, unless {@link #faults} are told to, the batching of offline
 * messages (30 every 5 s) and limits per second.
 *
 * <p>Thread-safe. Its threads keep the JVM alive until {@link #close()}. Needs
 * {@code com.hivemq:hivemq-community-edition-embedded}, an optional dependency of this jar.
 */
public final class Sandbox implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Sandbox.class);
    /** A pom without code, which brings what the sandbox needs. */
    public static final String ARTIFACT = "io.github.camelaliyun:camel-aliyun-mqtt-sandbox";

    private final SandboxParts parts;
    private boolean closed;

    private Sandbox(SandboxParts parts) {
        this.parts = parts;
    }

    /**
     * Starts a sandbox; returns when all its listeners are open. Takes about a second, at most a minute.
     *
     * @throws SandboxException if the port is taken, the broker is not on the classpath, or it does not come up; the
     *     message says what to do, and nothing is left behind
     */
    public static Sandbox start(SandboxOptions options) {
        BrokerPresence.require();
        int port = Ports.choose(options.port(), options.portMayMove());
        SandboxFolder folder = SandboxFolder.create();
        SandboxParts started = null;
        try {
            started = SandboxParts.start(options, port, folder);
        } catch (LinkageError e) {
            throw BrokerPresence.incomplete(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SandboxException("interrupted while the sandbox started", e);
        } finally {
            if (started == null) {
                folder.close();
            }
        }
        Sandbox ready = new Sandbox(started);
        LOG.info(
                "sandbox ready: {} {} {} {}, trust store {}",
                ready.tcp(),
                ready.ssl(),
                ready.ws(),
                ready.wss(),
                ready.trustStore());
        return ready;
    }

    /** Whether what it needs is on the class path. */
    public static boolean isAvailable() {
        return BrokerPresence.isComplete();
    }

    /** {@code tcp://127.0.0.1:port}. */
    public URI tcp() {
        return parts.uri("tcp", BrokerConfig.TCP, "");
    }

    /** {@code ssl://127.0.0.1:port}; the certificate is for 127.0.0.1 and localhost. */
    public URI ssl() {
        return parts.uri("ssl", BrokerConfig.TLS, "");
    }

    /** {@code ws://127.0.0.1:port/mqtt}; the path {@code /} is as good. */
    public URI ws() {
        return parts.uri("ws", BrokerConfig.WEBSOCKET, BrokerConfig.WEBSOCKET_PATH);
    }

    /** {@code ws://127.0.0.1:port/}: a port of its own, for clients that use the path {@code /}. */
    public URI wsRoot() {
        return parts.uri("ws", BrokerConfig.WEBSOCKET_ROOT, "/");
    }

    /** {@code wss://127.0.0.1:port/mqtt}; the path {@code /} is as good. */
    public URI wss() {
        return parts.uri("wss", BrokerConfig.TLS_WEBSOCKET, BrokerConfig.WEBSOCKET_PATH);
    }

    /**
     * {@code ssl://127.0.0.1:port}, where a client needs a certificate of {@link #issueClientIdentity} besides what it
     * needs elsewhere.
     *
     * @throws SandboxException if the sandbox was started without mutual TLS
     */
    public URI mutualTls() {
        parts.clientAuthority();
        return parts.uri("ssl", BrokerConfig.MUTUAL_TLS, "");
    }

    /**
     * {@code wss://127.0.0.1:port/mqtt}, otherwise as {@link #mutualTls()}.
     *
     * @throws SandboxException if the sandbox was started without mutual TLS
     */
    public URI mutualTlsWebSocket() {
        parts.clientAuthority();
        return parts.uri("wss", BrokerConfig.MUTUAL_TLS_WEBSOCKET, BrokerConfig.WEBSOCKET_PATH);
    }

    /**
     * Issues a client certificate (X.509 双向认证); takes about half a second. The service does not tie it to a clientId.
     *
     * @param name the certificate's common name: letters, digits, {@code _}, {@code -} and {@code @}
     * @throws SandboxException if the sandbox was started without mutual TLS
     */
    public ClientIdentity issueClientIdentity(String name) {
        return parts.clientAuthority().issue(name);
    }

    /** PKCS#12 file with the sandbox's certificate and nothing else; gone after {@link #close()}. */
    public Path trustStore() {
        return parts.trustStore;
    }

    /** The same certificate as PEM, for the option caFile and for clients in other languages; gone after {@link #close()}. */
    public Path caFile() {
        return parts.tls.server().caFile();
    }

    /** Of the trust store; the same for every sandbox: what it protects is public. */
    public String trustStorePassword() {
        return KeyStores.TRUST_STORE_PASSWORD;
    }

    /**
     * Issues a device credential (一机一密) for one clientId; issuing the same id again replaces it.
     *
     * @throws IllegalArgumentException if a value is empty or the clientId not well-formed
     */
    public void registerDevice(String deviceAccessKeyId, String deviceAccessKeySecret, String clientId) {
        parts.identities.registerDevice(deviceAccessKeyId, deviceAccessKeySecret, clientId);
    }

    /**
     * Adds a custom identity (自定义鉴权), for any clientId.
     *
     * @throws IllegalArgumentException if a value is empty or the username longer than 64 characters
     */
    public void registerIdentity(String username, String secret, SignMode signMode) {
        parts.identities.registerIdentity(username, secret, signMode);
    }

    /**
     * Gives the AccessKey ID another secret, as a rotation in the RAM console does; clients that are connected stay so.
     *
     * @throws IllegalArgumentException if it is empty
     */
    public void changeSecret(String secretKey) {
        SandboxOptions.requireText("secretKey", secretKey);
        parts.accounts.changeSecret(parts.options.accessKey(), secretKey);
    }

    /**
     * Adds an AccessKey pair of an instance, or gives a known one another secret, or another instance besides.
     *
     * @throws IllegalArgumentException if a value is empty
     */
    public void registerAccount(String accessKey, String secretKey, String instanceId) {
        SandboxOptions.requireText("accessKey", accessKey);
        SandboxOptions.requireText("secretKey", secretKey);
        SandboxOptions.requireText("instanceId", instanceId);
        parts.accounts.put(accessKey, secretKey, instanceId);
    }

    /** Adds parent topics, as somebody in the console does. */
    public void addParentTopics(Collection<String> parentTopics) {
        parts.topics.add(parentTopics);
    }

    /** Somebody else of this JVM uses it as {@code endpoint=sandbox}. */
    void share(SandboxOptions options) {
        parts.share(options);
    }

    /** Issues tokens and takes them back, by call or by the service's OpenAPI. */
    public SandboxTokens tokens() {
        return parts.tokens;
    }

    /** What goes wrong at a test's wish: a client is kicked, its line stalls, acknowledgements are dropped, and more. */
    public SandboxFaults faults() {
        return parts.faults;
    }

    /**
     * Publishes a message as another client would, QoS 1; returns when the broker has it in the queues of those it is for.
     *
     * @param topic also one of P2P, {@code <parent>/p2p/<clientId>}
     * @throws SandboxException if the broker does not answer within 10 s
     */
    public void publish(String topic, byte[] payload) {
        Argument.requireTopic("topic", topic);
        Argument.requirePresent("payload", payload);
        parts.broker.publish(topic, payload);
    }

    /** The same with text, in UTF-8. */
    public void publish(String topic, String text) {
        Argument.requirePresent("text", text);
        publish(topic, text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Waits until a client would get a message on this topic: until one has subscribed to it or, for a P2P topic, until the one
     * it is to has connected. To be called before {@link #publish} where an application has just been started: what is
     * published before is lost for a clean session.
     *
     * @throws SandboxException if there is none in time
     */
    public void awaitReceiver(String topic, Duration limit) {
        parts.receivers.await(topic, limit);
    }

    /** What clients have published, and the rules let pass: the latest 10,000 messages or 4 MiB, oldest first. */
    public List<PublishedMessage> published() {
        return parts.published.all();
    }

    /**
     * Waits until a client has published to a topic.
     *
     * @return the oldest such message
     * @throws SandboxException if there is none in time; the message says what there was
     */
    public PublishedMessage awaitPublished(String topic, Duration limit) {
        return parts.awaited(parts.published, topic, limit, "no client published to '" + topic + "'");
    }

    /**
     * Waits until a message on a topic has gone out to a client.
     *
     * @return the oldest such message
     * @throws SandboxException if there is none in time; the message says what there was
     */
    public SentMessage awaitSent(String clientId, String topic, Duration limit) {
        Argument.requireText("clientId", clientId);
        return parts.awaited(
                parts.ledger.of(clientId).sent(), topic, limit, "nothing on '" + topic + "' went out to " + clientId);
    }

    /** What went out to the client: the latest 10,000 messages or 4 MiB, oldest first; redeliveries count again. */
    public List<SentMessage> sentTo(String clientId) {
        return parts.ledger.of(clientId).sent().all();
    }

    /** The topic filters that the client's SUBSCRIBE packets named, in order, refused ones included. */
    public List<String> subscriptionsOf(String clientId) {
        return parts.ledger.of(clientId).named();
    }

    /** How many CONNECT packets the client sent, accepted or not. */
    public int connectsOf(String clientId) {
        return parts.ledger.of(clientId).connects();
    }

    /**
     * Clients that are connected now.
     *
     * @throws SandboxException if the broker does not answer within 10 s
     */
    public Set<String> connectedClients() {
        return parts.broker.connectedClients();
    }

    /** Closes all connections, stops the broker and deletes its files; takes about 2 s. Idempotent. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            parts.close();
        }
    }
}
