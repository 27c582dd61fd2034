package io.github.camelaliyun.mqtt.cases;

import io.github.camelaliyun.mqtt.connection.ConnectionStatus;
import io.github.camelaliyun.mqtt.kit.ChildJvm;

import java.net.URI;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** An application with one route, to be run where names of hosts mean something else: it prints how its connection is. */
final class AddressProgram {

    private static final long PERIOD_MILLIS = 100;

    private AddressProgram() {}

    /** Arguments: server, and the connect timeout in seconds, if it is not the usual one. */
    public static void main(String[] args) throws Exception {
        ScheduledExecutorService printer = Executors.newSingleThreadScheduledExecutor();
        try (PlainContext camel = new PlainContext(URI.create(args[0]), "address-program", component -> {
            if (args.length > 1) {
                component.getConfiguration().setConnectionTimeout(Integer.parseInt(args[1]));
            }
        })) {
            camel.consume("in", "paho:test/a", exchange -> {});
            printer.scheduleAtFixedRate(
                    () -> camel.component().connectionStatuses().forEach(AddressProgram::print),
                    0,
                    PERIOD_MILLIS,
                    TimeUnit.MILLISECONDS);
            ChildJvm.awaitEndOfInput();
        } finally {
            printer.shutdownNow();
        }
    }

    private static void print(ConnectionStatus status) {
        System.out.println(status.server() + " is " + status.state() + ": " + status.lastError());
    }
}
