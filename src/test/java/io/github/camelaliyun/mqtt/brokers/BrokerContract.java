package io.github.camelaliyun.mqtt.brokers;

import io.github.camelaliyun.mqtt.AliyunMqttComponent;
import io.github.camelaliyun.mqtt.connection.ConnectionState;
import io.github.camelaliyun.mqtt.connection.ConnectionStatus;
import io.github.camelaliyun.mqtt.kit.Estate;
import io.github.camelaliyun.mqtt.kit.FaultProxy;
import io.github.camelaliyun.mqtt.kit.LogCapture;
import io.github.camelaliyun.mqtt.reliability.Ledger;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.paho.PahoConstants;
import org.apache.camel.component.paho.PahoMessage;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;
import org.awaitility.core.ConditionTimeoutException;
import org.eclipse.paho.client.mqttv3.MqttTopic;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What the component promises on every broker. A class for each broker extends this; what one of them lacks is in
 * {@link Limits}. Topics and clientIds are of one test each, since the broker is of all.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@ExtendWith(Recording.class)
abstract class BrokerContract {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    /** For some thousand messages on a broker that writes each to a disk. */
    private static final Duration STREAM_LIMIT = Duration.ofMinutes(2);
    /** From a kill to the end of the stream, with a slow start of the broker and a reconnect delay in it. */
    private static final Duration KILL_LIMIT = Duration.ofMinutes(2);

    private static final Duration NOTHING_MORE = Duration.ofMillis(500);
    private static final int STREAM = 5_000;
    private static final int BACKLOG = 1_000;
    private static final int KILL_STREAM = 20_000;
    private static final int KILL_AT = 5_000;
    private static final int UNACKNOWLEDGED = 500;
    private static final int KEEP_ALIVE_SECONDS = 2;
    /** A broker that has just started on a busy machine may take its time. */
    private static final int CONNECT_SECONDS = 20;

    private BrokerUnderTest broker;
    private String figure = "";

    /** Starts the broker, or aborts with the reason why this machine cannot. */
    abstract BrokerUnderTest start();

    @BeforeAll
    void startBroker() {
        broker = start();
    }

    @AfterAll
    void closeBroker() {
        if (broker != null) {
            broker.close();
        }
    }

    BrokerUnderTest broker() {
        return broker;
    }

    /** What a test adds to its "ok". */
    String takeFigure() {
        String taken = figure;
        figure = "";
        return taken;
    }

    @Test
    @Shows(Behaviour.REFUSED_LOGIN)
    void aWrongPasswordIsRefusedInWords() throws Exception {
        try (LogCapture log = new LogCapture();
                Estate app = application(
                        broker.tcp(), "refused", c -> c.getConfiguration().setPassword("not-the-password"))) {
            app.consume("in", "paho:refused/in", e -> {});
            await().atMost(LIMIT).until(() -> status(app).lastError() != null);

            assertThat(status(app).lastError())
                    .containsAnyOf(
                            "the server refused the user name or password (CONNACK 4)",
                            "the server does not authorize this client (CONNACK 5)");
            assertThat(log.lines()).anyMatch(line -> line.contains("cannot connect") && line.contains("(CONNACK "));
            HealthCheck.Result health = readiness(app, "paho-connections");
            assertThat(health.getState()).isEqualTo(HealthCheck.State.DOWN);
            assertThat(health.getDetails().get("lastError").toString()).contains("(CONNACK ");
            assertThat(String.join("\n", log.lines())).doesNotContain("not-the-password");
            figure = status(app).lastError().replaceAll("(?s).*\\((CONNACK \\d)\\).*", "$1");
        }
    }

    @Test
    @Shows(Behaviour.QOS_0)
    void messagesOfQos0Arrive() throws Exception {
        int arrived = distinct(stream(0));

        if (isLimited(Behaviour.QOS_0)) {
            assertThat(arrived).isPositive();
        } else {
            assertThat(arrived).as(figure).isEqualTo(STREAM);
        }
    }

