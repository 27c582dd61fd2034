package io.github.camelaliyun.mqtt.app;

import io.github.camelaliyun.mqtt.sandbox.SandboxLease;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.PrintStream;
import java.util.concurrent.CountDownLatch;

/**
 * The sandbox alone, {@code mvn compile camel:run -Psandbox}: with the account and the parent topic of
 * {@code application.properties}, for clients in whatever language. Prints what they need, and runs until it is told to stop.
 */
public final class SandboxApp {

    private SandboxApp() {}

    /**
     * Runs until the JVM is told to end; ends it with 1 if the sandbox could not start.
     *
     * @param args none are read
     * @throws InterruptedException if somebody interrupts the main thread
     */
    public static void main(String[] args) throws InterruptedException {
        App.useLoggingOfTheProject();
        SandboxLease sandbox;
        try {
            sandbox = start(System.out);
        } catch (Exception e) {
            Logger log = LoggerFactory.getLogger(SandboxApp.class);
            log.error("cannot start: {}", App.reason(e));
            log.debug("cannot start", e);
            System.exit(1);
            return;
        }
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            sandbox.close();
                            // Ctrl-C is the ordinary way to end, and no failure.
                            Runtime.getRuntime().halt(0);
                        },
                        "sandbox-close"));
        new CountDownLatch(1).await();
    }

    /**
     * Starts it and prints the sheet; the sandbox is the caller's to close.
     *
     * @throws IllegalArgumentException if a setting is missing, unknown or cannot be; the message names it
     */
    static SandboxLease start(PrintStream out) {
        Settings settings = Settings.ofProject();
        SandboxLease sandbox = ProjectStart.startSandbox(settings);
        try {
            out.println(SandboxSheet.of(sandbox.sandbox(), settings));
            return sandbox;
        } catch (RuntimeException | Error e) {
            sandbox.close();
            throw e;
        }
    }
}
