package io.github.camelaliyun.mqtt.sandbox;

import io.github.camelaliyun.mqtt.credential.SignMode;

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
 * <p>The page {@code docs/sandbox.md} says what is not imitated. What it remembers for a test to ask is bounded, for all clients
 * together to 100,000 messages and topic filters, or 32 MiB; the oldest go first.
 *
 * <p>Thread-safe. Its threads keep the JVM alive until {@link #close()}. Needs
 * {@code com.hivemq:hivemq-community-edition-embedded}, an optional dependency of this jar.
 */
public final class Sandbox implements AutoCloseable {

    /** A pom without code, which brings what the sandbox needs. */
    public static final String ARTIFACT = "io.github.camelaliyun:camel-aliyun-mqtt-sandbox";
    /** What to do where that is not there, as the end of a message. */
    public static final String HOW_TO_ADD = "add the dependency " + ARTIFACT
            + ", in the test scope if it is for tests alone, or set the endpoint of an instance";

    final SandboxParts parts;

    Sandbox(SandboxParts parts) {
        this.parts = parts;
    }

    /**
     * {@return a running sandbox, which the caller closes} All its listeners are open. Takes about a second, at most a minute.
     *
     * @param options what it pretends to be
     * @throws IllegalArgumentException if the port is taken, as all that follows with nothing left behind
     * @throws SandboxException if the broker is not on the classpath, or does not come up; the message says what to do
     */
    public static Sandbox start(SandboxOptions options) {
        return SandboxStart.start(options);
    }

    /** {@return whether what it needs is on the class path} */
    public static boolean isAvailable() {
        return BrokerPresence.isComplete();
    }

    /** {@return {@code tcp://127.0.0.1:port}} */
    public URI tcp() {
        return parts.uri("tcp", BrokerConfig.TCP, "");
    }

    /** {@return {@code ssl://127.0.0.1:port}; the certificate is for 127.0.0.1 and localhost} */
    public URI ssl() {
        return parts.uri("ssl", BrokerConfig.TLS, "");
    }

    /** {@return {@code ws://127.0.0.1:port/mqtt}; the path {@code /} is as good} */
    public URI ws() {
        return parts.uri("ws", BrokerConfig.WEBSOCKET, BrokerConfig.WEBSOCKET_PATH);
    }

    /** {@return {@code ws://127.0.0.1:port/}: a port of its own, for clients that use the path {@code /}} */
    public URI wsRoot() {
        return parts.uri("ws", BrokerConfig.WEBSOCKET_ROOT, "/");
    }

    /** {@return {@code wss://127.0.0.1:port/mqtt}; the path {@code /} is as good} */
    public URI wss() {
        return parts.uri("wss", BrokerConfig.TLS_WEBSOCKET, BrokerConfig.WEBSOCKET_PATH);
    }

    /**
     * {@return {@code ssl://127.0.0.1:port}, where a client needs a certificate of {@link #issueClientIdentity} besides what
     * it needs elsewhere}
     *
     * @throws SandboxException if the sandbox was started without mutual TLS
     */
    public URI mutualTls() {
        return parts.mutualTlsUri("ssl", BrokerConfig.MUTUAL_TLS, "");
    }

    /**
     * {@return {@code wss://127.0.0.1:port/mqtt}, otherwise as {@link #mutualTls()}}
     *
     * @throws SandboxException if the sandbox was started without mutual TLS
     */
    public URI mutualTlsWebSocket() {
        return parts.mutualTlsUri("wss", BrokerConfig.MUTUAL_TLS_WEBSOCKET, BrokerConfig.WEBSOCKET_PATH);
    }

    /**
     * {@return a new client certificate (X.509 双向认证)} Takes about half a second. The service does not tie it to a clientId.
     *
     * @param name the certificate's common name: letters, digits, {@code _}, {@code -} and {@code @}
     * @throws SandboxException if the sandbox was started without mutual TLS
     */
    public ClientIdentity issueClientIdentity(String name) {
        return parts.clientAuthority().issue(name);
    }

    /** {@return a PKCS#12 file with the sandbox's certificate and nothing else; gone after {@link #close()}} */
    public Path trustStore() {
        return parts.trustStore;
    }

    /** {@return the same certificate in PEM, for the option caFile and other languages; gone after {@link #close()}} */
    public Path caFile() {
        return parts.tls.server().caFile();
    }

    /** {@return the password of the trust store; the same for every sandbox: what it protects is public} */
    public String trustStorePassword() {
        return KeyStores.TRUST_STORE_PASSWORD;
    }

    /**
     * Issues a device credential (一机一密) for one clientId; issuing the same id again replaces it.
     *
     * @param deviceAccessKeyId the second part of the username
     * @param deviceAccessKeySecret what its password is signed with
     * @param clientId the one clientId that may use it, {@code <Group ID>@@@<Device ID>}
     * @throws IllegalArgumentException if a value is empty or the clientId not well-formed
     */
    public void registerDevice(String deviceAccessKeyId, String deviceAccessKeySecret, String clientId) {
        parts.identities.registerDevice(deviceAccessKeyId, deviceAccessKeySecret, clientId);
    }

    /**
     * Adds a custom identity (自定义鉴权), for any clientId.
     *
     * @param username the whole username, at most 64 characters
     * @param secret the password, or what it is signed with
     * @param signMode whether the password is the secret itself or a signature of the clientId
     * @throws IllegalArgumentException if a value is empty or the username longer than 64 characters
     */
    public void registerIdentity(String username, String secret, SignMode signMode) {
        parts.identities.registerIdentity(username, secret, signMode);
    }

    /**
     * Gives the AccessKey ID another secret, as a rotation in the RAM console does; clients that are connected stay so.
     *
     * @param secretKey the AccessKey Secret from now on
     * @throws IllegalArgumentException if it is empty
     */
    public void changeSecret(String secretKey) {
        parts.accounts.changeSecret(parts.options.accessKey(), secretKey);
    }

    /**
     * Adds an AccessKey pair of an instance, or gives a known one another secret, or another instance besides.
     *
     * @param accessKey the AccessKey ID
     * @param secretKey the AccessKey Secret from now on
     * @param instanceId what clients have as the third part of the username
     * @throws IllegalArgumentException if a value is empty
     */
    public void registerAccount(String accessKey, String secretKey, String instanceId) {
        parts.accounts.put(accessKey, secretKey, instanceId);
    }

    /**
     * Adds parent topics, as somebody in the console does.
     *
     * @param parentTopics first levels of topics, without wildcards
     * @throws IllegalArgumentException if one is none
     */
    public void addParentTopics(Collection<String> parentTopics) {
        parts.topics.add(SandboxOptions.requireParentTopics(parentTopics));
    }

    /** {@return what issues tokens and takes them back, by call or by the service's OpenAPI} */
    public SandboxTokens tokens() {
        return parts.tokens;
    }

    /** {@return what goes wrong at a test's wish: a client is kicked, its line stalls, and more} */
    public SandboxFaults faults() {
        return parts.faults;
    }

    /**
     * Publishes a message as another client would, QoS 1; returns when the broker has it in the queues of those it is for.
     *
     * @param topic also one of P2P, {@code <parent>/p2p/<clientId>}
     * @param payload the message; may be empty
     * @throws SandboxException if the broker does not answer within 10 s
     */
    public void publish(String topic, byte[] payload) {
        Argument.requireTopic("topic", topic);
        Argument.requirePresent("payload", payload);
        parts.broker.publish(topic, payload);
    }

    /**
     * As {@link #publish(String, byte[])}, with text.
     *
     * @param topic as there
     * @param text sent in UTF-8
     */
    public void publish(String topic, String text) {
        Argument.requirePresent("text", text);
        publish(topic, text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Waits until a client would get a message on this topic: until one has subscribed to it or, for a P2P topic, until the one
     * it is to has connected. To be called before {@link #publish} where an application has just been started: what is
     * published before is lost for a clean session.
     *
     * @param topic a topic name
     * @param limit how long to wait
     * @throws SandboxException if there is none in time
     */
    public void awaitReceiver(String topic, Duration limit) {
        parts.receivers.await(topic, limit);
    }

    /** {@return what clients have published, and the rules let pass: thelatest 10,000 messages or 4 MiB, oldest first} */
    public List<PublishedMessage> published() {
        return parts.published.all();
    }

    /**
     * {@return the oldest message on a topic that clients have published and no call has returned; waits until there is one}
     *
     * @param topic a topic name
     * @param limit how long to wait; zero for no wait, a year at most
     * @throws SandboxException if there is none in time; the message says what there was
     */
    public PublishedMessage awaitPublished(String topic, Duration limit) {
        return parts.awaited(parts.published, topic, limit, "no client published to '" + topic + "'");
    }

    /**
     * {@return the oldest message on a topic that has gone to a client and no call has returned; waits until there is one}
     *
     * @param clientId who gets it
     * @param topic a topic name
     * @param limit how long to wait; zero for no wait, a year at most
     * @throws SandboxException if there is none in time; the message says what there was
     */
    public SentMessage awaitSent(String clientId, String topic, Duration limit) {
        return parts.awaitedBy(clientId, topic, limit);
    }

    /** Forgets what was published and sent so far, for the methods above and {@link #sentTo}; who waits goes on waiting. */
    public void forgetMessages() {
        parts.forgetMessages();
    }

    /**
     * {@return what went out to the client: the latest 10,000 messages or 4 MiB, oldest first; redeliveries count again}
     *
     * @param clientId of a client that was seen or not
     */
    public List<SentMessage> sentTo(String clientId) {
        return parts.ledger.find(clientId).sent().all();
    }

    /**
     * {@return the latest 10,000 topic filters that the client's SUBSCRIBE packets named, in order, refused ones included}
     *
     * @param clientId of a client that was seen or not
     */
    public List<String> subscriptionsOf(String clientId) {
        return parts.ledger.find(clientId).named().all();
    }

    /**
     * {@return how many CONNECT packets the client sent, accepted or not}
     *
     * @param clientId of a client that was seen or not
     */
    public int connectsOf(String clientId) {
        return parts.ledger.find(clientId).connects();
    }

    /**
     * {@return the clientIds of the clients that are connected now}
     *
     * @throws SandboxException if the broker does not answer within 10 s
     */
    public Set<String> connectedClients() {
        return parts.broker.connectedClients();
    }

    /** Closes all connections, stops the broker and deletes its files; takes about 2 s. Idempotent. */
    @Override
    public synchronized void close() {
        parts.close();
    }
}
