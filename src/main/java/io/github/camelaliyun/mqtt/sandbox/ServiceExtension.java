package io.github.camelaliyun.mqtt.sandbox;

import com.hivemq.extension.sdk.api.ExtensionMain;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartOutput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopOutput;
import com.hivemq.extension.sdk.api.services.Services;
import com.hivemq.extension.sdk.api.services.admin.AdminService;
import com.hivemq.extension.sdk.api.services.publish.PublishService;
import com.hivemq.extension.sdk.api.services.session.ClientService;
import com.hivemq.extension.sdk.api.services.subscription.SubscriptionStore;

import java.util.concurrent.CountDownLatch;

/**
 * The broker extension that teaches the broker the service's rules. The broker calls {@link #extensionStart} once, on a
 * thread of its own, before it opens its listeners; without it nobody can connect.
 */
final class ServiceExtension implements ExtensionMain {

    private final Identities identities;
    private final TopicRules topics;
    private final ClientLedger ledger;
    private final MessageLog<PublishedMessage> published;
    private final TokenRules tokens;
    private final ResendRules resends;
    private final FaultRules faults;
    private final TlsMaterial tls;
    private final CountDownLatch inForce = new CountDownLatch(1);
    private volatile ClientService clients;
    private volatile AdminService admin;
    private volatile PublishService publishing;
    private volatile SubscriptionStore subscriptions;

    ServiceExtension(
            Identities identities,
            TopicRules topics,
            ClientLedger ledger,
            MessageLog<PublishedMessage> published,
            TokenRules tokens,
            ResendRules resends,
            FaultRules faults,
            TlsMaterial tls) {
        this.identities = identities;
        this.topics = topics;
        this.ledger = ledger;
        this.published = published;
        this.tokens = tokens;
        this.resends = resends;
        this.faults = faults;
        this.tls = tls;
    }

    @Override
    public void extensionStart(ExtensionStartInput input, ExtensionStartOutput output) {
        // Services is JVM-wide and belongs to the broker that started last: keep ours.
        clients = Services.clientService();
        admin = Services.adminService();
        publishing = Services.publishService();
        subscriptions = Services.subscriptionStore();
        ServerPush push = new ServerPush(publishing);
        tokens.start(push, clients, Services.extensionExecutorService());
        ConnectGate connectGate = new ConnectGate(identities, ledger, tokens.login(), topics);
        TrafficGate trafficGate = new TrafficGate(topics, tokens.sessions(), faults, published);
        Services.securityRegistry().setAuthenticatorProvider(any -> connectGate);
        Services.securityRegistry().setAuthorizerProvider(any -> trafficGate);
        P2pDelivery p2p = new P2pDelivery(subscriptions, ledger);
        Services.interceptorRegistry().setConnackOutboundInterceptorProvider(any -> p2p);
        Services.eventRegistry()
                .setClientLifecycleEventListener(any -> new ConnectionEvents(tokens.sessions(), ledger));
        DeliveryInterceptor delivery = new DeliveryInterceptor(ledger, push, tokens.upload(), topics);

        SubscriptionLimit limit = new SubscriptionLimit(ledger, topics, faults);
        Services.initializerRegistry().setClientInitializer((connection, client) -> {
            tokens.watch(connection.getClientInformation().getClientId(), client, topics);
            client.addPublishInboundInterceptor(delivery);
            client.addPublishOutboundInterceptor(delivery);
            client.addSubscribeInboundInterceptor(limit);
            client.addUnsubscribeInboundInterceptor(limit);
            // Each goes next to the codec: a message is sent again from when it went out with its batch, and a line
            // that
            // stalls holds back what is sent again, too.
            faults.holdBacklog(connection);
            resends.apply(connection);
            faults.apply(connection);
        });
        waitForKeyStore();
        inForce.countDown();
    }

    /** The last moment before the listeners need it; a failure is reported by the thread that started the sandbox. */
    private void waitForKeyStore() {
        try {
            tls.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (SandboxException e) {
            // Broker.start asks again and passes it on.
        }
    }

    @Override
    public void extensionStop(ExtensionStopInput input, ExtensionStopOutput output) {
        // The broker drops what was registered.
    }

    boolean inForce() {
        return inForce.getCount() == 0;
    }

    TopicRules topics() {
        return topics;
    }

    ClientService clients() {
        return clients;
    }

    PublishService publishing() {
        return publishing;
    }

    SubscriptionStore subscriptions() {
        return subscriptions;
    }

    AdminService admin() {
        return admin;
    }
}
