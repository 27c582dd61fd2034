import org.apache.camel.builder.RouteBuilder;

public class Alerts extends RouteBuilder {

    @Override
    public void configure() {
        from("direct:alert").to("aliyun-mqtt:alert/fire");
        from("aliyun-mqtt:alert/fire").to("seda:alerts");
    }
}
