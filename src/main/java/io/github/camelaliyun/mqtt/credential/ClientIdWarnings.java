package io.github.camelaliyun.mqtt.credential;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Warns of each clientId that is not as the service's page has it: once in this JVM, where the client and the sandbox may both
 * meet it. Any thread may call.
 */
public final class ClientIdWarnings {

    private static final Logger LOG = LoggerFactory.getLogger(ClientIdWarnings.class);

    /** More clientIds than these are warned of again: they come from outside, and memory has an end. */
    private static final int MOST = 1_000;

    private static final Set<ClientId> WARNED = Collections.synchronizedSet(Collections.newSetFromMap(new Latest()));

    private ClientIdWarnings() {}

    /**
     * Warns, unless it did already or there is nothing to warn of.
     *
     * @param clientId of a client that is about to log in
     */
    public static void warnOnceOf(ClientId clientId) {
        clientId.deviation().filter(text -> WARNED.add(clientId)).ifPresent(LOG::warn);
    }

    /** The oldest one goes. */
    private static final class Latest extends LinkedHashMap<ClientId, Boolean> {

        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ClientId, Boolean> eldest) {
            return size() > MOST;
        }
    }
}
