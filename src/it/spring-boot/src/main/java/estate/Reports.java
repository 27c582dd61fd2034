package estate;

import org.apache.camel.builder.RouteBuilder;
import org.springframework.stereotype.Component;

// tag::routes[]
@Component
public class Reports extends RouteBuilder {

    @Override
    public void configure() {
        from("direct:report").routeId("report").to("paho:{{aliyun.mqtt.parent-topic}}/meters");
    }
}
// end::routes[]
