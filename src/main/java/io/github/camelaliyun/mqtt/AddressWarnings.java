package io.github.camelaliyun.mqtt;

import org.apache.camel.support.LRUCacheFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Collections;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/** Warns of each risky address once. Any thread may call. */
final class AddressWarnings {

    private static final Logger LOG = LoggerFactory.getLogger(AddressWarnings.class);

    /** More addresses than these are warned of again: they come from messages, and memory has an end. */
    private static final int MOST = 1_000;

    private final Map<String, Boolean> warnedOf = Collections.synchronizedMap(LRUCacheFactory.newLRUCache(MOST));
    private final AtomicBoolean loginInUri = new AtomicBoolean();

    /**
     * The address of an account, or some, as written, with a warning, once, of each risky one.
     *
     * @param hasKeys whether the login is computed, so that there must be none in the address
     */
    String checked(AliyunMqttAccount account, boolean hasKeys) {
        String endpoint = account.getEndpoint();
        (hasKeys ? ServerAddress.ofAccount(endpoint) : ServerAddress.parseAll(ServerAddress.OF_ACCOUNT, endpoint))
                .forEach(this::warnOnceOf);
        return endpoint;
    }

    void warnOnceOf(ServerAddress address) {
        if (warnedOf.putIfAbsent(address.toString(), true) == null) {
            warnOf(address);
        }
    }

    /** Camel masks a login in an address that is an option of a URI in some places, and in others it does not. */
    void warnOfLoginIn(Map<String, Object> parameters) {
        parameters.forEach((option, value) -> {
            if (ServerAddress.isOption(option)
                    && ServerAddress.mayHaveLogin(String.valueOf(value))
                    && !loginInUri.getAndSet(true)) {
                LOG.warn(
                        "{} of an endpoint's URI has a login: Camel shows the URIs of routes, in its log and in its tools."
                                + " Set the address on the component, or use the options userName and password, which"
                                + " Camel masks",
                        option);
            }
        });
    }

    private static void warnOf(ServerAddress address) {
        if (!address.secure() && !address.isLoopback()) {
            LOG.warn(
                    "endpoint {} is not encrypted: whoever reads the CONNECT packet can use its credentials again. Use"
                            + " ssl:// (port 8883) or wss:// (port 443)",
                    address);
        }
        if (address.isIp() && !address.isLoopback()) {
            LOG.warn(
                    "endpoint {} is an IP address: the service changes its addresses without notice, use the instance's"
                            + " domain name",
                    address);
        }
    }
}
