package io.github.camelaliyun.mqtt.sandbox.token;

import io.github.camelaliyun.mqtt.credential.token.TokenType;
import io.github.camelaliyun.mqtt.service.TokenFault;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** The tokens of one connection, at most one of each type. Its monitor guards it. */
final class HeldTokens {

    private final Map<TokenType, IssuedToken> tokens = new EnumMap<>(TokenType.class);

    /**
     * Reads the password of token mode, {@code <type>|<token>} pairs joined with {@code |} in any order.
     *
     * @throws TokenRejectedException if any of them is not valid: then all are not
     */
    static HeldTokens ofPassword(TokenRegistry registry, String password) throws TokenRejectedException {
        HeldTokens held = new HeldTokens();
        String[] parts = password.split("\\|", -1);
        for (int i = 0; i < parts.length; i += 2) {
            TokenType type = type(parts[i]).orElse(TokenType.RW);
            if (type(parts[i]).isEmpty() || i + 1 == parts.length || held.tokens.containsKey(type)) {
                throw new TokenRejectedException(TokenFault.FORGED, type);
            }
            held.put(registry.require(type, parts[i + 1]));
        }
        return held;
    }

    static Optional<TokenType> type(String name) {
        for (TokenType type : TokenType.values()) {
            if (type.name().equals(name)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }

    /** Takes the place of the one of the same type. */
    synchronized void put(IssuedToken token) {
        tokens.put(token.type(), token);
    }

    synchronized boolean has(IssuedToken token) {
        return tokens.get(token.type()) == token;
    }

    synchronized Collection<IssuedToken> all() {
        return new ArrayList<>(tokens.values());
    }

    /** @throws TokenRejectedException if no token lets its holder publish to this topic */
    void requirePublish(String topic) throws TokenRejectedException {
        require(TokenType::writes, topic);
    }

    /** @throws TokenRejectedException if no token lets its holder subscribe with this filter */
    void requireSubscribe(String filter) throws TokenRejectedException {
        require(TokenType::reads, filter);
    }

    private void require(Predicate<TokenType> allows, String topicOrFilter) throws TokenRejectedException {
        Instant now = Instant.now();
        List<IssuedToken> right = new ArrayList<>();
        for (IssuedToken token : all()) {
            Optional<TokenFault> fault = token.fault(now);
            if (fault.isPresent()) {
                throw new TokenRejectedException(fault.get(), token.type());
            }
            if (allows.test(token.type())) {
                right.add(token);
            }
        }
        if (right.isEmpty()) {
            throw new TokenRejectedException(
                    TokenFault.WRONG_ACTION, all().iterator().next().type());
        }
        if (right.stream().noneMatch(token -> token.covers(topicOrFilter))) {
            throw new TokenRejectedException(
                    TokenFault.WRONG_RESOURCE, right.get(0).type());
        }
    }
}
