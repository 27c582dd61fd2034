package io.github.camelaliyun.mqtt;

import org.apache.camel.component.paho.PahoConfiguration;
import org.apache.camel.component.paho.PahoPersistence;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The options of camel-paho that have no effect here, since they are of the client library that camel-paho uses. A route
 * that has them runs all the same; each is warned of once. Thread-safe.
 */
final class PahoDifferences {

    private static final Logger LOG = LoggerFactory.getLogger(PahoDifferences.class);
    private static final PahoConfiguration DEFAULTS = new PahoConfiguration();

    private final Set<String> told = ConcurrentHashMap.newKeySet();

    void warnOf(PahoConfiguration options) {
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
        if (options.getMaxReconnectDelay() != DEFAULTS.getMaxReconnectDelay()) {
            found.put("maxReconnectDelay", "reconnects wait 1 s, doubling to 30 s");
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
}