    @Test
    @Shows(Behaviour.QOS_1)
    void messagesOfQos1ArriveAtLeastOnce() throws Exception {
        assertThat(distinct(stream(1))).isEqualTo(STREAM);
    }

    @Test
    @Shows(Behaviour.QOS_2)
    void messagesOfQos2ArriveOnce() throws Exception {
        AtomicIntegerArray arrived = stream(2);

        assertThat(distinct(arrived)).isEqualTo(STREAM);
        assertThat(IntStream.range(0, STREAM).map(arrived::get).sum()).isEqualTo(STREAM);
    }

    @Test
    @Shows(Behaviour.WILDCARDS)
    void wildcardsMatchWhatTheyStandFor() throws Exception {
        List<String> one = new CopyOnWriteArrayList<>();
        List<String> all = new CopyOnWriteArrayList<>();
        try (Estate plus = application("wild-plus");
                Estate hash = application("wild-hash");
                Estate publisher = application("wild-publisher")) {
            consume(plus, "paho:wild/+/t", e -> one.add(topic(e)));
            consume(hash, "paho:wild/%23", e -> all.add(topic(e)));
            for (String topic : List.of("wild", "wild/a/t", "wild/b/t", "wild/a/u", "wild/a/t/x", "tame/a/t")) {
                publisher.publish("paho:" + topic, "x");
            }
            await().atMost(LIMIT).until(() -> all.size() >= 5 && one.size() >= 2);
            awaitNothingMore();

            assertThat(one).containsExactlyInAnyOrder("wild/a/t", "wild/b/t");
            assertThat(all).containsExactlyInAnyOrder("wild", "wild/a/t", "wild/b/t", "wild/a/u", "wild/a/t/x");
        }
    }

    @Test
    @Shows(Behaviour.LARGE_PAYLOADS)
    void largePayloadsPassBothWaysIntact() throws Exception {
        assertEchoed(broker.tcp(), "large", payload(60_000), payload(1024 * 1024));
    }

    @Test
    @Shows(Behaviour.BACKLOG)
    void aBacklogOfAPersistentSessionWaitsForTheNextContext() throws Exception {
        Ledger ledger = new Ledger();
        try (Estate before = application(broker.tcp(), "backlog", BrokerContract::persistent)) {
            consume(before, "paho:backlog/in", e -> {});
        }
        try (Estate publisher = application("backlog-publisher")) {
            publishAll(publisher, "paho:backlog/in?qos=1", BACKLOG, ledger);
        }
        assertThat(ledger.acknowledgedCount()).isEqualTo(BACKLOG);
        try (Estate after = application(broker.tcp(), "backlog", BrokerContract::persistent)) {
            after.consume("in", "paho:backlog/in", e -> ledger.processed(number(e)));
            ledger.awaitAllProcessed(BACKLOG, STREAM_LIMIT);
        }
        figure = ledger.duplicates() == 0 ? "" : ledger.duplicates() + " twice";
    }

    @Test
    @Shows(Behaviour.PUBLISH_WITHIN)
    void aRoutePublishesOnTheConnectionThatItConsumesFrom() throws Exception {
        Ledger ledger = new Ledger();
        try (Estate app = application("within");
                Estate publisher = application("within-publisher")) {
            app.add(new RouteBuilder() {
                @Override
                public void configure() {
                    from("paho:within/in").routeId("forward").to("paho:within/out");
                }
            });
            awaitGranted(app, "forward");
            consume(app, "paho:within/out", e -> ledger.processed(number(e)));
            publishAll(publisher, "paho:within/in", BACKLOG, ledger);
            ledger.awaitAllProcessed(BACKLOG, STREAM_LIMIT);

            assertThat(app.component().connectionStatuses()).hasSize(1);
        }
    }

