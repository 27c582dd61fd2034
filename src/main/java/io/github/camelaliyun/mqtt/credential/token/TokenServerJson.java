package io.github.camelaliyun.mqtt.credential.token;

import org.apache.camel.util.json.DeserializationException;
import org.apache.camel.util.json.JsonArray;
import org.apache.camel.util.json.JsonObject;
import org.apache.camel.util.json.Jsoner;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What goes to a token server and comes back, as {@code docs/credentials.md} has it. */
final class TokenServerJson {

    /** Cut once more where it is shown, when tokens in it have been masked: a part of one could not be. */
    private static final int MAX_ERROR_LENGTH = 2_000;

    private TokenServerJson() {}

    static String request(TokenRequest request, String instanceId) {
        JsonObject json = new JsonObject();
        json.put("clientId", request.clientId());
        json.put("instanceId", instanceId);
        json.put("actions", new JsonArray(Arrays.asList(request.type().actions().split(","))));
        json.put("resources", new JsonArray(request.resources()));
        return Jsoner.serialize(json);
    }

    /**
     * The tokens of an answer.
     *
     * @throws IllegalArgumentException saying what is wrong with the answer, and never what is in it
     */
    static List<Token> tokens(String answer, TokenType wanted) {
        Map<?, ?> json = object(answer).orElseThrow(() -> bad("its answer is not a JSON object"));
        Optional<String> error = error(answer);
        if (error.isPresent()) {
            throw new IllegalArgumentException("it says \"" + error.get() + "\", look into its log");
        }
        if (!(json.get("tokens") instanceof List<?> list) || list.isEmpty()) {
            throw bad("its answer has no \"tokens\"");
        }
        List<Token> tokens = new ArrayList<>();
        for (Object each : list) {
            tokens.add(token(each));
        }
        requireEnough(tokens, wanted);
        return List.copyOf(tokens);
    }

    /** The {@code error} of an answer: one line, and not endless. */
    static Optional<String> error(String answer) {
        return object(answer)
                .map(json -> json.get("error"))
                .filter(error -> error instanceof String text && !text.isBlank())
                .map(error -> error.toString().replaceAll("\\p{Cntrl}", " "))
                .map(error -> error.length() > MAX_ERROR_LENGTH ? error.substring(0, MAX_ERROR_LENGTH) + "..." : error);
    }

    private static Token token(Object json) {
        if (json instanceof Map<?, ?> token
                && token.get("type") instanceof String type
                && token.get("token") instanceof String value
                && token.get("expireTime") instanceof Number expireTime) {
            return Arrays.stream(TokenType.values())
                    .filter(known -> known.name().equals(type))
                    .findFirst()
                    .map(known -> new Token(known, value, Instant.ofEpochMilli(expireTime.longValue())))
                    .orElseThrow(() -> bad("a token's \"type\" is none of R, W and RW"));
        }
        throw bad("a token has not \"type\" and \"token\" as texts and \"expireTime\" as a number of milliseconds");
    }

    private static void requireEnough(List<Token> tokens, TokenType wanted) {
        Set<TokenType> types = EnumSet.noneOf(TokenType.class);
        for (Token token : tokens) {
            if (!types.add(token.type())) {
                throw bad("it gave two tokens of type " + token.type());
            }
        }
        boolean reads = types.stream().anyMatch(TokenType::reads);
        boolean writes = types.stream().anyMatch(TokenType::writes);
        if ((wanted.reads() && !reads) || (wanted.writes() && !writes)) {
            throw bad("it gave tokens of types " + types + " where " + wanted + " is needed");
        }
    }

    private static Optional<Map<?, ?>> object(String text) {
        try {
            return Jsoner.deserialize(text) instanceof Map<?, ?> json ? Optional.of(json) : Optional.empty();
        } catch (DeserializationException | RuntimeException e) {
            return Optional.empty();
        }
    }

    private static IllegalArgumentException bad(String what) {
        return new IllegalArgumentException(
                what + ", let it answer {\"tokens\":[{\"type\":\"RW\",\"token\":\"...\",\"expireTime\":<ms>}]}");
    }
}
