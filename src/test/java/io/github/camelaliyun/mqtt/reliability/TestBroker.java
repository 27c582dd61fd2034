package io.github.camelaliyun.mqtt.reliability;

import io.github.camelaliyun.mqtt.kit.Mosquitto;
import io.github.camelaliyun.mqtt.sandbox.SharedSandbox;

import java.net.URI;

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
            return (int) mosquitto
                    .log()
                    .lines()
                    .filter(line -> line.contains("New client connected") && line.contains(" as " + clientId + " "))
                    .count();
        }

        @Override
        public String toString() {
            return "Mosquitto";
        }
    }
}
