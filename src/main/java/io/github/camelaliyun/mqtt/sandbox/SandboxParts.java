package io.github.camelaliyun.mqtt.sandbox;

import io.github.camelaliyun.mqtt.sandbox.token.TokenRegistry;

import java.nio.file.Path;

/** The parts of a sandbox, put together: the rules first, then the broker that keeps them. */
final class SandboxParts implements AutoCloseable {

    final SandboxOptions options;
    final Accounts accounts;
    final Identities identities;
    final TopicRules topics;
    final ClientLedger ledger = new ClientLedger();
    final MessageLog<PublishedMessage> published = new MessageLog<>(message -> message.payload().length);
    final TlsMaterial tls;
    final Path trustStore;
    final Broker broker;
    final SandboxTokens tokens;
    final SandboxFaults faults;
    private final SandboxFolder folder;

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
        TokenHooks hooks = new TokenHooks();
        this.tokens = new SandboxTokens(accounts, registry, hooks);
        folder.folder("data");
        folder.folder("extensions");
        BrokerConfig.write(folder.folder("conf"), port, tls);
        this.broker = Broker.start(
                folder.path(),
                new ServiceExtension(
                        identities,
                        topics,
                        ledger,
                        published,
                        new TokenRules(accounts, registry, hooks),
                        resends,
                        faultRules,
                        tls),
                tls);
        this.faults = new SandboxFaults(broker, faultRules, resends);
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

    @Override
    public void close() {
        tokens.close();
        broker.stop();
        folder.close();
    }
}
