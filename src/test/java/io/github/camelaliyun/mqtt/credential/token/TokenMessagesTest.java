package io.github.camelaliyun.mqtt.credential.token;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/** What a token server's answer that cannot be used is refused with. */
class TokenMessagesTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "<html> | its answer is not a JSON object",
                "{} | its answer has no \"tokens\"",
                "{\"error\":\"no such client\"} | it says \"no such client\", look into its log",
                "{\"tokens\":[1]} | a token has not \"type\" and \"token\" as texts and \"expireTime\" as a number of milliseconds",
                "{\"tokens\":[{\"type\":\"X\",\"token\":\"t\",\"expireTime\":1}]} | a token's \"type\" is none of R, W and RW",
                "{\"tokens\":[{\"type\":\"R\",\"token\":\"t\",\"expireTime\":1}]} | it gave tokens of types [R] where RW is needed",
                "{\"tokens\":[{\"type\":\"R\",\"token\":\"t\",\"expireTime\":1},{\"type\":\"R\",\"token\":\"t\",\"expireTime\":1}]} | it gave two tokens of type R"
            })
    void anAnswerThatIsNoneSaysWhatIsWrongWithIt(String answer, String message) {
        assertThat(catchThrowable(() -> TokenServerJson.tokens(answer, TokenType.RW)))
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource({
        "'', 'cannot be a token''s topic: the service separates topics by commas, so one is neither empty nor has a comma'",
        "'a,b', 'cannot be a token''s topic: the service separates topics by commas, so one is neither empty nor has a comma'"
    })
    void aTopicThatNoTokenIsForIsRefused(String topic, String message) {
        assertThat(catchThrowable(() -> new TokenRequest("client", TokenType.RW, List.of(topic))))
                .hasMessageContaining(message);
    }
}