    @Test
    @Shows(Behaviour.OVERLAPS)
    void eachOfThirtyOverlappingConsumersGetsEachMessageOnce() throws Exception {
        Map<String, Integer> exchanges = new ConcurrentHashMap<>();
        try (Estate app = application("overlaps");
                Estate publisher = application("overlaps-publisher")) {
            for (String filter : thirty()) {
                app.consume(
                        filter, "paho:" + filter.replace("#", "%23"), e -> exchanges.merge(filter, 1, Integer::sum));
            }
            for (String filter : thirty()) {
                awaitGranted(app, filter);
            }
            for (String topic : overlapped()) {
                publisher.publish("paho:" + topic, "x");
            }
            Map<String, Integer> due = due();
            await().atMost(LIMIT).until(() -> sum(exchanges) >= sum(due));
            awaitNothingMore();

            assertThat(new TreeMap<>(exchanges)).isEqualTo(due);
            figure = sum(due) + " exchanges";
        }
    }

    @Test
    @Shows(Behaviour.SHARED)
    void twoClientIdsSplitASharedSubscription() throws Exception {
        AtomicIntegerArray arrived = new AtomicIntegerArray(BACKLOG);
        AtomicInteger first = new AtomicInteger();
        AtomicInteger second = new AtomicInteger();
        try (Estate one = application("share-one");
                Estate two = application("share-two");
                Estate publisher = application("share-publisher")) {
            consume(one, "paho:$share/group/share/in", e -> {
                first.incrementAndGet();
                arrived.incrementAndGet(number(e));
            });
            consume(two, "paho:$share/group/share/in", e -> {
                second.incrementAndGet();
                arrived.incrementAndGet(number(e));
            });
            // One after the other: of a burst, some brokers give all to the subscriber that is first to take some.
            for (int i = 0; i < BACKLOG; i++) {
                publisher.publish("paho:share/in", String.valueOf(i));
            }
            await().atMost(STREAM_LIMIT).until(() -> first.get() + second.get() >= BACKLOG);
            awaitNothingMore();

            assertThat(IntStream.range(0, BACKLOG).map(arrived::get)).containsOnly(1);
            assertThat(first.get()).isPositive();
            assertThat(second.get()).isPositive();
            figure = first.get() + " and " + second.get();
        }
    }

    @Test
    @Shows(Behaviour.WILL)
    void theLastWillIsDelivered() throws Exception {
        List<String> wills = new CopyOnWriteArrayList<>();
        try (FaultProxy line = FaultProxy.inFrontOf(broker.tcp().getPort());
                Estate watcher = application("will-watcher");
                Estate mortal = application(line.uri(), "will-mortal", component -> {
                    component.getConfiguration().setWillTopic("will/gone");
                    component.getConfiguration().setWillPayload("farewell");
                    component.getConfiguration().setWillQos(1);
                })) {
            consume(watcher, "paho:will/gone", e -> wills.add(body(e)));
            consume(mortal, "paho:will/unused", e -> {});
            line.cut();
            await().atMost(LIMIT).until(() -> !wills.isEmpty());

            assertThat(wills).containsExactly("farewell");
        }
    }

    @Test
    @Shows(Behaviour.RETAINED)
    void aRetainedMessageIsDeliveredAtTheSubscription() throws Exception {
        List<String> got = new CopyOnWriteArrayList<>();
        try (Estate app = application("retained");
                Estate publisher = application("retained-publisher")) {
            publisher.publish("paho:retained/t?retained=true&qos=1", "kept");
            consume(
                    app,
                    "paho:retained/t",
                    e -> got.add(body(e) + " "
                            + e.getIn(PahoMessage.class).getMqttMessage().isRetained()));
            await().atMost(LIMIT).until(() -> !got.isEmpty());
            publisher.publish("paho:retained/t?qos=1", "live");
            await().atMost(LIMIT).until(() -> got.size() >= 2);

            String flag = isLimited(Behaviour.RETAINED) ? "false" : "true";
            assertThat(got).containsExactly("kept " + flag, "live false");
        }
    }

    @Test
    @Shows(Behaviour.TLS)
    void messagesPassOverTls() throws Exception {
        assertEchoed(broker.ssl(), "tls", payload(100), payload(60_000), payload(1024 * 1024));
    }

    @Test
    @Shows(Behaviour.WEB_SOCKET)
    void messagesPassOverWebSocket() throws Exception {
        assertEchoed(broker.ws(), "ws", payload(100), payload(60_000));
        if (!isLimited(Behaviour.WEB_SOCKET)) {
            assertEchoed(broker.ws(), "ws-large", payload(1024 * 1024));
        }
    }

