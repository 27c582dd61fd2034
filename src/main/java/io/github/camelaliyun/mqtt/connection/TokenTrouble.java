package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.connection.ConnectionEvent.TokenSourceFailing;
import io.github.camelaliyun.mqtt.connection.ConnectionEvent.TokenSourceWorking;
import io.github.camelaliyun.mqtt.credential.token.TokenSet;

import java.util.Optional;

/** What is wrong with a token source, and what an operator has been told of it. Guarded by its keeper's lock. */
final class TokenTrouble {

    private final TokenSupply supply;
    private final TokenState state;

    /** Why the latest fetch for what counts failed; null if it did not. */
    private String reason;

    private boolean told;
    private String latest = "the token source has not answered yet";

    TokenTrouble(TokenSupply supply, TokenState state) {
        this.supply = supply;
        this.state = state;
    }

    /** Why the source gives no tokens, for whatever topics; null if it does. */
    String reason() {
        String slowness = supply.slowness();
        return slowness == null ? reason : slowness;
    }

    /** Why tokens cannot be renewed at present, or not for all that is declared; or null. */
    String now(TokenPlan plan) {
        String present = reason();
        return present == null ? plan.refusedDeclarations().orElse(null) : present;
    }

    /** Why there are no tokens, were the source well by now. */
    String latest() {
        String slowness = supply.slowness();
        return slowness == null ? latest : slowness;
    }

    /** Why there are no tokens, as known last. */
    void latest(String words) {
        latest = words;
    }

    /**
     * The source has given tokens.
     *
     * @param wasRefused whether an operator may believe still that it does not
     */
    Optional<ConnectionEvent> succeeded(TokenSet fresh, boolean wasRefused) {
        reason = null;
        if (!told && !wasRefused) {
            return Optional.empty();
        }
        told = false;
        return Optional.of(new TokenSourceWorking(fresh.expiresAt()));
    }

    /** The source has failed, and not for one topic alone. */
    Optional<ConnectionEvent> failed(String words) {
        reason = words;
        return tell(words);
    }

    /** The source has not answered for a while; nothing is said if it has by now. */
    Optional<ConnectionEvent> slow() {
        String slowness = supply.slowness();
        return slowness == null ? Optional.empty() : tell(slowness);
    }

    private Optional<ConnectionEvent> tell(String words) {
        if (told) {
            return Optional.empty();
        }
        told = true;
        return Optional.of(new TokenSourceFailing(words, state.left()));
    }
}
