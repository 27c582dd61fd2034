package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.credential.token.Token;
import io.github.camelaliyun.mqtt.credential.token.TokenSet;
import io.github.camelaliyun.mqtt.credential.token.TokenType;
import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

import static org.assertj.core.api.Assertions.assertThat;

class TokenStateTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final TokenState state = new TokenState(InstantSource.fixed(NOW));

    @Test
    void tokensThatAreNotUsedAreMaskedToo() {
        state.issued(token("first"));
        state.issued(token("second"));

        assertThat(state.masked("neither first nor second is any good")).isEqualTo("neither **** nor **** is any good");
    }

    @Test
    void tokensInUseAreMaskedHoweverManyWereIssuedSince() {
        TokenSet active =
                TokenSet.fetched(List.of(token("active")), List.of("test/#"), NOW, ThreadLocalRandom.current());
        state.present(active);
        state.linkUp();
        state.present(
                TokenSet.fetched(List.of(token("presented")), List.of("test/#"), NOW, ThreadLocalRandom.current()));
        state.hold(TokenSet.fetched(List.of(token("held")), List.of("test/#"), NOW, ThreadLocalRandom.current()));
        for (int i = 0; i < 100; i++) {
            state.issued(token("other" + i));
        }

        assertThat(state.masked("active, held, presented, other99")).isEqualTo("****, ****, ****, ****");
    }

    @Test
    void aTokenThatBeginsWithAnotherIsMaskedWhole() {
        state.issued(token("LzMT"));
        state.issued(token("LzMT-1"));
        state.issued(token("LzM"));

        assertThat(state.masked("LzMT-1 is neither LzMT nor LzM")).isEqualTo("**** is neither **** nor ****");
    }

    @Test
    void aTokenThatIsIssuedAgainAndAgainTakesOnePlace() {
        state.issued(token("first"));
        for (int i = 0; i < 100; i++) {
            state.issued(token("*"));
        }

        assertThat(state.masked("first * second")).isEqualTo("**** **** second");
    }

    private static Token token(String value) {
        return new Token(TokenType.RW, value, NOW.plusSeconds(60));
    }
}