    @Test
    @Shows(Behaviour.IDLE)
    void anIdleConnectionStays() throws Exception {
        List<String> got = new CopyOnWriteArrayList<>();
        try (Estate app =
                application(broker.tcp(), "idle", c -> c.getConfiguration().setKeepAliveInterval(KEEP_ALIVE_SECONDS))) {
            consume(app, "paho:idle/in", e -> got.add(body(e)));
            Duration idle = Duration.ofMillis(KEEP_ALIVE_SECONDS * 2_500L);
            await().during(idle)
                    .atMost(idle.multipliedBy(2))
                    .until(() -> status(app).state() == ConnectionState.CONNECTED
                            && status(app).connects() == 1);
            app.publish("paho:idle/in", "x");
            await().atMost(LIMIT).until(() -> !got.isEmpty());

            assertThat(status(app).connects()).isEqualTo(1);
        }
    }

    /**
     * All that is acknowledged arrives. Where the broker forgets when it is killed, all that is acknowledged after that;
     * publisher and consumer are then one connection, so that nothing is published which nobody has subscribed. The last
     * one, so that the others are not on a broker that was killed.
     */
    @Test
    @Order(Integer.MAX_VALUE)
    @Shows(Behaviour.KILLED)
    void nothingAcknowledgedIsLostWhenTheBrokerIsKilled() throws Exception {
        boolean forgets = isLimited(Behaviour.KILLED) && !savesBeforeItIsKilled();
        Ledger ledger = new Ledger();
        BitSet before = new BitSet();
        AtomicInteger failed = new AtomicInteger();
        try (FaultProxy line = FaultProxy.inFrontOf(broker.tcp().getPort());
                Estate consumer = application(line.uri(), "killed", BrokerContract::patient);
                Estate other = application(line.uri(), "killed-publisher", BrokerContract::patient)) {
            Estate publisher = forgets ? consumer : other;
            consume(consumer, "paho:killed/in", e -> ledger.processed(number(e)));
            CompletableFuture<Void> sent =
                    CompletableFuture.runAsync(() -> sendSlowly(publisher, "paho:killed/in?qos=1", ledger, failed));
            await().atMost(STREAM_LIMIT).until(() -> ledger.acknowledgedCount() >= KILL_AT);
            assertThat(sent).isNotDone();
            if (forgets) {
                line.cut();
                broker.kill();
                await().atMost(LIMIT).until(() -> status(consumer).state() != ConnectionState.CONNECTED);
                before.or(ledger.acknowledgedMessages());
                broker.restart();
                line.restore();
            } else {
                broker.crash(line);
            }
            await().atMost(KILL_LIMIT)
                    .untilAsserted(() -> assertThat(sent)
                            .as("the stream, of which %s; %s", ledger, status(publisher))
                            .isDone());
            try {
                await().atMost(KILL_LIMIT).until(() -> lost(ledger, before).isEmpty());
            } catch (ConditionTimeoutException e) {
                throw new AssertionError(
                        "acknowledged" + (forgets ? " after the restart" : "") + " and not received: "
                                + lost(ledger, before) + "; " + ledger,
                        e);
            }
            assertThat(failed.get()).as("publishes that failed").isZero();
            assertThat(ledger.acknowledgedCount()).isEqualTo(KILL_STREAM);
            figure = ledger.duplicates() + " twice"
                    + (forgets ? ", " + ledger.lost() + " of those acknowledged before the kill lost" : "");
        }
    }

    /** Whether {@link BrokerUnderTest#crash} loses nothing although a kill without more would. */
    boolean savesBeforeItIsKilled() {
        return false;
    }

    private static BitSet lost(Ledger ledger, BitSet before) {
        BitSet lost = ledger.lostMessages();
        lost.andNot(before);
        return lost;
    }

