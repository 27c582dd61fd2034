package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.credential.token.Token;
import io.github.camelaliyun.mqtt.credential.token.TokenSet;
import io.github.camelaliyun.mqtt.credential.token.TokenType;
import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class TokenStateTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final TokenState state = new TokenState(InstantSource.fixed(NOW));

    @Test
    void tokensThatAreNotUsedAreMaskedToo() {
        state.issued(tokens("first"));
        state.issued(tokens("second"));

        assertThat(state.masked("neither first nor second is any good")).isEqualTo("neither **** nor **** is any good");
    }

    private static TokenSet tokens(String value) {
        return TokenSet.fetched(List.of(new Token(TokenType.RW, value, NOW.plusSeconds(60))), List.of("test/#"), NOW);
    }
}
