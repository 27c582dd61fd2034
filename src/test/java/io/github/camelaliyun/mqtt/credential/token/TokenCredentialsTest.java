package io.github.camelaliyun.mqtt.credential.token;

import io.github.camelaliyun.mqtt.credential.Credentials;
import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TokenCredentialsTest {

    private final TokenCredentials credentials = new TokenCredentials("LTAI-long-key", "post-cn-test");

    @Test
    void usernameAndPasswordHaveTheServicesForm() {
        Credentials one = credentials.credentialsFor(List.of(token(TokenType.RW, "abc")));

        assertThat(one.username()).isEqualTo("Token|LTAI-long-key|post-cn-test");
        assertThat(one.password()).isEqualTo("RW|abc");
    }

    @Test
    void tokensOfSeveralTypesAreJoined() {
        Credentials two = credentials.credentialsFor(List.of(token(TokenType.W, "abcd"), token(TokenType.R, "123")));

        assertThat(two.password()).isEqualTo("R|123|W|abcd");
    }

    @Test
    void twoTokensOfOneTypeAreRefused() {
        assertThatThrownBy(() -> credentials.credentialsFor(
                        List.of(token(TokenType.R, "secret-1"), token(TokenType.R, "secret-2"))))
                .hasMessage(
                        "two tokens of type R cannot be presented: the service takes at most one of each type, keep the newer"
                                + " one");
    }

    @Test
    void noTokenIsRefused() {
        assertThatThrownBy(() -> credentials.credentialsFor(List.of()))
                .hasMessage(
                        "no token to present in auth-mode token: fetch one from the token source before connecting");
    }

    @Test
    void tokenIsNeverPrinted() {
        Token token = token(TokenType.RW, "planted-secret");

        assertThat(token.toString()).contains("RW").doesNotContain("planted");
        assertThat(credentials.credentialsFor(List.of(token)).toString()).doesNotContain("planted");
        assertThat(credentials.describe()).contains("LTAI****").doesNotContain("long-key");
    }

    @Test
    void textThatCannotBeATokenIsRefusedWithoutRepeatingIt() {
        for (String none : new String[] {"", " ", "planted|secret", null}) {
            assertThatThrownBy(() -> token(TokenType.R, none))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "a token of type R that is empty or has a '|' in it is none of the service's: look at what issues"
                                    + " the tokens");
        }
    }

    private static Token token(TokenType type, String value) {
        return new Token(type, value, Instant.ofEpochSecond(1_800_000_000));
    }
}
