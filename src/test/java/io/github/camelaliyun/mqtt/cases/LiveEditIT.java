package io.github.camelaliyun.mqtt.cases;

import io.github.camelaliyun.mqtt.kit.Estate;
import org.apache.camel.ServiceStatus;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** A route file that is edited while it runs, as somebody does who tries an option: the route runs with the new value. */
class LiveEditIT {

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final String ROUTE = "edited";

    private final List<String> received = new CopyOnWriteArrayList<>();
    private final AtomicBoolean mute = new AtomicBoolean();
    private final List<Runnable> unanswered = new CopyOnWriteArrayList<>();
    private ScriptedBroker broker;
    private Estate application;

    @BeforeEach
    void start() throws Exception {
        broker = new ScriptedBroker((link, packet) -> {
            boolean waits = mute.get() && packet.type() == ScriptedBroker.PUBLISH;
            if (waits) {
                unanswered.add(() -> link.answer(packet));
            }
            return waits;
        });
        application = PlainBroker.application(broker.uri(), "edited");
        application.context().getRegistry().bind("seen", (org.apache.camel.Processor)
                exchange -> received.add(exchange.getIn().getBody(String.class)));
    }

    @AfterEach
    void end() throws Exception {
        mute.set(false);
        unanswered.forEach(Runnable::run);
        application.close();
        broker.close();
    }

    @Test
    void c18AnEditedKeepAliveIsUsed() throws Exception {
        edit("paho:test/in?keepAliveInterval=60", "process: {ref: seen}");
        await().atMost(LIMIT).until(() -> subscribed(1));
        edit("paho:test/in?keepAliveInterval=30", "process: {ref: seen}");

        assertRunsOnANewConnection();
        assertThat(connect().keepAlive()).isEqualTo(30);
    }

    @Test
    void c18AnEditedCleanSessionIsUsed() throws Exception {
        edit("paho:test/in?cleanSession=true", "process: {ref: seen}");
        await().atMost(LIMIT).until(() -> subscribed(1));
        edit("paho:test/in?cleanSession=false", "process: {ref: seen}");

        assertRunsOnANewConnection();
        assertThat(connect().cleanSession()).isFalse();
    }

    @Test
    void c18AnEditedMaxInflightOfAPublishingRouteIsUsed() throws Exception {
        edit("direct:out", "to: \"paho:test/out?maxInflight=10\"");
        application.publish("direct:out", "connected");
        edit("direct:out", "to: \"paho:test/out?maxInflight=2\"");
        application.publish("direct:out", "connected again");
        mute.set(true);
        for (int i = 0; i < 5; i++) {
            application.publishAsync("direct:out", "unacknowledged " + i);
        }
        await().atMost(LIMIT).until(() -> published().size() >= 4);
        await("no more than two unacknowledged publishes")
                .during(Duration.ofMillis(500))
                .atMost(LIMIT)
                .until(() -> published().size() == 4);
    }

    @Test
    void c18AnEditOfAllRoutesOfAConnectionAtOnceIsUsed() throws Exception {
        load(route("one", "paho:test/in?keepAliveInterval=60", "process: {ref: seen}")
                + route("two", "paho:test/two?keepAliveInterval=60", "process: {ref: seen}"));
        await().atMost(LIMIT).until(() -> subscribed(1));
        load(route("one", "paho:test/in?keepAliveInterval=30", "process: {ref: seen}")
                + route("two", "paho:test/two?keepAliveInterval=30", "process: {ref: seen}"));

        assertThat(List.of(status("one"), status("two"))).containsOnly(ServiceStatus.Started);
        await().atMost(LIMIT).until(() -> broker.links().size() == 2 && subscribed(2));
        assertThat(connect().keepAlive()).isEqualTo(30);
    }

    /** Another started route uses the connection as it is: the two cannot both have their way. */
    @Test
    void c18TwoStartedRoutesWithDifferentOptionsAreStillRefused() throws Exception {
        edit("paho:test/in?keepAliveInterval=60", "process: {ref: seen}");
        await().atMost(LIMIT).until(() -> subscribed(1));

        assertThatThrownBy(() -> application.add(new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("paho:test/two?keepAliveInterval=30").to("log:two");
                    }
                }))
                .hasStackTraceContaining("two endpoints share the connection");
        broker.lastLink().publish("test/in", "goes on".getBytes(), 0, 0);
        await().atMost(LIMIT).until(() -> received.contains("goes on"));
        assertThat(broker.links()).hasSize(1);
    }

    private void edit(String from, String step) throws Exception {
        load(route(ROUTE, from, step));
    }

    /** What the watcher of route files does when one was saved. */
    private void load(String yaml) throws Exception {
        PluginHelper.getRoutesLoader(application.context())
                .updateRoutes(ResourceHelper.fromString("edited.camel.yaml", yaml));
    }

    private static String route(String id, String from, String step) {
        return """
                - route:
                    id: %s
                    from:
                      uri: "%s"
                      steps:
                        - %s
                """.formatted(id, from, step);
    }

    private void assertRunsOnANewConnection() {
        assertThat(status(ROUTE)).isEqualTo(ServiceStatus.Started);
        await("a connection with the new options")
                .atMost(LIMIT)
                .until(() -> broker.links().size() == 2 && subscribed(2));
        broker.lastLink().publish("test/in", "after the edit".getBytes(), 0, 0);
        await().atMost(LIMIT).until(() -> received.contains("after the edit"));
    }

    /** Whether the connection with this number has asked for the route's messages. */
    private boolean subscribed(int link) {
        List<ScriptedBroker.Link> links = broker.links();
        return links.size() >= link
                && links.get(link - 1).received(ScriptedBroker.SUBSCRIBE).stream()
                        .anyMatch(packet -> packet.filters().contains("test/in"));
    }

    private ClientPacket connect() {
        return broker.lastLink().received(ScriptedBroker.CONNECT).get(0);
    }

    private List<ClientPacket> published() {
        return broker.received(ScriptedBroker.PUBLISH);
    }

    private ServiceStatus status(String routeId) {
        return application.context().getRouteController().getRouteStatus(routeId);
    }
}
