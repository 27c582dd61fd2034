package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.connection.ConnectionOptions;
import io.github.camelaliyun.mqtt.service.InvalidSettingException;
import org.apache.camel.component.paho.PahoConfiguration;
import org.apache.camel.component.paho.PahoPersistence;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.SocketFactory;
import javax.net.ssl.SSLSocketFactory;

import static io.github.camelaliyun.mqtt.service.InvalidSettingException.named;

/**
 * The options of camel-paho that have no effect here, since they are of the client library that camel-paho uses. A route
 * that has them runs all the same, and each is warned of once, but for what it would not do without: that is refused.
 * Thread-safe.
 */
final class PahoDifferences {

    private static final Logger LOG = LoggerFactory.getLogger(PahoDifferences.class);
    private static final PahoConfiguration DEFAULTS = new PahoConfiguration();

    private final Set<String> told = ConcurrentHashMap.newKeySet();

    /** @throws InvalidSettingException for an option that a route would be wrong without */
    void check(PahoConfiguration options) {
        checkSockets(options.getSocketFactory());
        checkReconnectDelay(options.getMaxReconnectDelay());
        withoutEffect(options).forEach((option, instead) -> {
            if (told.add(option)) {
                LOG.warn("{} has no effect: {}", option, instead);
            }
        });
    }

    /** Option to what happens instead. */
    static Map<String, String> withoutEffect(PahoConfiguration options) {
        Map<String, String> found = new LinkedHashMap<>();
        if (!options.isAutomaticReconnect()) {
            found.put(
                    "automaticReconnect=false",
                    "a lost connection is always made again; stop the route, or the context, to end it");
        }
        if (options.getMaxReconnectDelay() > ConnectionOptions.MAX_RECONNECT_DELAY.toMillis()
                && options.getMaxReconnectDelay() != DEFAULTS.getMaxReconnectDelay()) {
            found.put(
                    "maxReconnectDelay=" + options.getMaxReconnectDelay(),
                    "reconnects wait " + ConnectionOptions.MAX_RECONNECT_DELAY.toSeconds() + " s at most");
        }
        if (options.getPersistence() != PahoPersistence.MEMORY) {
            found.put(
                    "persistence=FILE",
                    "a publish is done when the broker has acknowledged it, and nothing of it is kept in a file; keep"
                            + " the exchange where it came from until then");
        }
        if (options.getFilePersistenceDirectory() != null) {
            found.put("filePersistenceDirectory", "nothing of a publish is kept in a file");
        }
        if (options.getExecutorServiceTimeout() != DEFAULTS.getExecutorServiceTimeout()) {
            found.put("executorServiceTimeout", "no executor of Paho's is used");
        }
        return found;
    }

    private static void checkReconnectDelay(int millis) {
        long least = ConnectionOptions.MIN_RECONNECT_DELAY.toMillis();
        if (millis < least) {
            throw new InvalidSettingException(
                    "maxReconnectDelay",
                    "is " + millis,
                    "it must be at least " + least
                            + " milliseconds, which is the first wait; correct it, or leave it out for "
                            + ConnectionOptions.MAX_RECONNECT_DELAY.toMillis());
        }
    }

    /** The network connection is not one of {@code java.net}, which is all that a factory of sockets makes. */
    private static void checkSockets(SocketFactory factory) {
        if (factory != null) {
            throw new InvalidSettingException(
                    "socketFactory",
                    "has no use here, since connections are not made of sockets of java.net",
                    (factory instanceof SSLSocketFactory
                            ? "use " + named("sslContextParameters") + " for keys and trust of TLS"
                            : "use the option " + named("proxy") + ", or " + named("sslContextParameters")
                                    + " for keys and trust of TLS"));
        }
    }
}
