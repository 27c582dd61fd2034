package io.github.camelaliyun.mqtt.bench.worker;

import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.main.Main;

/** The least that a Camel program can be: Camel Main with one timer route. */
public final class BareMain {

    /** What it logs at every tick. */
    public static final String TICK = "bench tick";

    private BareMain() {}

    public static void main(String[] args) throws Exception {
        Main main = new Main();
        main.setDefaultPropertyPlaceholderLocation("false");
        main.configure().addRoutesBuilder(new RouteBuilder() {
            @Override
            public void configure() {
                from("timer:tick?period=1000").log(TICK);
            }
        });
        main.run(args);
    }
}
