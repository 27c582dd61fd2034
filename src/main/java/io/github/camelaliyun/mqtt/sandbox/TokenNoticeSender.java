package io.github.camelaliyun.mqtt.sandbox;

import com.hivemq.extension.sdk.api.services.session.ClientService;
import io.github.camelaliyun.mqtt.sandbox.token.IssuedToken;
import io.github.camelaliyun.mqtt.sandbox.token.TokenRejectedException;
import io.github.camelaliyun.mqtt.sandbox.token.TokenSession;
import io.github.camelaliyun.mqtt.service.SystemTopics;
import org.apache.camel.util.json.JsonObject;
import org.apache.camel.util.json.Jsoner;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Tells a client that a token is about to end, and closes its connection when one does not do, with a notice before. Called
 * by several threads.
 *
 * @see <a href="https://help.aliyun.com/document_detail/54282.html">$SYS/tokenExpireNotice, $SYS/tokenInvalidNotice</a>
 */
final class TokenNoticeSender implements TokenSession.Listener {

    /** Between the notice's way out and the disconnect: the broker has no call that says "written". */
    private static final Duration BREATH = Duration.ofMillis(50);

    private final ServerPush push;
    private final ClientService clients;
    private final TokenHooks hooks;
    private final Executor afterBreath;
    private final Map<TokenSession, Farewell> farewells = new ConcurrentHashMap<>();

    /**
     * The end of a session.
     *
     * @param queued the notice is in the client's queue
     * @param told the notice is on its way out, or will never be
     * @param gone the client is disconnected
     */
    record Farewell(CompletableFuture<?> queued, CompletableFuture<?> told, CompletableFuture<?> gone) {}

    TokenNoticeSender(ServerPush push, ClientService clients, TokenHooks hooks, ScheduledExecutorService executor) {
        this.push = push;
        this.clients = clients;
        this.hooks = hooks;
        this.afterBreath = task -> executor.schedule(task, BREATH.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void onExpiring(TokenSession session, IssuedToken token) {
        if (!hooks.withholdsExpireNotice(session.clientId())) {
            push.push(
                    session.clientId(),
                    SystemTopics.TOKEN_EXPIRES,
                    json(
                            "expireTime",
                            token.expiresAt().toEpochMilli(),
                            "type",
                            token.type().name()));
        }
    }

    @Override
    public void onRejected(TokenSession session, TokenRejectedException why) {
        Refusal.close(
                        "the connection, because " + why.getMessage(),
                        "a client uses topics that its tokens are for, and renews each token before it expires with "
                                + SystemTopics.UPLOAD_TOKEN)
                .log(session.clientId());
        ServerPush.Sent sent = push.push(
                session.clientId(),
                SystemTopics.TOKEN_INVALID,
                json("code", why.fault().code(), "type", why.type().name()));
        CompletableFuture<?> told = sent.out().handle((done, failure) -> done);
        CompletableFuture<?> gone =
                told.thenComposeAsync(done -> clients.disconnectClient(session.clientId()), afterBreath);
        farewells.put(session, new Farewell(sent.queued(), told, gone));
        gone.whenComplete((done, failure) -> farewells.remove(session));
    }

    /** Empty for a session that is not about to end, or has ended. */
    Optional<Farewell> farewellOf(TokenSession session) {
        return Optional.ofNullable(farewells.get(session));
    }

    private static String json(String key, Object value, String secondKey, Object secondValue) {
        JsonObject json = new JsonObject();
        json.put(key, value);
        json.put(secondKey, secondValue);
        return Jsoner.serialize(json);
    }
}
