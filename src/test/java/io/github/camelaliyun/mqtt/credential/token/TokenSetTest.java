package io.github.camelaliyun.mqtt.credential.token;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

import static org.assertj.core.api.Assertions.assertThat;

class TokenSetTest {

    private static final Instant NOW = Instant.parse("2026-11-24T00:00:00Z");

    /** 80 % less a tenth at most; a minute before the end at the latest, but never before half of the life. */
    @ParameterizedTest
    @CsvSource({"3600,2520,2880", "86400,60480,69120", "300,210,240", "200,140,140", "100,50,50", "60,42,48", "10,7,8"})
    void renewalIsDueInTimeForEveryLife(long life, long earliest, long latest) {
        assertThat(set(life).renewAt()).isBetween(NOW.plusSeconds(earliest), NOW.plusSeconds(latest));
    }

    @Test
    void clientsThatStartTogetherDoNotRenewTogether() {
        Set<Instant> times = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            times.add(set(3_600).renewAt());
        }

        assertThat(times).hasSizeGreaterThan(50);
    }

    @Test
    void theFirstOfSeveralTokensToExpireCounts() {
        TokenSet both = TokenSet.fetched(
                List.of(
                        new Token(TokenType.R, "r", NOW.plusSeconds(3_600)),
                        new Token(TokenType.W, "w", NOW.plusSeconds(60))),
                List.of("test/#"),
                NOW,
                ThreadLocalRandom.current());

        assertThat(both.expiresAt()).isEqualTo(NOW.plusSeconds(60));
        assertThat(both.left(NOW.plusSeconds(20))).isEqualTo(Duration.ofSeconds(40));
    }

    private static TokenSet set(long life) {
        return TokenSet.fetched(
                List.of(new Token(TokenType.RW, "t", NOW.plusSeconds(life))),
                List.of("test/#"),
                NOW,
                ThreadLocalRandom.current());
    }
}
