package meters;

import org.apache.camel.builder.RouteBuilder;
import org.springframework.stereotype.Component;

@Component
public class Bills extends RouteBuilder {

    @Override
    public void configure() {
        // The second is this client's own P2P topic: nothing is subscribed for it, the entry says which route takes it.
        from("paho:test/readings,test/p2p/{{aliyun.mqtt.client-id}}")
                .routeId("bills")
                .setBody(simple("${body} kWh"))
                .to("paho:test/bills");
    }
}
