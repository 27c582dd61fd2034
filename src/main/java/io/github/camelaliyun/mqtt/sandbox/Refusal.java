package io.github.camelaliyun.mqtt.sandbox;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Why the sandbox does not do what a client asked.
 *
 * @param answer what the client gets to see
 * @param what what the client did
 * @param rule the service's rule, and how to keep it
 */
record Refusal(Answer answer, String what, String rule) {

    private static final Logger LOG = LoggerFactory.getLogger(Refusal.class);

    enum Answer {
        /** CONNACK 2. */
        BAD_CLIENT_ID,
        /** CONNACK 4. */
        BAD_CREDENTIALS,
        /** CONNACK 5. */
        NOT_AUTHORIZED,
        /** The connection is closed; MQTT 3.1.1 has no packet that could say why. */
        CLOSED
    }

    static Refusal close(String what, String rule) {
        return new Refusal(Answer.CLOSED, what, rule);
    }

    /** One line for the operator. Neither part may hold a secret. */
    void log(String clientId) {
        LOG.warn("sandbox refused {}: {}; the service's rule: {}", printable(clientId), printable(what), rule);
    }

    /** Client identifiers and topics come from outside: a line break in them must not forge a log line. */
    static String printable(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }
}
