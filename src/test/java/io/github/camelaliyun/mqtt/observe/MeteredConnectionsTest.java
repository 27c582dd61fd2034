package io.github.camelaliyun.mqtt.observe;

import io.github.camelaliyun.mqtt.connection.ConnectionOptions;
import io.github.camelaliyun.mqtt.connection.ConnectionThreads;
import io.github.camelaliyun.mqtt.connection.MqttConnection;
import io.github.camelaliyun.mqtt.connection.TestConnections;
import io.github.camelaliyun.mqtt.kit.LogCapture;
import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.MeterFilterReply;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.management.DefaultManagementAgent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.management.Attribute;
import javax.management.AttributeNotFoundException;
import javax.management.JMException;
import javax.management.MBeanRegistrationException;
import javax.management.ObjectName;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class MeteredConnectionsTest {

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

    @AfterEach
    void endTimer() {
        timer.shutdownNow();
    }

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @Test
    void aRegistryThatIsMadeWhileTheContextStartsHasTheConnectionsOfBefore() throws Exception {
        try (CamelContext context = new DefaultCamelContext()) {
            MeteredConnections connections = new MeteredConnections(context);
            connections.onOpened(connection());
            assertThat(registry.getMeters()).isEmpty();

            context.getRegistry().bind("metricsRegistry", registry);
            connections.onApplicationStarted();

            assertThat(registry.get("aliyun.mqtt.published")
                            .tag("clientId", "GID_test@@@1")
                            .functionCounter()
                            .count())
                    .isZero();
        }
    }

    /** The query of an address may have a token. */
    @Test
    void noSeriesAndNoMBeanShowsAQuery() throws Exception {
        try (CamelContext context = new DefaultCamelContext()) {
            context.getRegistry().bind("metricsRegistry", registry);
            context.start();
            MqttConnection connection = connection();
            new MeteredConnections(context).onOpened(connection);
            ManagedConnections managed = new ManagedConnections(context);
            managed.onOpened(connection);

            assertThat(registry.getMeters())
                    .isNotEmpty()
                    .allMatch(meter ->
                            "ws://127.0.0.1:1/mqtt?...".equals(meter.getId().getTag("server")));
            assertThat(ManagementFactory.getPlatformMBeanServer()
                            .queryNames(new ObjectName("org.apache.camel:type=aliyun-mqtt,*"), null))
                    .extracting(name -> ObjectName.unquote(name.getKeyProperty("name")))
                    .containsExactly("GID_test@@@1 at ws://127.0.0.1:1/mqtt?...");
            managed.onClosed(connection);
        }
    }

    @Test
    void noRegistryIsMadeForTheEstateMayMakeItsOwnLater() throws Exception {
        try (CamelContext context = new DefaultCamelContext()) {
            MeteredConnections connections = new MeteredConnections(context);
            connections.onOpened(connection());
            context.start();

            assertThat(context.getRegistry().lookupByName("metricsRegistry")).isNull();
        }
    }

    @Test
    void aConnectionMadeAnewHasItsOwnMeters() throws Exception {
        try (CamelContext context = new DefaultCamelContext()) {
            context.getRegistry().bind("metricsRegistry", registry);
            MeteredConnections connections = new MeteredConnections(context);
            MqttConnection first = connection();
            connections.onOpened(first);
            int meters = registry.getMeters().size();
            connections.onClosed(first);
            assertThat(registry.getMeters()).isEmpty();

            connections.onOpened(connection());
            assertThat(registry.getMeters()).hasSize(meters);
        }
    }

    /** A status takes the locks of what comes in, and looks at all that waits. */
    @Test
    void aScrapeOfAllMetersAsksForOneStatus() {
        MqttConnection connection = connection();
        AtomicInteger statuses = new AtomicInteger();
        AtomicLong nanos = new AtomicLong();
        ConnectionMeters meters = new ConnectionMeters(
                registry,
                connection,
                new RecentStatus(
                        () -> {
                            statuses.incrementAndGet();
                            return connection.status();
                        },
                        nanos::get));
        meters.register();
        assertThat(statuses).as("a first scrape soon after is not of before").hasValue(0);

        scrape();
        scrape();
        assertThat(statuses).hasValue(1);

        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        scrape();
        assertThat(statuses).hasValue(2);
        meters.remove();
    }

    private void scrape() {
        assertThat(registry.getMeters())
                .hasSizeGreaterThan(15)
                .allSatisfy(meter -> meter.measure().forEach(Measurement::getValue));
    }

    @Test
    void aRegistryThatRefusesAMeterIsLeftWithNoneAndAskedAgainAtTheStart() throws Exception {
        try (CamelContext context = new DefaultCamelContext()) {
            context.getRegistry().bind("metricsRegistry", registry);
            AtomicBoolean refuses = new AtomicBoolean(true);
            registry.config().meterFilter(new MeterFilter() {
                @Override
                public MeterFilterReply accept(Meter.Id id) {
                    if (refuses.get() && id.getName().endsWith("acknowledged")) {
                        throw new IllegalStateException("says the test");
                    }
                    return MeterFilterReply.NEUTRAL;
                }
            });
            MeteredConnections connections = new MeteredConnections(context);
            MqttConnection connection = connection();

            assertThatThrownBy(() -> connections.onOpened(connection)).isInstanceOf(IllegalStateException.class);
            assertThat(registry.getMeters()).isEmpty();

            refuses.set(false);
            connections.onApplicationStarted();
            assertThat(registry.getMeters()).isNotEmpty();
        }
    }

    @Test
    void aConnectionThatJmxDoesNotShowWorksAllTheSame() throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext();
                LogCapture log = new LogCapture()) {
            context.start();
            context.getManagementStrategy().setManagementAgent(new DefaultManagementAgent(context) {
                @Override
                public void register(Object bean, ObjectName name) throws JMException {
                    throw new MBeanRegistrationException(new SecurityException("no"), "not allowed");
                }
            });

            new ManagedConnections(context).onOpened(connection());

            assertThat(log.lines())
                    .contains("WARN GID_test@@@1 at ws://127.0.0.1:1/mqtt?... cannot be shown by JMX"
                            + " (javax.management.MBeanRegistrationException: not allowed); it works all the same. Look into the"
                            + " management agent of the CamelContext");
        }
    }

    @Test
    void noAttributeCanBeWritten() {
        assertThatThrownBy(() -> new ManagedConnection(connection()).setAttribute(new Attribute("State", "CLOSED")))
                .isInstanceOf(AttributeNotFoundException.class)
                .hasMessage("State is read-only");
    }

    private MqttConnection connection() {
        ConnectionOptions options = ConnectionOptions.of(List.of("ws://127.0.0.1:1/mqtt?token=secret"), "GID_test@@@1")
                .maxInflight(10)
                .maxSubscriptions(30)
                .build();
        return TestConnections.of(options, null, new ConnectionThreads(null, timer, null, null), (about, event) -> {});
    }
}
