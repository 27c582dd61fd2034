package estate;

import jakarta.enterprise.context.ApplicationScoped;
import org.apache.camel.builder.RouteBuilder;

// tag::routes[]
/** Routes as they are elsewhere. */
@ApplicationScoped
public class Meters extends RouteBuilder {

    @Override
    public void configure() {
        from("direct:report").routeId("report").to("paho:test/meters");
        from("paho:test/meters,test/p2p/GID_quarkus@@@00001")
                .routeId("arrivals")
                .to("seda:arrived");
    }
}
// end::routes[]
