import org.apache.camel.LoggingLevel;
import org.apache.camel.builder.RouteBuilder;

/** Logs what arrives: the subscribed topic, and P2P messages, which need no subscription. */
public class Subscribe extends RouteBuilder {

    @Override
    public void configure() {
        from("paho:{{aliyun.mqtt.parent-topic}}/oppo,{{aliyun.mqtt.parent-topic}}/p2p/{{aliyun.mqtt.client-id}}")
                .routeId("subscribe")
                .log(LoggingLevel.INFO, "subscribe", "topic:${header.CamelMqttTopic} msg:${body}");
    }
}
