package estate;

import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.paho.PahoConstants;

// tag::routes[]
/** The samples of camel-paho's documentation, as they are there. */
public class Samples extends RouteBuilder {

    @Override
    public void configure() {
        from("paho:some/queue").to("mock:test");

        from("direct:test").to("paho:some/target/queue");

        from("paho:some/queue?brokerUrl={{remote.broker}}").to("mock:remote");

        from("direct:dynamic")
                .setHeader(PahoConstants.CAMEL_PAHO_OVERRIDE_TOPIC, simple("${header.customerId}"))
                .to("paho:some/target/queue");
    }
}
// end::routes[]
