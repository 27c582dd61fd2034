package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.connection.ConnectionEvent.TokenSourceFailing;
import io.github.camelaliyun.mqtt.credential.token.Token;
import io.github.camelaliyun.mqtt.credential.token.TokenException;
import io.github.camelaliyun.mqtt.credential.token.TokenException.Kind;
import io.github.camelaliyun.mqtt.credential.token.TokenType;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.AbstractList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What a source says is told on one line, and shows no token. */
class MaskedTokensTest extends TokenKeeperRig {

    @Test
    void whatTheSourceSaysStandsOnOneLineWithoutTokens() throws Exception {
        connected("test/a");
        bench.fault = new TokenException("bad\r\nWARN forged token1 " + "x".repeat(5_000));
        bench.notice(EXPIRES);
        bench.advance(SECOND);

        assertThat(bench.keeper.trouble())
                .hasSizeLessThan(350)
                .startsWith("bad\\u000d\\u000aWARN forged ****")
                .doesNotContain("\n");
    }

    @Test
    void theTokenInUseIsMaskedThoughMoreAreFetchedAllTheTimeForATopicThatFails() throws Exception {
        bench.life = Duration.ofDays(3);
        connected("test/a");
        bench.kind = Kind.UNAVAILABLE;
        bench.refuse("bad");
        bench.keeper.declare(List.of("bad/x"));
        bench.advance(Duration.ofHours(1));
        bench.fault = new TokenException(Kind.REFUSED, "token1 is in force still");
        bench.told.clear();
        bench.advance(Duration.ofHours(1));

        assertThat(bench.told(TokenSourceFailing.class)).isNotEmpty();
        assertThat(bench.told + bench.keeper.trouble())
                .contains("**** is in force")
                .doesNotContain("token1 ");
    }

    @Test
    void aTokenIsMaskedThoughTheCallForTheOtherTypeFails() {
        bench = new TokenBench(1, List.of(TokenType.R, TokenType.W), List.of());
        bench.source = request -> {
            if (request.type() == TokenType.W) {
                throw new TokenException(Kind.REFUSED, "this client has half-token and may not send");
            }
            return List.of(new Token(
                    TokenType.R, "half-token", bench.threads.clock().instant().plusSeconds(60)));
        };
        bench.keeper.declare(List.of("test/a"));

        assertThatThrownBy(bench::connect).hasMessage("this client has **** and may not send");
        assertThat(bench.told + bench.keeper.trouble()).doesNotContain("half-token");
    }

    @Test
    void aTokenIsMaskedThoughTheListThatItCameInCannotBeReadToItsEnd() {
        bench.source = request -> new AbstractList<>() {
            @Override
            public Token get(int index) {
                if (index > 0) {
                    throw new IllegalStateException("there is none after first-token");
                }
                return new Token(
                        TokenType.RW,
                        "first-token",
                        bench.threads.clock().instant().plusSeconds(60));
            }

            @Override
            public int size() {
                return 2;
            }
        };
        bench.keeper.declare(List.of("test/a"));

        assertThatThrownBy(bench::connect).hasMessageContaining("there is none after ****");
    }
}
