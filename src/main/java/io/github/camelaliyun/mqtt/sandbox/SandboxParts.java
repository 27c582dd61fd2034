package io.github.camelaliyun.mqtt.sandbox;

import io.github.camelaliyun.mqtt.credential.Masked;
import io.github.camelaliyun.mqtt.sandbox.token.TokenRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;

/** The parts of a sandbox, put together: the rules first, then the broker that keeps them. */
final class SandboxParts implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SandboxParts.class);

    final SandboxOptions options;
    final Accounts accounts;
    final Identities identities;
    final TopicRules topics;
    private final MessageBudget budget = new MessageBudget();
    final ClientLedger ledger = new ClientLedger(budget);
    final MessageLog<PublishedMessage> published =
            new MessageLog<>(message -> message.topic().length() + message.payload().length, budget);
    final TlsMaterial tls;
    final Path trustStore;
    final Broker broker;
    final Receivers receivers;
    final SandboxTokens tokens;
    final SandboxFaults faults;
    private final SandboxFolder folder;
    private boolean closed;

    private SandboxParts(SandboxOptions options, int port, SandboxFolder folder, TlsMaterial tls)
            throws InterruptedException {
        this.options = options;
        this.folder = folder;
        this.tls = tls;
        this.accounts = new Accounts(options);
        this.identities = new Identities(options, accounts);
        this.topics = new TopicRules(options);
        ResendRules resends = new ResendRules(ledger);
        FaultRules faultRules = new FaultRules();
        TokenRegistry registry = new TokenRegistry();
        TokenHooks hooks = new TokenHooks(ledger);
        TokenRules tokenRules = new TokenRules(accounts, registry, hooks);
        this.tokens = new SandboxTokens(accounts, registry, hooks);
        folder.folder("data");
        folder.folder("extensions");
        BrokerConfig.write(folder.folder("conf"), port, options.otherPorts(), tls, options.rules());
        this.broker = Broker.start(
                folder.path(),
                new ServiceExtension(identities, topics, ledger, published, tokenRules, resends, faultRules, tls),
                tls);
        this.receivers = new Receivers(broker);
        this.faults = new SandboxFaults(broker, faultRules, resends, tokenRules.sessions());
        this.trustStore = writeTrustStore();
    }

    private Path writeTrustStore() {
        try {
            return tls.server().writeTrustStore();
        } catch (RuntimeException e) {
            broker.stop();
            throw e;
        }
    }

    URI uri(String scheme, String listener, String path) {
        return URI.create(scheme + "://" + Ports.LOOPBACK + ":" + broker.port(listener) + path);
    }

    /** @throws SandboxException if the sandbox was started without mutual TLS */
    URI mutualTlsUri(String scheme, String listener, String path) {
        clientAuthority();
        return uri(scheme, listener, path);
    }

    /** @throws SandboxException if the sandbox was started without mutual TLS */
    ClientAuthority clientAuthority() {
        return tls.clients()
                .orElseThrow(() -> new SandboxException("this sandbox has no listener for mutual TLS: start it with"
                        + " SandboxOptions.withMutualTls()"));
    }

    /**
     * Starts the broker; returns when all its listeners are open.
     *
     * @throws SandboxException if it does not come up; the folder stays the caller's then
     */
    static SandboxParts start(SandboxOptions options, int port, SandboxFolder folder) throws InterruptedException {
        TlsMaterial tls = TlsMaterial.generate(folder.path(), options.mutualTls());
        try {
            return new SandboxParts(options, port, folder, tls);
        } finally {
            tls.abandon();
        }
    }

    /**
     * For another one who uses the sandbox. An AccessKey ID that is known keeps its secret: a client with another one is
     * refused, as by the service.
     */
    void share(SandboxOptions other) {
        if (!accounts.learn(other.accessKey(), other.secretKey(), other.instanceId())) {
            LOG.warn(
                    "the sandbox of this JVM knows the accessKey {} with another secretKey: clients that sign with this"
                            + " one are refused",
                    Masked.id(other.accessKey()));
        }
        topics.add(other.parentTopics());
        warnOfPort("port", BrokerConfig.TCP, other.port());
        warnOfPort("sslPort", BrokerConfig.TLS, other.otherPorts().ssl());
        warnOfPort("wsPort", BrokerConfig.WEBSOCKET, other.otherPorts().ws());
        warnOfPort("wssPort", BrokerConfig.TLS_WEBSOCKET, other.otherPorts().wss());
    }

    private void warnOfPort(String setting, String listener, int wanted) {
        if (wanted != 0 && wanted != broker.port(listener)) {
            LOG.warn(
                    "the sandbox of this JVM listens on port {} already: the setting of {} {} has no effect",
                    broker.port(listener),
                    setting,
                    wanted);
        }
    }

    /**
     * The oldest message on the topic that no call has returned yet.
     *
     * @param nothing what to say if there is none in time
     */
    <M extends OnTopic> M awaited(MessageLog<M> log, String topic, Duration limit, String nothing) {
        Argument.requireText("topic", topic);
        Predicate<M> wanted = message -> message.topic().equals(topic);
        Argument.requireTime("limit", limit, "no wait");
        Optional<M> present = log.take(wanted);
        if (present.isPresent()) {
            return present.get();
        }
        broker.requireRunning();
        try {
            return log.await(wanted, limit)
                    .orElseThrow(() -> new SandboxException(nothing + " within " + limit.toMillis() + " ms; there was: "
                            + log.all() + returnedBefore(log.returned(wanted))));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SandboxException("interrupted while a message was waited for", e);
        }
    }

    private static String returnedBefore(long messages) {
        return messages == 0 ? "" : "; earlier calls have returned " + messages + " of them, which no call does again";
    }

    /** As {@link #awaited}, of what went out to a client. */
    SentMessage awaitedBy(String clientId, String topic, Duration limit) {
        Argument.requireText("clientId", clientId);
        ClientRecord client = ledger.use(clientId);
        try {
            return awaited(client.sent(), topic, limit, "nothing on '" + topic + "' went out to " + clientId);
        } finally {
            ledger.release(clientId);
        }
    }

    void forgetMessages() {
        published.clear();
        ledger.forgetMessages();
    }

    /** Idempotent; called under the monitor of the {@link Sandbox}. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        tokens.close();
        broker.stop();
        folder.close();
    }
}
