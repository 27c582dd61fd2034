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
    void tokensThatAreOfNoUseAnyMoreAreMaskedToo() {
        state.hold(tokens("first"));
        state.present(state.alive());
        state.linkUp();
        state.hold(tokens("second"));
        state.activate(state.alive());
        state.discardActive();
        state.linkDown();
        state.present(null);

        assertThat(state.alive()).isNull();
        assertThat(state.masked("neither first nor second is any good")).isEqualTo("neither **** nor **** is any good");
    }

    private static TokenSet tokens(String value) {
        return TokenSet.fetched(List.of(new Token(TokenType.RW, value, NOW.plusSeconds(60))), List.of("test/#"), NOW);
    }
}
