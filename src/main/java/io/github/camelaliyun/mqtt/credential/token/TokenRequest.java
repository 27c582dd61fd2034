package io.github.camelaliyun.mqtt.credential.token;

import io.github.camelaliyun.mqtt.credential.Required;

import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;

/**
 * Which token is wanted.
 *
 * @param clientId the client that will present it; the service binds no token to a clientId, a token server may
 * @param type what the client will do
 * @param resources topics and topic filters ({@code +} and {@code #} as MQTT has them) that it will do it on: at most 100;
 *     kept sorted and without doubles, as the service wants them
 * @see <a href="https://alibabacloud.com/help/en/apsaramq-for-mqtt/api-token-management-applytoken">ApplyToken</a>
 */
public record TokenRequest(String clientId, TokenType type, List<String> resources) {

    /** The most topics that one token may be for. */
    public static final int MAX_RESOURCES = 100;

    static final String RULE = "the service gives a token for 1 to " + MAX_RESOURCES
            + ", name fewer with the wildcards + and #, for example test/#";

    /**
     * Sorts the resources and checks them.
     *
     * @param clientId neither null nor blank
     * @param type not null
     * @param resources 1 to 100, none of them blank or with a comma in it
     * @throws IllegalArgumentException naming what the service would not accept
     */
    public TokenRequest {
        Required.text("clientId", clientId);
        Objects.requireNonNull(type, "type");
        resources = List.copyOf(new TreeSet<>(resources));
        if (resources.isEmpty()) {
            throw new IllegalArgumentException("a token for no topic cannot be asked for: name one at least");
        }
        if (resources.size() > MAX_RESOURCES) {
            throw new IllegalArgumentException(
                    "a token for " + resources.size() + " topics cannot be asked for: " + RULE);
        }
        for (String resource : resources) {
            if (resource.isBlank() || resource.indexOf(',') >= 0) {
                throw new IllegalArgumentException("'" + resource + "' cannot be a token's topic: the service separates"
                        + " topics by commas, so one is neither empty nor has a comma in it");
            }
        }
    }

    /**
     * Makes a request of topics in any collection.
     *
     * @param clientId the client that will present the token
     * @param type what the client will do
     * @param resources 1 to 100 topics and topic filters, in any order
     * @return the request
     * @throws IllegalArgumentException naming what the service would not accept
     */
    public static TokenRequest of(String clientId, TokenType type, Collection<String> resources) {
        return new TokenRequest(clientId, type, List.copyOf(resources));
    }

    /** As {@code ApplyToken} has it: sorted, separated by commas. */
    String joinedResources() {
        return String.join(",", resources);
    }
}
