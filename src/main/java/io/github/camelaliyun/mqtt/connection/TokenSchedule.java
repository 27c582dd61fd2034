package io.github.camelaliyun.mqtt.connection;

import java.time.Duration;
import java.util.Optional;

/** When the token source is to be asked. Guarded by its keeper's lock. */
final class TokenSchedule {

    private final TokenPlan plan;
    private final TokenSupply supply;
    private final TokenState state;
    private final TokenFetch fetch;

    TokenSchedule(TokenPlan plan, TokenSupply supply, TokenState state, TokenFetch fetch) {
        this.plan = plan;
        this.supply = supply;
        this.state = state;
        this.fetch = fetch;
    }

    /**
     * In how long; empty if not at all.
     *
     * @param needed whether a connect waits for tokens
     */
    Optional<Duration> next(boolean needed) {
        return due(needed).map(wait -> longer(wait, supply.pauseLeft()));
    }

    /** The same, were it for the tokens alone. */
    private Optional<Duration> due(boolean needed) {
        if (!state.isUp()) {
            return needed && state.alive() == null ? Optional.of(Duration.ZERO) : Optional.empty();
        }
        if (plan.isWanting()) {
            return Optional.of(Duration.ZERO);
        }
        Duration renewal = state.isRenewalDemanded() || state.active() == null || !plan.isSatisfiedBy(state.active())
                ? Duration.ZERO
                : state.untilRenewal();
        Duration wait = longer(renewal, fetch.repeatWait());
        return Optional.of(
                plan.nextRetry().filter(retry -> retry.compareTo(wait) < 0).orElse(wait));
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
