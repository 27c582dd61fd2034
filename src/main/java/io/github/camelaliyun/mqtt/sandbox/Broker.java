package io.github.camelaliyun.mqtt.sandbox;

import com.hivemq.configuration.service.InternalConfigurations;
import com.hivemq.embedded.EmbeddedExtension;
import com.hivemq.embedded.EmbeddedHiveMQ;
import com.hivemq.extension.sdk.api.client.parameter.Listener;
import com.hivemq.extension.sdk.api.packets.general.Qos;
import com.hivemq.extension.sdk.api.services.builder.Builders;
import io.netty.channel.ChannelPipeline;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.lang.Thread.UncaughtExceptionHandler;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Starts and stops HiveMQ CE inside this JVM. The only class that knows how it wants to be handled. */
final class Broker {

    private static final Logger LOG = LoggerFactory.getLogger(Broker.class);
    private static final long START_TIMEOUT_SECONDS = 60;
    private static final long STOP_TIMEOUT_SECONDS = 20;
    private static final long ANSWER_TIMEOUT_SECONDS = 10;
    /** The default of 50 meets delayed acknowledgements of TCP: 50 messages each 45 ms. */
    private static final int IN_FLIGHT_WINDOW = 1_000;

    private final EmbeddedHiveMQ hiveMq;
    private final ServiceExtension rules;
    private final Map<String, Integer> ports;
    private volatile boolean stopped;

    private Broker(EmbeddedHiveMQ hiveMq, ServiceExtension rules) {
        this.hiveMq = hiveMq;
        this.rules = rules;
        this.ports = rules.admin().getServerInformation().getListener().stream()
                .collect(Collectors.toMap(Listener::getName, Listener::getPort));
    }

    /**
     * Starts the broker in {@code folder}, which must have its config.xml in {@code conf} and empty folders
     * {@code data} and {@code extensions}. One at a time: the broker keeps part of its settings in static fields.
     *
     * @throws SandboxException if it is not up, with the rules in force and all listeners open, within 60 s
     */
    static synchronized Broker start(Path folder, ServiceExtension rules, TlsMaterial tls) throws InterruptedException {
        EmbeddedHiveMQ hiveMq = EmbeddedHiveMQ.builder()
                .withConfigurationFolder(folder.resolve("conf"))
                .withDataFolder(folder.resolve("data"))
                .withExtensionsFolder(folder.resolve("extensions"))
                .withEmbeddedExtension(extension(rules))
                .withoutLoggingBootstrap()
                .build();
        // After build(), which sets the first one to "let everyone in".
        InternalConfigurations.AUTH_DENY_UNAUTHENTICATED_CONNECTIONS.set(true);
        InternalConfigurations.MAX_INFLIGHT_WINDOW_SIZE_MESSAGES = IN_FLIGHT_WINDOW;
        InternalConfigurations.PERSISTENCE_SHUTDOWN_GRACE_PERIOD_MSEC.set(0);
        try {
            awaitStart(hiveMq, tls);
            if (!rules.inForce()) {
                throw new SandboxException("the sandbox's broker started without the service's rules: see its log");
            }
            Broker broker = new Broker(hiveMq, rules);
            broker.requireOwnConfiguration(BrokerConfig.listeners(tls));
            BrokerListeners.prepare(hiveMq, broker.connectionRules());
            return broker;
        } catch (RuntimeException | InterruptedException | Error e) {
            stop(hiveMq);
            throw e;
        }
    }

    private static EmbeddedExtension extension(ServiceExtension rules) {
        return EmbeddedExtension.builder()
                .withId("aliyun-mqtt-sandbox")
                .withName("Rules of the service")
                .withVersion("1")
                .withAuthor("camel-aliyun-mqtt")
                .withPriority(1)
                .withStartPriority(1)
                .withExtensionMain(rules)
                .build();
    }

