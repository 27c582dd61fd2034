package io.github.camelaliyun.mqtt.reliability;

import io.github.camelaliyun.mqtt.kit.Mosquitto;
import io.github.camelaliyun.mqtt.sandbox.SharedSandbox;
import org.awaitility.Awaitility;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;

/** The broker of an experiment: the sandbox, or a real Mosquitto where the service's own rules do not matter. */
interface TestBroker {

    URI uri();

    /** How many CONNECT packets of this client it has seen. */
    int connectsOf(String clientId);

    static TestBroker sandbox() {
        return new OfSandbox();
    }

    /** One for all experiments of the JVM, started at the first call. */
    static TestBroker mosquitto() {
        return OfMosquitto.SHARED;
    }

    /** Counts what the sandbox has in its ledger. */
    final class OfSandbox implements TestBroker {
        @Override
        public URI uri() {
            return SharedSandbox.get().tcp();
        }

        @Override
        public int connectsOf(String clientId) {
            return SharedSandbox.get().connectsOf(clientId);
        }

        @Override
        public String toString() {
            return "sandbox";
        }
    }

    /** Counts lines of Mosquitto's log. */
    final class OfMosquitto implements TestBroker {
        private static final TestBroker SHARED =
                new OfMosquitto(Mosquitto.start(Mosquitto.Options.anonymous().withMaxInflight(30)));

        private final Mosquitto mosquitto;

        private OfMosquitto(Mosquitto mosquitto) {
            this.mosquitto = mosquitto;
        }

        @Override
        public URI uri() {
            return mosquitto.uri();
        }

        @Override
        public int connectsOf(String clientId) {
            readLogUpToNow();
            return (int) mosquitto
                    .log()
                    .lines()
                    .filter(line -> line.contains("New client connected") && line.contains(" as " + clientId + " "))
                    .count();
        }

        /** The log comes through a pipe, a little late; a connection of this call's own shows how far it has come. */
        private void readLogUpToNow() {
            try (Socket marker = new Socket(uri().getHost(), uri().getPort())) {
                String line = "New connection from 127.0.0.1:" + marker.getLocalPort() + " ";
                Awaitility.await()
                        .atMost(Duration.ofSeconds(10))
                        .pollDelay(Duration.ZERO)
                        .pollInterval(Duration.ofMillis(2))
                        .until(() -> mosquitto.log().contains(line));
            } catch (IOException e) {
                throw new UncheckedIOException("Mosquitto accepts no connection", e);
            }
        }

        @Override
        public String toString() {
            return "Mosquitto";
        }
    }
}
