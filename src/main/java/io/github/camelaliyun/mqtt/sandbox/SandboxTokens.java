package io.github.camelaliyun.mqtt.sandbox;

import io.github.camelaliyun.mqtt.credential.token.Token;
import io.github.camelaliyun.mqtt.credential.token.TokenType;
import io.github.camelaliyun.mqtt.sandbox.openapi.OpenApiServer;
import io.github.camelaliyun.mqtt.sandbox.token.ClientEvent;
import io.github.camelaliyun.mqtt.sandbox.token.TokenRegistry;
import io.github.camelaliyun.mqtt.service.ServiceLimits;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The sandbox's tokens, for tests and demonstrations: issues them without the API and its limits, takes them back, and tells
 * what clients in token mode did. Thread-safe.
 */
public final class SandboxTokens {

    private final Accounts accounts;
    private final TokenRegistry registry;
    private final TokenHooks hooks;
    private volatile Duration minLife = ServiceLimits.MIN_TOKEN_LIFE;
    private OpenApiServer openApi;
    private boolean closed;

    SandboxTokens(Accounts accounts, TokenRegistry registry, TokenHooks hooks) {
        this.accounts = accounts;
        this.registry = registry;
        this.hooks = hooks;
    }

    /**
     * {@return where {@code ApplyToken}, {@code QueryToken} and {@code RevokeToken} are called, {@code http://127.0.0.1:port}}
     * The first call opens the port, {@link Sandbox#close()} closes it. Calls are signed with an AccessKey pair that the sandbox
     * knows.
     *
     * @throws SandboxException if the sandbox is closed, or no port is free
     */
    public synchronized URI openApi() {
        if (closed) {
            throw new SandboxException("the sandbox is closed: start another one");
        }
        if (openApi == null) {
            try {
                openApi = SandboxThreads.call(
                        "sandbox-openapi-start",
                        () -> new OpenApiServer(accounts::secretOf, accounts::hasInstance, registry, () -> minLife));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new SandboxException("interrupted while the sandbox's OpenAPI started", e);
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new SandboxException(
                        "the sandbox's OpenAPI cannot open a port on 127.0.0.1 (" + e.getMessage()
                                + "): are all in use?",
                        e);
            }
        }
        return openApi.uri();
    }

    /**
     * Lets {@code ApplyToken} issue tokens that live shorter than the service's 60 s, from now on.
     *
     * @param minLife the shortest life that it issues a token with
     */
    public void minLife(Duration minLife) {
        Argument.requireTime("minLife", minLife, "any");
        this.minLife = minLife;
    }

    synchronized void close() {
        closed = true;
        if (openApi != null) {
            openApi.close();
        }
    }

    /**
     * Issues a token.
     *
     * @param type what it allows
     * @param life from now on; unlike the service's 60 s to 30 days, any
     * @param resources topics and topic filters that it is for, none or more
     * @return the token, as a client presents it
     */
    public Token issue(TokenType type, Duration life, String... resources) {
        Argument.requirePresent("type", type);
        Argument.requireTimeEitherWay("life", life);
        Argument.requirePresent("resources", resources);
        for (String resource : resources) {
            Argument.requireText("resources", resource);
        }
        // The service counts in milliseconds.
        Instant end = Instant.ofEpochMilli(Instant.now().plus(life).toEpochMilli());
        return registry.issue(type, List.of(resources), end).toToken();
    }

    /**
     * Revokes a token; who holds it is told with code 3 and disconnected at once.
     *
     * @param token one of {@link #issue} or {@code ApplyToken}
     * @throws IllegalArgumentException if it is none of this sandbox's
     */
    public void revoke(Token token) {
        Argument.requirePresent("token", token);
        requireKnown(registry.revoke(token.value()));
    }

    /**
     * Makes a token expire now; who holds it is told with code 2 and disconnected at once.
     *
     * @param token one of {@link #issue} or {@code ApplyToken}
     * @throws IllegalArgumentException if it is none of this sandbox's
     */
    public void expire(Token token) {
        Argument.requirePresent("token", token);
        requireKnown(registry.expire(token.value()));
    }

    private static void requireKnown(boolean known) {
        if (!known) {
            throw new IllegalArgumentException(
                    "this token is not one of this sandbox's, or long expired: issue one here");
        }
    }

    /**
     * Sends this client no {@code $SYS/tokenExpireNotice} from now on; the service does not guarantee it either.
     *
     * @param clientId of a client that need not be connected
     */
    public void withholdExpireNotice(String clientId) {
        Argument.requireText("clientId", clientId);
        hooks.withholdExpireNotice(clientId);
    }

    /**
     * Lets the PUBACK of this client's uploads, and their effect, take that long from now on.
     *
     * @param clientId of a client that need not be connected
     * @param delay zero for none
     */
    public void delayUploadAck(String clientId, Duration delay) {
        Argument.requireText("clientId", clientId);
        Argument.requireTime("delay", delay, "none");
        hooks.delayUploadAck(clientId, delay);
    }

    /**
     * {@return what this client did while in token mode, in order, the latest 10,000 events} With the service, no
     * {@link ClientEvent.Kind#PUBLISHED} or {@link ClientEvent.Kind#SUBSCRIBED} may stand between a
     * {@link ClientEvent.Kind#TOKEN_UPLOADED} and its {@link ClientEvent.Kind#UPLOAD_ACKNOWLEDGED}; with
     * {@link #delayUploadAck} a PUBLISH that does is sure to show. A SUBSCRIBE shows when it is worked off, which is not
     * before the PUBACK.
     *
     * @param clientId of a client that was seen or not
     */
    public List<ClientEvent> eventsOf(String clientId) {
        return hooks.eventsOf(clientId);
    }
}