    private static void awaitStart(EmbeddedHiveMQ hiveMq, TlsMaterial tls) throws InterruptedException {
        // The broker installs a JVM-wide handler that may end the JVM; an application has its own or none.
        UncaughtExceptionHandler handler = Thread.getDefaultUncaughtExceptionHandler();
        try {
            hiveMq.start().get(START_TIMEOUT_SECONDS, TimeUnit.SECONDS);
            tls.await();
        } catch (ExecutionException e) {
            // Without a key store the listeners cannot open: then keytool's message is the one that helps.
            tls.await();
            throw new SandboxException(
                    "the sandbox's broker did not start: " + e.getCause()
                            + "; if a port is named, set the port to another one, or to 0",
                    e.getCause());
        } catch (TimeoutException e) {
            // An Error on the broker's own thread, a missing class for one, leaves its future open for ever.
            throw new SandboxException("the sandbox's broker did not start within " + START_TIMEOUT_SECONDS
                    + " s: look for an error of com.hivemq above, or a dependency of"
                    + " com.hivemq:hivemq-community-edition-embedded that is missing on the classpath");
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(handler);
        }
    }

    /** A config.xml it cannot read makes the broker fall back to its default one: all interfaces, telemetry on. */
    private void requireOwnConfiguration(Set<String> listeners) {
        if (!ports.keySet().equals(listeners)) {
            throw new SandboxException(
                    "the sandbox's broker did not take its configuration (listeners " + ports.keySet()
                            + " instead of " + listeners
                            + ") and was stopped: start it again if another process took the port meanwhile, else look"
                            + " whether jaxb-runtime is excluded from the classpath");
        }
    }

    /** Port to what holds for its connections. */
    private Map<Integer, Consumer<ChannelPipeline>> connectionRules() {
        ConnectionRules connections = new ConnectionRules(rules.topics());
        return ports.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getValue, port -> pipeline -> connections.apply(port.getKey(), pipeline)));
    }

    int port(String listener) {
        return ports.get(listener);
    }

    void publish(String topic, byte[] payload) {
        requireRunning();
        answer(rules.publishing()
                .publish(Builders.publish()
                        .topic(topic)
                        .qos(Qos.AT_LEAST_ONCE)
                        .payload(ByteBuffer.wrap(payload))
                        .build()));
    }

    void disconnect(String clientId) {
        requireRunning();
        answer(rules.clients().disconnectClient(clientId));
    }

    /** Those with a subscription that matches the topic; the set is the caller's. */
    Set<String> subscribers(String topic) {
        requireRunning();
        Set<String> subscribers = ConcurrentHashMap.newKeySet();
        answer(rules.subscriptions()
                .iterateAllSubscribersForTopic(
                        topic, (context, subscriber) -> subscribers.add(subscriber.getClientId())));
        return subscribers;
    }

    Set<String> connectedClients() {
        requireRunning();
        Set<String> connected = ConcurrentHashMap.newKeySet();
        answer(rules.clients().iterateAllClients((context, session) -> {
            if (session.isConnected()) {
                connected.add(session.getClientIdentifier());
            }
        }));
        return Set.copyOf(connected);
    }

    /** A broker that has stopped would leave the question open for ever. */
    void requireRunning() {
        if (stopped) {
            throw new SandboxException("the sandbox is closed: start another one");
        }
    }

    private static void answer(CompletableFuture<?> answer) {
        try {
            answer.get(ANSWER_TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SandboxException("interrupted while the sandbox's broker was asked", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new SandboxException(
                    "the sandbox's broker did not answer within " + ANSWER_TIMEOUT_SECONDS + " s: see its log", e);
        }
    }

    /** Returns when the broker has stopped, after at most 20 s; about 2 s are netty's quiet period. */
    void stop() {
        stopped = true;
        stop(hiveMq);
    }

    private static void stop(EmbeddedHiveMQ hiveMq) {
        FutureTask<Void> stop = new FutureTask<>(() -> {
            hiveMq.close();
            return null;
        });
        Thread thread = new Thread(stop, "sandbox-stop");
        thread.setDaemon(true);
        thread.start();
        try {
            stop.get(STOP_TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("the sandbox's broker did not stop cleanly: {}", e.toString());
        }
    }
}
