package io.github.camelaliyun.mqtt.credential.token;

import io.github.camelaliyun.mqtt.service.InvalidSettingException;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The rule for every address that tokens come from: TLS, or this very machine. */
final class SafeUrl {

    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");

    private SafeUrl() {}

    /**
     * Answers the address, if it is {@code https://host…}, or {@code http://host…} with a loopback host.
     *
     * @throws IllegalArgumentException naming the setting and the rule; it repeats neither what may stand before an @ nor path and query
     */
    static URI require(String setting, String url) {
        URI uri = parse(setting, url);
        if (uri.getHost() == null || uri.getUserInfo() != null) {
            throw new InvalidSettingException(
                    setting,
                    "is not of the form https://host:port/path without user information",
                    "set such an address");
        }
        if ("https".equalsIgnoreCase(uri.getScheme())
                || ("http".equalsIgnoreCase(uri.getScheme()) && isLoopback(uri))) {
            return uri;
        }
        throw new InvalidSettingException(
                setting,
                "'" + shown(uri) + "' is refused",
                "tokens and keys go through https only, plain http is for 127.0.0.1, localhost and [::1]; set an https://"
                        + " address");
    }

    /** As it may be shown: the path and the query may hold a key. */
    static String shown(URI uri) {
        return uri.getScheme() + "://" + uri.getAuthority();
    }

    /** Scheme and host of where tokens come from: the token server, else the OpenAPI at its endpoint, else that of the region. */
    static Optional<String> ofTokens(String serverUrl, String endpoint, String regionId) {
        if (serverUrl != null) {
            return Optional.of(shown(require("token.serverUrl", serverUrl)));
        }
        if (endpoint != null) {
            return Optional.of(shown(require("token.endpoint", endpoint)));
        }
        return Optional.ofNullable(regionId).map(region -> shown(OpenApiTokenSource.ofRegion(region)));
    }

    static boolean isLoopback(URI uri) {
        return LOOPBACK.contains(uri.getHost().toLowerCase(Locale.ROOT));
    }

    private static URI parse(String setting, String url) {
        try {
            return URI.create(url);
        } catch (IllegalArgumentException | NullPointerException e) {
            throw new InvalidSettingException(
                    setting, "is not an address", "set one of the form https://host:port/path");
        }
    }
}
