import org.apache.camel.builder.RouteBuilder;

/** Every second: one message to the parent topic's oppo, the next one to this client's own P2P topic. */
public class Publish extends RouteBuilder {

    @Override
    public void configure() {
        from("timer:hello?period=1000")
                .routeId("publish")
                .setVariable("global:hello", simple("${variable.global:hello}++"))
                .setBody(simple("Hello mqtt ${variable.global:hello}"))
                .to("paho:{{aliyun.mqtt.parent-topic}}/oppo")
                .setVariable("global:hello", simple("${variable.global:hello}++"))
                .setBody(simple("Hello mqtt ${variable.global:hello}"))
                .to("paho:{{aliyun.mqtt.parent-topic}}/p2p/{{aliyun.mqtt.client-id}}");
    }
}
