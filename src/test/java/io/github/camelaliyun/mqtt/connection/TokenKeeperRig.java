package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.connection.TokenBench.Call;
import io.github.camelaliyun.mqtt.credential.token.TokenException;
import org.junit.jupiter.api.AfterEach;

import java.time.Duration;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** A keeper of tokens on its bench, which fails nothing and holds nothing when the test is over. */
abstract class TokenKeeperRig {

    static final Duration SECOND = Duration.ofSeconds(1);

    static final Duration MINUTE = Duration.ofMinutes(1);

    static final TokenNotice EXPIRES = new TokenNotice(TokenNotice.Kind.EXPIRES, 0, "RW");

    TokenBench bench = new TokenBench();

    @AfterEach
    void nothingFailedAndNothingIsHeldOrInUse() {
        bench.acknowledges = true;
        bench.disconnect();
        bench.keeper.close();
        assertThat(bench.failures).isEmpty();
        assertThat(bench.held).isFalse();
        assertThat(bench.packetIds.inUse()).isZero();
    }

    void connected(String... topics) throws TokenException {
        for (String topic : topics) {
            bench.keeper.declare(List.of(topic));
        }
        bench.connect();
        bench.advance(SECOND);
    }

    /** What becomes of a message that asks again whenever something has changed. */
    String outcomeWithin(String topic, Duration limit) {
        String outcome = bench.cover(topic);
        for (long left = limit.toMillis(); left > 0 && outcome.equals("WAITING"); left -= 100) {
            bench.advance(Duration.ofMillis(100));
            outcome = bench.cover(topic);
        }
        return outcome;
    }

    void connectWithin(Duration limit) {
        for (long left = limit.toSeconds(); left > 0; left--) {
            try {
                bench.connect();
                return;
            } catch (TokenException e) {
                bench.advance(SECOND);
            }
        }
        throw new AssertionError("not connected");
    }

    static void assertBackedOff(List<Call> calls) {
        int failures = 0;
        for (int i = 0; i < calls.size(); i++) {
            if (failures > 0) {
                // With a quarter more, the longest is 30 s.
                double least = 0.75 * Math.min(24, 1L << Math.min(failures - 1, 10));
                assertThat((calls.get(i).atNanos() - calls.get(i - 1).atNanos()) / 1e9)
                        .as("call %s of %s", i, calls)
                        .isGreaterThanOrEqualTo(least - 1e-6);
            }
            failures = calls.get(i).failed() ? failures + 1 : 0;
        }
    }
}
