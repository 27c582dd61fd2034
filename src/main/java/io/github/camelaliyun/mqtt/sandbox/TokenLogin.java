package io.github.camelaliyun.mqtt.sandbox;

import io.github.camelaliyun.mqtt.sandbox.Refusal.Answer;
import io.github.camelaliyun.mqtt.sandbox.token.TokenRejectedException;
import io.github.camelaliyun.mqtt.sandbox.token.TokenSessions;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Lets a client in that presents valid tokens, and begins its session. Thread-safe. */
final class TokenLogin {

    private static final String MODE = "Token|";

    private final Accounts accounts;
    private final TokenSessions sessions;

    TokenLogin(Accounts accounts, TokenSessions sessions) {
        this.accounts = accounts;
        this.sessions = sessions;
    }

    static boolean isMeant(String username) {
        return username != null && username.startsWith(MODE);
    }

    /** Empty if the client may connect; its session has begun then. */
    Optional<Refusal> check(String clientId, String presented, byte[] password) {
        String[] parts = presented.split("\\|", -1);
        if (parts.length != 3 || !accounts.has(parts[1], parts[2])) {
            return refuse("the username is Token|<AccessKeyId>|<InstanceId> of what the tokens were issued with");
        }
        try {
            sessions.open(clientId, new String(password, StandardCharsets.UTF_8));
            return Optional.empty();
        } catch (TokenRejectedException e) {
            return refuse(e.getMessage() + "; the password is <type>|<token>, joined with | for several, at most one of"
                    + " each type R, W and RW, and all of them must be valid");
        }
    }

    /** For a client that has connected in another mode. */
    Optional<Refusal> none(String clientId) {
        sessions.forget(clientId);
        return Optional.empty();
    }

    private static Optional<Refusal> refuse(String rule) {
        return Optional.of(new Refusal(
                Answer.BAD_CREDENTIALS, "CONNECT with a username or password that is wrong in mode Token", rule));
    }
}
