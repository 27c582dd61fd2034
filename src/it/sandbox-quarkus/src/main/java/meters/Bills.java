package meters;

import jakarta.enterprise.context.ApplicationScoped;
import org.apache.camel.builder.RouteBuilder;

@ApplicationScoped
public class Bills extends RouteBuilder {

    @Override
    public void configure() {
        // The second is this client's own P2P topic: nothing is subscribed for it, the entry says which route takes it.
        from("paho:test/readings,test/p2p/GID_meters@@@00001")
                .routeId("bills")
                .setBody(simple("${body} kWh"))
                .to("paho:test/bills");
    }
}
