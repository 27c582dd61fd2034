package io.github.camelaliyun.mqtt.moving;

import io.github.camelaliyun.mqtt.connection.ConnectionState;
import io.github.camelaliyun.mqtt.kit.LogCapture;
import io.github.camelaliyun.mqtt.kit.RequiresMosquitto;
import org.apache.camel.ServiceStatus;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What camel-paho does, and this component does otherwise, as {@code docs/moving.md} says it. */
@RequiresMosquitto
class StockDifferencesIT extends StockRig {

    @Test
    void aRouteStartsThoughItsBrokerIsDownAndConsumesWhenItIsUp() throws Exception {
        line.cut();
        routes(r -> r.from("paho:" + name).routeId("in").process(exchange -> received.add(exchange.copy())));
        assertThat(camel.getRouteController().getRouteStatus("in")).isEqualTo(ServiceStatus.Started);

        line.restore();
        awaitSubscribed(name);
        template.sendBody("paho:" + name, "msg");
        assertThat(nextBody()).isEqualTo("msg");
    }

    @Test
    void aPublishWaitsForABrokerThatIsDown() throws Exception {
        line.cut();
        CompletableFuture<Object> sent = template.asyncSendBody("paho:" + name + "?lazyStartProducer=true", "msg");
        line.restore();

        sent.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    /** The server sends it again under the same session; nothing is there to be handled. */
    @Test
    void anAcknowledgementThatCannotBeSentIsNoExceptionOfTheRoute() throws Exception {
        List<String> handled = new CopyOnWriteArrayList<>();
        routes(r -> r.from("paho:" + name + "?cleanSession=false&clientId=" + name + "p&bridgeErrorHandler=true")
                .onException(Exception.class)
                .handled(true)
                .process(exchange -> handled.add(exchange.getException().getMessage()))
                .end()
                .process(exchange -> {
                    received.add(exchange.copy());
                    if (received.size() == 1) {
                        line.reset();
                        await().atMost(LIMIT).until(() -> line.openConnections() == 0);
                    }
                }));
        await().atMost(LIMIT).until(() -> mosquitto.log().contains(name + "p 1 " + name));
        template.sendBody("paho:" + name + "?brokerUrl=" + mosquitto.uri() + "&clientId=" + name + "q", "msg");

        assertThat(nextBody()).isEqualTo("msg");
        await().atMost(LIMIT)
                .until(() -> component.connectionStatuses().stream()
                        .anyMatch(status ->
                                status.clientId().equals(name + "p") && status.state() == ConnectionState.CONNECTED));
        assertThat(handled).isEmpty();
    }

    @Test
    void aClientOfPahosThatIsInTheRegistryIsNotTaken() throws Exception {
        try (MqttClient own = new MqttClient("tcp://127.0.0.1:1", "own", null)) {
            camel.getRegistry().bind("own", own);
            camel.getRegistry().bind("options", new MqttConnectOptions());
            consume(name);
            template.sendBody("paho:" + name, "msg");

            assertThat(nextBody()).isEqualTo("msg");
            assertThat(own.isConnected()).isFalse();
        }
    }

    @Test
    void persistenceFileKeepsNothingAndSaysSo(@TempDir Path folder) {
        try (LogCapture log = new LogCapture()) {
            template.sendBody("paho:" + name + "?persistence=FILE&filePersistenceDirectory=" + folder, "msg");

            assertThat(log.lines()).anyMatch(each -> each.contains("persistence=FILE"));
            assertThat(folder).isEmptyDirectory();
        }
    }
}