    private static void sendSlowly(Estate publisher, String uri, Ledger ledger, AtomicInteger failed) {
        Semaphore window = new Semaphore(UNACKNOWLEDGED);
        for (int i = 0; i < KILL_STREAM; i++) {
            int number = i;
            window.acquireUninterruptibly();
            publisher.publishAsync(uri, String.valueOf(i)).whenComplete((exchange, failure) -> {
                if (failure == null && exchange.getException() == null) {
                    ledger.acknowledged(number);
                } else {
                    failed.incrementAndGet();
                }
                window.release();
            });
        }
        window.acquireUninterruptibly(UNACKNOWLEDGED);
    }

    /** How often each message arrived, once all have, or as many as come. */
    private AtomicIntegerArray stream(int qos) throws Exception {
        AtomicIntegerArray arrived = new AtomicIntegerArray(STREAM);
        Ledger ledger = new Ledger();
        String topic = "stream/" + qos;
        try (Estate consumer = application("stream-consumer-" + qos);
                Estate publisher = application(broker.tcp(), "stream-publisher-" + qos, c -> limitInFlight(c, qos))) {
            consume(consumer, "paho:" + topic + "?qos=" + qos, e -> arrived.incrementAndGet(number(e)));
            publishAll(publisher, "paho:" + topic + "?qos=" + qos, STREAM, ledger);
            assertThat(ledger.acknowledgedCount()).isEqualTo(STREAM);
            try {
                await().atMost(qos == 0 ? LIMIT : STREAM_LIMIT).until(() -> distinct(arrived) == STREAM);
            } catch (ConditionTimeoutException e) {
                // The caller says how many have come.
            }
            awaitNothingMore();
        }
        int sum = IntStream.range(0, STREAM).map(arrived::get).sum();
        figure = sum == STREAM ? "" : sum + " arrived";
        if (distinct(arrived) < STREAM) {
            int[] missing =
                    IntStream.range(0, STREAM).filter(i -> arrived.get(i) == 0).toArray();
            figure += ", missing are some from " + missing[0] + " to " + missing[missing.length - 1];
        }
        return arrived;
    }

    private void limitInFlight(AliyunMqttComponent component, int qos) {
        if (qos == 2 && isLimited(Behaviour.QOS_2)) {
            component.getConfiguration().setMaxInflight(Limits.FEW_IN_FLIGHT);
        }
    }

    /** Another client sends to a route, which sends back what it got. */
    private void assertEchoed(URI uri, String name, byte[]... payloads) throws Exception {
        try (Estate app = application(
                        uri,
                        name + "-echo",
                        c -> c.setCaFile("file:" + broker.site().caFile()));
                PahoClient other = PahoClient.connect(broker, name + "-paho", true)) {
            app.add(new RouteBuilder() {
                @Override
                public void configure() {
                    from("paho:" + name + "/in").routeId("echo").to("paho:" + name + "/out");
                }
            });
            awaitGranted(app, "echo");
            assertThat(other.subscribe(name + "/out", 1)).isEqualTo(1);
            List<String> expected = new ArrayList<>();
            for (byte[] payload : payloads) {
                other.publish(name + "/in", payload, 1);
                other.awaitAcknowledged();
                expected.add(digest(payload));
                await().atMost(LIMIT)
                        .untilAsserted(() -> assertThat(other.received())
                                .extracting(BrokerContract::digest)
                                .as("what came back; %s", status(app))
                                .isEqualTo(expected));
            }
        }
    }

    private boolean isLimited(Behaviour behaviour) {
        return Limits.of(broker.name(), behaviour).isPresent();
    }

    private static String digest(byte[] payload) {
        return payload.length + " bytes, hash " + Arrays.hashCode(payload);
    }

    private Estate application(String clientId) throws Exception {
        return application(broker.tcp(), clientId, component -> {});
    }

    /** An application on a broker that is not the service: without its keys. */
    private Estate application(URI server, String clientId, Consumer<AliyunMqttComponent> settings) throws Exception {
        return new Estate(server, "GID_unused@@@unused", component -> {
            component.setGroupId(null);
            component.setDeviceId(null);
            component.getAccount().setInstanceId(null);
            component.getAccount().setAccessKey(null);
            component.getAccount().setSecretKey(null);
            component.getConfiguration().setClientId(clientId);
            component.getConfiguration().setUserName(Site.USER);
            component.getConfiguration().setPassword(broker.site().password());
            component.getConfiguration().setConnectionTimeout(CONNECT_SECONDS);
            settings.accept(component);
        });
    }

