package io.github.camelaliyun.mqtt.cases;

import io.github.camelaliyun.mqtt.kit.ChildJvm;
import io.github.camelaliyun.mqtt.kit.Estate;
import io.github.camelaliyun.mqtt.kit.OptionalOptions;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An application with two routes on a plain broker, to be run with a small heap. The one, {@code busy}, keeps each message
 * until a line comes on the standard input, and prints how many it is done with; the other, {@code free}, prints what comes.
 */
final class SmallHeapProgram {

    static final String BUSY = "test/busy";
    static final String FREE = "test/free";
    static final String RELEASE = "release";
    static final String STARTED = "the program has started";

    private final CountDownLatch released = new CountDownLatch(1);
    private final AtomicInteger done = new AtomicInteger();

    private SmallHeapProgram() {}

    /** Arguments: server, cleanSession, milliseconds of grace. */
    public static void main(String[] args) throws Exception {
        Thread.setDefaultUncaughtExceptionHandler(
                (thread, uncaught) -> System.out.println("uncaught in " + thread.getName() + ": " + uncaught));
        SmallHeapProgram program = new SmallHeapProgram();
        try (Estate app = new Estate(URI.create(args[0]), "GID_test@@@small", component -> {
            component.getAccount().setAccessKey(null);
            component.getAccount().setSecretKey(null);
            component.getAccount().setInstanceId(null);
            component.getConfiguration().setCleanSession(Boolean.parseBoolean(args[1]));
            OptionalOptions.set(component, "unclaimedGrace", args[2]);
        })) {
            app.add(new RouteBuilder() {
                @Override
                public void configure() {
                    from("paho:" + BUSY).routeId("busy").process(program::busy);
                    from("paho:" + FREE).routeId("free").process(SmallHeapProgram::free);
                }
            });
            System.out.println(STARTED);
            // One line, or the end.
            System.in.read();
            program.released.countDown();
            ChildJvm.awaitEndOfInput();
        }
    }

    private void busy(Exchange exchange) throws InterruptedException {
        released.await();
        System.out.println("done with " + done.incrementAndGet() + ": begins with "
                + begin(exchange.getIn().getBody(byte[].class)));
    }

    private static void free(Exchange exchange) {
        System.out.println("free got " + begin(exchange.getIn().getBody(byte[].class)));
    }

    private static String begin(byte[] payload) {
        int end = 0;
        while (end < payload.length && payload[end] != 0) {
            end++;
        }
        return new String(payload, 0, end, StandardCharsets.UTF_8);
    }
}
