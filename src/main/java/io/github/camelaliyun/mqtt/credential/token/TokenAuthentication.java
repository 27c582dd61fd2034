package io.github.camelaliyun.mqtt.credential.token;

import io.github.camelaliyun.mqtt.credential.CredentialException;
import io.github.camelaliyun.mqtt.credential.CredentialProcessor;
import io.github.camelaliyun.mqtt.credential.Credentials;
import io.github.camelaliyun.mqtt.credential.token.TokenException.Kind;
import io.github.camelaliyun.mqtt.service.InvalidSettingException;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Token authentication (Token 鉴权) of one account: what to ask the {@link TokenSource} for, and what to present. It holds
 * no token; each connection keeps and renews its own. Any thread may call it.
 */
public final class TokenAuthentication implements CredentialProcessor {

    private final Supplier<TokenCredentials> credentials;
    private final TokenSource source;
    private final List<TokenType> types;
    private final List<String> resources;

    /**
     * Asks for nothing yet.
     *
     * @param credentials makes user name and password of tokens; asked for at every connect, since the AccessKey may change
     * @param source where tokens come from
     * @param types which tokens to ask for: {@code RW}, or {@code R} and {@code W}, or one of these for a client that only
     *     receives or only sends
     * @param resources the topics and topic filters to ask for; empty to ask for the parent topics that a connection uses
     * @throws InvalidSettingException if {@code types} is empty, or a token cannot be for so many resources
     */
    public TokenAuthentication(
            Supplier<TokenCredentials> credentials, TokenSource source, List<TokenType> types, List<String> resources) {
        this.credentials = credentials;
        this.source = Objects.requireNonNull(source, "source");
        this.types = List.copyOf(types);
        if (types.isEmpty()) {
            throw InvalidSettingException.missing(
                    "token.types", "to RW or R,W, or to R or W alone for a client that only receives or only sends");
        }
        this.resources = resources.stream().distinct().toList();
        if (this.resources.size() > TokenRequest.MAX_RESOURCES) {
            throw new InvalidSettingException(
                    "token.resources", "has " + this.resources.size() + " topics", TokenRequest.RULE);
        }
    }

    /**
     * Asks the source; blocks as long as it does. Whatever the source throws, {@code Error}s too, is a
     * {@link TokenException}.
     *
     * @param clientId the client that will present the tokens
     * @param parentTopics the parent topics that the client uses; of no account where resources are configured
     * @param issued is told of each token as the source gives it, whatever becomes of the rest
     * @param clock tells how much of a token's life is left
     * @param random how much earlier than others to renew the tokens
     * @return the tokens, none of which has expired
     * @throws TokenException if there is no token to be had
     */
    public TokenSet fetch(
            String clientId,
            Collection<String> parentTopics,
            Consumer<Token> issued,
            InstantSource clock,
            RandomGenerator random)
            throws TokenException {
        List<String> wanted = resources.isEmpty() ? TokenResources.ofParents(parentTopics) : resources;
        Instant asked = clock.instant();
        List<Token> tokens = new ArrayList<>();
        for (TokenType type : types) {
            tokens.addAll(ask(request(clientId, type, wanted), issued));
        }
        requireEnough(tokens);
        TokenSet set = TokenSet.fetched(tokens, wanted, asked, random);
        if (!set.expiresAt().isAfter(clock.instant())) {
            throw new TokenException(
                    Kind.UNAVAILABLE,
                    "the token source gave a token that has expired already: look at its clock, and at this machine's");
        }
        return set;
    }

    private static TokenRequest request(String clientId, TokenType type, List<String> wanted) throws TokenException {
        try {
            return TokenRequest.of(clientId, type, wanted);
        } catch (IllegalArgumentException e) {
            throw new TokenException(Kind.REFUSED, e.getMessage());
        }
    }

