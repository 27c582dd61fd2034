package io.github.camelaliyun.mqtt;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/** Warns of each risky address once. For one thread at a time. */
final class AddressWarnings {

    private static final Logger LOG = LoggerFactory.getLogger(AddressWarnings.class);

    private final Set<ServerAddress> warnedOf = new HashSet<>();
    private final AtomicBoolean loginInUri = new AtomicBoolean();

    /** The address as it was written, with a warning, once, if it is a risky one. */
    String checked(String server) {
        warnOnceOf(ServerAddress.parse(ServerAddress.OF_ACCOUNT, server));
        return server;
    }

    void warnOnceOf(ServerAddress address) {
        if (warnedOf.add(address)) {
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
