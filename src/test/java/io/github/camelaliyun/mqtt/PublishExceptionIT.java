package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.kit.RequiresMosquitto;
import org.apache.camel.Exchange;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.junit.jupiter.api.Test;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/** What a route is told of a publish that fails. */
@RequiresMosquitto
class PublishExceptionIT extends RouteRig {

    @Test
    void aPublishThatFailsIsAnExceptionOfPahos() throws Exception {
        CompletableFuture<Exception> handled = new CompletableFuture<>();
        context.addRoutes(routes(r -> {
            r.onException(MqttException.class)
                    .handled(true)
                    .process(exchange ->
                            handled.complete(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class)));
            r.from("direct:out")
                    .to("paho:" + topic + "?clientId=none&whenDisconnected=fail&brokerUrl=tcp://127.0.0.1:1");
        }));

        context.createFluentProducerTemplate().to("direct:out").withBody("1").send();
        assertThat(handled.get(10, TimeUnit.SECONDS)).isInstanceOf(MqttException.class);
    }
}
