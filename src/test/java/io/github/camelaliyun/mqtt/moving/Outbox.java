package io.github.camelaliyun.mqtt.moving;

import org.apache.camel.LoggingLevel;
import org.apache.camel.builder.RouteBuilder;
import org.eclipse.paho.client.mqttv3.MqttException;

// tag::outbox[]
/** Publishes from a folder: what is in it is not lost with the process, and leaves in its order. */
public class Outbox extends RouteBuilder {

    @Override
    public void configure() {
        // Not acknowledged: the same message again, and none before it.
        onException(MqttException.class).maximumRedeliveries(-1).redeliveryDelay(1000);

        // Written under another name first, so that no half file is read; and in the order of their names.
        from("direct:report")
                .routeId("keep")
                .to("file:{{outbox:outbox}}?tempPrefix=.&fileName="
                        + "${date-with-timezone:now:UTC:yyyyMMddHHmmssSSS}-${exchangeId}");

        // A file leaves the folder when it is acknowledged, or refused for what it is. Whatever else happens, it stays.
        from("file:{{outbox:outbox}}?sortBy=file:name&delay=500&delete=true")
                .routeId("outbox")
                .doTry()
                .to("direct:publish-reading?synchronous=true")
                .doCatch(IllegalArgumentException.class)
                .log(LoggingLevel.ERROR, "${file:onlyname} is put aside: ${exception.message}")
                .to("file:{{outbox:outbox}}/.failed?fileName=${file:onlyname}")
                .end();

        from("direct:publish-reading").routeId("publish-reading").to("paho:test/readings");
    }
}
// end::outbox[]