    private List<Token> ask(TokenRequest request, Consumer<Token> issued) throws TokenException {
        List<Token> answer;
        try {
            answer = source.fetch(request);
        } catch (TokenException e) {
            throw e;
        } catch (CredentialException e) {
            throw new TokenException(Kind.UNAVAILABLE, e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TokenException(Kind.UNAVAILABLE, "interrupted while waiting for a token", e);
        } catch (Throwable e) {
            throw new TokenException(sourceName() + " failed: " + e, e);
        }
        if (answer == null) {
            return List.of();
        }
        List<Token> tokens = new ArrayList<>();
        try {
            // Of the source's own class, whose methods may do anything.
            Iterator<Token> given = answer.iterator();
            while (given.hasNext() && tokens.size() <= TokenType.values().length) {
                Token token = Objects.requireNonNull(given.next());
                issued.accept(token);
                tokens.add(token);
            }
            return tokens;
        } catch (Throwable e) {
            throw new TokenException(sourceName() + " gave a list that cannot be read: " + e, e);
        }
    }

    /** At most one of each type, together for what was asked for. */
    private void requireEnough(List<Token> tokens) throws TokenException {
        if (tokens.isEmpty()) {
            throw new TokenException(sourceName() + " gave no token: let it throw the reason");
        }
        Set<TokenType> given = EnumSet.noneOf(TokenType.class);
        for (Token token : tokens) {
            if (!given.add(token.type())) {
                throw new TokenException(
                        Kind.UNAVAILABLE,
                        sourceName() + " gave two tokens of type " + token.type()
                                + ": the service takes at most one of each type");
            }
        }
        boolean reads = given.stream().anyMatch(TokenType::reads);
        boolean writes = given.stream().anyMatch(TokenType::writes);
        if (types.stream().anyMatch(type -> type.reads() && !reads || type.writes() && !writes)) {
            throw new TokenException(
                    Kind.UNAVAILABLE,
                    sourceName() + " gave tokens of types " + given + " where " + types + " were asked for");
        }
    }

    private String sourceName() {
        return "the token source " + source.getClass().getSimpleName();
    }

    /**
     * Turns tokens into what CONNECT carries.
     *
     * @param set what was fetched
     * @return user name and password, of the present AccessKey ID
     */
    public Credentials credentialsFor(TokenSet set) {
        return credentials.get().credentialsFor(set.tokens());
    }

    /** {@return whether tokens are for the resources that are configured, rather than for what a connection uses} */
    public boolean hasFixedResources() {
        return !resources.isEmpty();
    }

    /**
     * Checks a topic or topic filter against the configured resources, if there are any.
     *
     * @param topicOrFilter what a client is about to use
     * @throws IllegalArgumentException if they do not cover it
     */
    public void requireConfigured(String topicOrFilter) {
        if (!resources.isEmpty() && !TokenResources.cover(resources, topicOrFilter)) {
            throw new IllegalArgumentException("'" + topicOrFilter + "' is not among what tokens are asked for ("
                    + String.join(",", resources)
                    + "): the service would close the connection over it; add it to token.resources");
        }
    }

    /**
     * Fetches tokens for a client that is not one of this process's; blocks as long as the source does.
     *
     * @throws IllegalStateException if there are none to be had, or it is not configured what they should be for
     */
    @Override
    public Credentials credentialsFor(String clientId) {
        if (resources.isEmpty()) {
            throw new IllegalStateException(
                    "token.resources is not set: set it to the topics that tokens are for, which outside a connection"
                            + " nobody else knows");
        }
        try {
            return credentialsFor(
                    fetch(clientId, List.of(), issued -> {}, InstantSource.system(), ThreadLocalRandom.current()));
        } catch (TokenException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    @Override
    public String describe() {
        try {
            return credentials.get().describe() + ", types " + types;
        } catch (CredentialException e) {
            return "auth-mode token without an AccessKey, types " + types;
        }
    }

    @Override
    public String advice() {
        return "Check that the token source issues tokens of this endpoint's instance, for the AccessKey ID that is presented,"
                + " and that they have not been revoked";
    }
}
