package io.github.camelaliyun.mqtt.credential.token;

import io.github.camelaliyun.mqtt.credential.CredentialException;
import io.github.camelaliyun.mqtt.credential.CredentialProcessor;
import io.github.camelaliyun.mqtt.credential.Credentials;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

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
     * @param credentials makes user name and password of tokens; asked for at every connect, since the AccessKey may change
     * @param source where tokens come from
     * @param types which tokens to ask for: {@code RW}, or {@code R} and {@code W}, or one of these for a client that only
     *     receives or only sends
     * @param resources the topics and topic filters to ask for; empty to ask for the parent topics that a connection uses
     */
    public TokenAuthentication(
            Supplier<TokenCredentials> credentials, TokenSource source, List<TokenType> types, List<String> resources) {
        this.credentials = credentials;
        this.source = Objects.requireNonNull(
                source,
                "auth-mode token needs a token source: set region-id or token.server-url, or the component's tokenSource");
        this.types = List.copyOf(types);
        if (types.isEmpty()) {
            throw new IllegalArgumentException("token.types is empty: set RW, or R,W, or the one that is needed");
        }
        this.resources = List.copyOf(resources);
    }

    /**
     * Asks the source; blocks as long as it does.
     *
     * @param parentTopics the parent topics that the client uses; of no account where resources are configured
     * @throws TokenException if there is no token to be had
     */
    public TokenSet fetch(String clientId, Collection<String> parentTopics) throws TokenException {
        List<String> wanted = resources.isEmpty() ? TokenResources.ofParents(parentTopics) : resources;
        Instant now = Instant.now();
        List<Token> tokens = new ArrayList<>();
        for (TokenType type : types) {
            tokens.addAll(ask(TokenRequest.of(clientId, type, wanted)));
        }
        TokenSet set = TokenSet.fetched(tokens, wanted, now);
        if (!set.expiresAt().isAfter(now)) {
            throw new TokenException("the token source gave a token that has expired already: look at its clock, and at"
                    + " this machine's");
        }
        return set;
    }

    private List<Token> ask(TokenRequest request) throws TokenException {
        List<Token> answer;
        try {
            answer = source.fetch(request);
        } catch (TokenException e) {
            throw e;
        } catch (CredentialException e) {
            throw new TokenException(e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TokenException("interrupted while waiting for a token", e);
        } catch (Exception e) {
            throw new TokenException("the token source " + source.getClass().getSimpleName() + " failed: " + e, e);
        }
        if (answer == null || answer.isEmpty()) {
            throw new TokenException("the token source " + source.getClass().getSimpleName()
                    + " gave no token: let it throw the reason");
        }
        return answer;
    }

    /** What CONNECT carries for these tokens. */
    public Credentials credentialsFor(TokenSet set) {
        return credentials.get().credentialsFor(set.tokens());
    }

    /** Whether what connections may use is configured, rather than what they happen to use. */
    public boolean hasFixedResources() {
        return !resources.isEmpty();
    }

    /**
     * Checks a topic or topic filter against the configured resources, if there are any.
     *
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
                    "token.resources is not set: outside a connection it has to say what tokens" + " are for");
        }
        try {
            return credentialsFor(fetch(clientId, List.of()));
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
}
