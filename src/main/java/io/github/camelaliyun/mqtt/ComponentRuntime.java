package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.connection.ConnectionStatus;
import io.github.camelaliyun.mqtt.connection.ConnectionThreads;
import io.github.camelaliyun.mqtt.connection.Connections;
import io.github.camelaliyun.mqtt.connection.Handoff;
import io.github.camelaliyun.mqtt.connection.MqttConnection;
import io.github.camelaliyun.mqtt.observe.ConnectionCheck;
import io.github.camelaliyun.mqtt.observe.ConnectionHealthCheck;
import io.github.camelaliyun.mqtt.observe.ConnectionLivenessCheck;
import io.github.camelaliyun.mqtt.observe.ConnectionObservers;
import io.github.camelaliyun.mqtt.observe.ObservedConnections;
import io.github.camelaliyun.mqtt.observe.OperatorLog;
import io.github.camelaliyun.mqtt.wire.EventLoops;
import io.github.camelaliyun.mqtt.wire.NettyWire;
import org.apache.camel.CamelContext;
import org.apache.camel.StartupListener;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.camel.spi.ExecutorServiceManager;
import org.apache.camel.spi.ThreadPoolProfile;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;

/**
 * What a component has while it runs: threads of Camel's own, the connections, and their health checks. Made when the
 * component is initialised, ended when it is shut down; nothing of it is left then.
 */
final class ComponentRuntime {

    /** One could be kept by a slow log appender; keep-alive pings must not wait for it. */
    private static final int TIMER_THREADS = 2;

    /** Exchanges that run at once before it is looked whether they block each other. */
    private static final int ROUTE_WIDTH = 16;

    /** The same for what connections do that may wait, such as names, credentials and the keys of TLS. */
    private static final int WORK_WIDTH = 8;

    private static final Duration END_TIMEOUT = Duration.ofSeconds(2);

    private final CamelContext context;
    private final ScheduledExecutorService timer;
    private final ExecutorService workers;
    private final ExecutorService routeThreads;
    private final Handoff routes;
    private final SharedLoops loops;
    private final Connections connections;
    private final Diversions diversions;
    private final RouteSubscribers subscribers;
    private final RouteProducers producers;
    private final Supplier<List<ConnectionStatus>> statuses = this::statuses;
    private List<ConnectionCheck> checks = List.of();

    ComponentRuntime(CamelContext context, AliyunMqttComponent component, Supplier<String> scheme) throws Exception {
        this.context = context;
        ExecutorServiceManager threads = context.getExecutorServiceManager();
        timer = threads.newScheduledThreadPool(component, "MqttTimer", timerProfile());
        workers = threads.newCachedThreadPool(component, "MqttConnection");
        routeThreads = threads.newCachedThreadPool(component, "MqttRoute");
        routes = new Handoff(timer, routeThreads, ROUTE_WIDTH);
        loops = SharedLoops.of(context);
        EventLoops acquired = loops.acquire();
        try {
            Handoff work = new Handoff(timer, workers, WORK_WIDTH);
            ConnectionThreads shared = new ConnectionThreads(new NettyWire(acquired, work), timer, work, routes);
            connections = new Connections(shared, new OperatorLog(scheme), new ConnectionObservers(context));
            diversions = new Diversions(context, component);
            subscribers = new RouteSubscribers(context, component, timer);
            subscribers.begin();
            producers = new RouteProducers(context, component);
            producers.begin();
            ObservedConnections.of(context).add(statuses);
            context.addStartupListener(new StartTeller(connections));
        } catch (Throwable e) {
            endThreads();
            throw e;
        }
    }

    /** What watches connections may need what the application makes only while it starts. */
    private record StartTeller(Connections connections) implements StartupListener {
        @Override
        public void onCamelContextStarted(CamelContext started, boolean alreadyStarted) {
            connections.applicationStarted();
        }

        @Override
        public void onCamelContextFullyStarted(CamelContext started, boolean alreadyStarted) {
            connections.applicationStarted();
        }
    }

    /** With room for any number of connections: each has some tasks that wait, and Camel's own limit is 1,000. */
    private static ThreadPoolProfile timerProfile() {
        ThreadPoolProfile profile = new ThreadPoolProfile("MqttTimer");
        profile.setPoolSize(TIMER_THREADS);
        profile.setMaxQueueSize(-1);
        return profile;
    }

    /** Announces the health checks: when the component starts it has a name, and Camel a registry if it has one at all. */
    void begin(AliyunMqttComponent component) {
        diversions.begin();
        HealthCheckRegistry registry = HealthCheckRegistry.get(context);
        if (registry != null && checks.isEmpty()) {
            String prefix = checkPrefix(component);
            checks = List.of(
                    new ConnectionHealthCheck(prefix + "connections", statuses),
                    new ConnectionLivenessCheck(prefix + "liveness", statuses, Clock.systemUTC()));
            checks.forEach(registry::register);
        }
    }

    /** Two components in one context have two of each: they carry the name that routes use for their component. */
    private String checkPrefix(AliyunMqttComponent component) {
        return context.getComponentNames().stream()
                .filter(name -> context.hasComponent(name) == component)
                .findFirst()
                .map(name -> name + "-")
                .orElse("");
    }

    /** Runs what may wait for a vault or a disk. */
    void work(Runnable task) {
        workers.execute(task);
    }

    Connections connections() {
        return connections;
    }

    RouteSubscribers subscribers() {
        return subscribers;
    }

    Diversions diversions() {
        return diversions;
    }

    List<ConnectionStatus> statuses() {
        return connections.all().stream().map(MqttConnection::status).toList();
    }

    /** Closes the connections and ends the threads; waits a bounded time. */
    void end() {
        HealthCheckRegistry registry = HealthCheckRegistry.get(context);
        if (registry != null) {
            checks.forEach(registry::unregister);
        }
        ObservedConnections.of(context).remove(statuses);
        subscribers.end();
        producers.end();
        try {
            connections.closeAll();
            diversions.end();
        } finally {
            endThreads();
        }
    }

    private void endThreads() {
        ExecutorServiceManager threads = context.getExecutorServiceManager();
        threads.shutdownNow(timer);
        threads.shutdownGraceful(routeThreads, END_TIMEOUT.toMillis());
        threads.shutdownGraceful(workers, END_TIMEOUT.toMillis());
        loops.release();
    }
}
