package io.github.camelaliyun.mqtt.sandbox;

import io.github.camelaliyun.mqtt.service.Printable;
import io.github.camelaliyun.mqtt.service.ServiceLimits;
import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
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

    static final String PACKET_SIZE = "a packet has at most " + ServiceLimits.MAX_PACKET_BYTES + " bytes";
    static final String NO_RETAINED = "it keeps no retained messages: publish without the flag";
    static final String NO_SYSTEM_FILTERS = "there are no shared subscriptions and no other filters that begin with $";

    private static final AttributeKey<Boolean> CLOSING = AttributeKey.valueOf(Refusal.class, "closing");

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
        LOG.warn(
                "sandbox refused {}: {}; the service's rule: {}",
                Printable.of(clientId),
                Printable.of(what, Printable.SENTENCE),
                Printable.of(rule, Printable.SENTENCE));
    }

    /** The same for a connection that is to be closed, once: what else it has sent already is not the service's any more. */
    void log(String client, Channel connection) {
        if (connection.attr(CLOSING).getAndSet(true) == null) {
            log(client);
        }
    }

    /** Whether {@link #log(String, Channel)} has been called for it. */
    static boolean isClosing(Channel connection) {
        return connection.hasAttr(CLOSING);
    }
}
