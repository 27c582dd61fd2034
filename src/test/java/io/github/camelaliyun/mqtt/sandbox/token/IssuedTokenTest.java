package io.github.camelaliyun.mqtt.sandbox.token;

import io.github.camelaliyun.mqtt.credential.token.TokenType;
import io.github.camelaliyun.mqtt.service.TokenFault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class IssuedTokenTest {

    private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);

    @ParameterizedTest
    @CsvSource({"PT1S,PT0.2S", "PT60S,PT12S", "PT20M,PT4M", "PT25M,PT5M", "PT1H,PT5M", "P30D,PT5M"})
    void warningComesFiveMinutesBeforeTheEndOrAFifthOfTheLife(Duration life, Duration before) {
        assertThat(token(life).warnAt()).isEqualTo(NOW.plus(life).minus(before));
    }

    @Test
    void tokenEndsAtItsEnd() {
        IssuedToken token = token(Duration.ofSeconds(1));

        assertThat(token.fault(NOW.plusMillis(999))).isEmpty();
        assertThat(token.fault(NOW.plusSeconds(1))).contains(TokenFault.EXPIRED);
    }

    @Test
    void revokedCountsMoreThanExpired() {
        IssuedToken token = token(Duration.ofSeconds(1));
        token.revoke();

        assertThat(token.fault(NOW.plusSeconds(2))).contains(TokenFault.REVOKED);
    }

    @Test
    void valueIsNotPrinted() {
        assertThat(token(Duration.ofHours(1)).toString()).contains("test/#").doesNotContain("planted");
    }

    private static IssuedToken token(Duration life) {
        return new IssuedToken("planted-value", TokenType.RW, List.of("test/#"), NOW, NOW.plus(life));
    }
}
