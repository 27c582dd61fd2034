package lines;

import org.apache.camel.builder.RouteBuilder;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Compiled routes. The first exchange of each message that begins with "again" fails. */
public class Bills extends RouteBuilder {

    private final Set<String> failed = ConcurrentHashMap.newKeySet();

    @Override
    public void configure() {
        from("direct:bill").to("aliyun-mqtt:test/bills");
        from("aliyun-mqtt:test/bills?qos=1")
                .process(exchange -> {
                    String body = exchange.getMessage().getBody(String.class);
                    if (body.startsWith("again") && failed.add(body)) {
                        throw new IllegalStateException("the first exchange fails");
                    }
                })
                .to("seda:bills");
    }

    Set<String> failed() {
        return failed;
    }
}
