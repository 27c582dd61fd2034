package io.github.camelaliyun.mqtt.sandbox.openapi;

import io.github.camelaliyun.mqtt.credential.token.TokenRequest;
import io.github.camelaliyun.mqtt.credential.token.TokenType;
import io.github.camelaliyun.mqtt.sandbox.token.TokenRegistry;
import io.github.camelaliyun.mqtt.service.ServiceLimits;
import org.apache.camel.util.json.JsonObject;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * ApplyToken, QueryToken and RevokeToken of the API of 2020-04-20. The pages name the limits and not the error codes; these
 * are {@code InvalidParameter.<name>} here. Thread-safe.
 *
 * @see <a href="https://alibabacloud.com/help/en/apsaramq-for-mqtt/api-token-management-applytoken">ApplyToken</a>
 */
final class TokenOperations {

    private static final String VERSION = "2020-04-20";

    private final TokenRegistry registry;
    private final Predicate<String> instances;
    private final Supplier<Duration> minLife;

    TokenOperations(TokenRegistry registry, Predicate<String> instances, Supplier<Duration> minLife) {
        this.registry = registry;
        this.instances = instances;
        this.minLife = minLife;
    }

    /** What the call answers, its RequestId apart. */
    JsonObject answer(RpcCall call) throws ApiException {
        String action = call.require("Action");
        if (!call.require("Version").equals(VERSION)) {
            throw new ApiException(404, "InvalidVersion", "Specified parameter Version is not valid.");
        }
        if (!List.of("ApplyToken", "QueryToken", "RevokeToken").contains(action)) {
            throw new ApiException(404, "InvalidAction.NotFound", "Specified api is not found.");
        }
        if (!instances.test(call.require("InstanceId"))) {
            throw ApiException.parameter("InstanceId", "The instance does not exist.");
        }
        JsonObject answer = new JsonObject();
        switch (action) {
            case "ApplyToken" -> answer.put("Token", apply(call));
            case "QueryToken" -> answer.put("TokenStatus", registry.isValid(call.require("Token")));
            default -> revoke(call.require("Token"));
        }
        return answer;
    }

    private void revoke(String token) throws ApiException {
        if (!registry.revoke(token)) {
            throw ApiException.parameter("Token", "The token does not exist.");
        }
    }

    private String apply(RpcCall call) throws ApiException {
        TokenType type = type(call.require("Actions"));
        List<String> resources = resources(call.require("Resources"));
        return registry.issue(type, resources, end(call.require("ExpireTime")))
                .toToken()
                .value();
    }

    private static TokenType type(String actions) throws ApiException {
        return Arrays.stream(TokenType.values())
                .filter(type -> type.actions().equals(actions))
                .findFirst()
                .orElseThrow(() -> ApiException.parameter("Actions", "Actions is R, W or R,W."));
    }

    private static List<String> resources(String joined) throws ApiException {
        List<String> resources = List.of(joined.split(",", -1));
        if (resources.size() > TokenRequest.MAX_RESOURCES || resources.stream().anyMatch(String::isBlank)) {
            throw ApiException.parameter(
                    "Resources", "Resources has 1 to " + TokenRequest.MAX_RESOURCES + " topics, separated by commas.");
        }
        if (!resources.equals(resources.stream().sorted().toList())) {
            throw ApiException.parameter("Resources", "The topics of Resources are sorted alphabetically.");
        }
        return resources;
    }

    /** A life that is too long is shortened without a word, as on the service. */
    private Instant end(String expireTime) throws ApiException {
        Instant now = Instant.now();
        Instant end = millis(expireTime);
        // A request is under way for a while: what was 60 s when it was signed is a little less by now.
        if (end.isBefore(now.plus(minLife.get()).minusSeconds(1))) {
            throw ApiException.parameter(
                    "ExpireTime", "ExpireTime is at least " + minLife.get().toSeconds() + " s away, in milliseconds.");
        }
        Instant latest = now.plus(ServiceLimits.MAX_TOKEN_LIFE);
        return end.isAfter(latest) ? latest : end;
    }

    private static Instant millis(String expireTime) throws ApiException {
        try {
            return Instant.ofEpochMilli(Long.parseLong(expireTime));
        } catch (NumberFormatException e) {
            throw ApiException.parameter("ExpireTime", "ExpireTime is a number of milliseconds.");
        }
    }
}