    private static void persistent(AliyunMqttComponent component) {
        component.getConfiguration().setCleanSession(false);
    }

    /** Its publishes outlive the outage. */
    private static void patient(AliyunMqttComponent component) {
        persistent(component);
        component.setPublishTimeout(KILL_LIMIT.toMillis() / 2);
    }

    /** Adds a route and returns when the broker has granted its filter. */
    private static void consume(Estate app, String uri, org.apache.camel.Processor processor) throws Exception {
        String routeId = "consume " + uri.replace("#", "");
        app.consume(routeId, uri, processor);
        awaitGranted(app, routeId);
    }

    private static void awaitGranted(Estate app, String routeId) {
        await().atMost(LIMIT).until(() -> readiness(app, "consumer:" + routeId).getState() == HealthCheck.State.UP);
    }

    private static HealthCheck.Result readiness(Estate app, String check) {
        return HealthCheckHelper.invokeReadiness(app.context(), "full").stream()
                .filter(result -> result.getCheck().getId().equals(check))
                .findFirst()
                .orElseThrow();
    }

    private static ConnectionStatus status(Estate app) {
        return app.component().connectionStatuses().get(0);
    }

    /** The bodies are the numbers from 0; returns when each publish is done. */
    private static void publishAll(Estate publisher, String uri, int messages, Ledger ledger) throws Exception {
        List<CompletableFuture<Exchange>> publishes = new ArrayList<>();
        for (int i = 0; i < messages; i++) {
            int number = i;
            publishes.add(publisher.publishAsync(uri, String.valueOf(i)).whenComplete((exchange, failure) -> {
                if (failure == null && exchange.getException() == null) {
                    ledger.acknowledged(number);
                }
            }));
        }
        CompletableFuture.allOf(publishes.toArray(CompletableFuture[]::new))
                .get(STREAM_LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    private static int distinct(AtomicIntegerArray arrived) {
        return (int) IntStream.range(0, arrived.length())
                .filter(i -> arrived.get(i) > 0)
                .count();
    }

    private static void awaitNothingMore() {
        await().pollDelay(NOTHING_MORE).until(() -> true);
    }

    private static byte[] payload(int bytes) {
        byte[] payload = new byte[bytes];
        new Random(bytes).nextBytes(payload);
        return payload;
    }

    private static int number(Exchange exchange) {
        return Integer.parseInt(body(exchange));
    }

    private static String body(Exchange exchange) {
        return new String(exchange.getIn().getBody(byte[].class), StandardCharsets.UTF_8);
    }

    private static String topic(Exchange exchange) {
        return exchange.getIn().getHeader(PahoConstants.MQTT_TOPIC, String.class);
    }

    private static int sum(Map<String, Integer> counts) {
        return counts.values().stream().mapToInt(Integer::intValue).sum();
    }

    private static Map<String, Integer> due() {
        Map<String, Integer> due = new TreeMap<>();
        thirty().forEach(filter -> overlapped().stream()
                .filter(topic -> MqttTopic.isMatched(filter, topic))
                .forEach(topic -> due.merge(filter, 1, Integer::sum)));
        return due;
    }

    private static List<String> thirty() {
        return Stream.of(
                        Stream.of("c/#"),
                        IntStream.range(0, 10).mapToObj(i -> "c/d" + i + "/+"),
                        IntStream.range(0, 10).mapToObj(i -> "c/d" + i + "/t"),
                        IntStream.range(0, 9).mapToObj(i -> "c/+/u" + i))
                .flatMap(filters -> filters)
                .toList();
    }

    private static List<String> overlapped() {
        List<String> topics = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            topics.add("c/d" + i % 10 + "/t");
            topics.add("c/d" + i % 10 + "/u" + i % 9);
        }
        return topics;
    }
}
