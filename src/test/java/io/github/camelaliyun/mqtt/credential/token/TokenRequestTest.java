package io.github.camelaliyun.mqtt.credential.token;

import io.github.camelaliyun.mqtt.service.InvalidSettingException;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TokenRequestTest {

    private static final String RULE =
            "the service gives a token for 1 to 100, name fewer with the wildcards + and #, for example test/#";

    @Test
    void topicsAreSortedAndNamedOnce() {
        TokenRequest request = request(List.of("test/b", "alert/#", "test/a", "test/b"));

        assertThat(request.joinedResources()).isEqualTo("alert/#,test/a,test/b");
    }

    @Test
    void hundredTopicsAreTheMost() {
        List<String> hundred =
                IntStream.range(0, 100).mapToObj(i -> "test/" + i).toList();
        List<String> more = IntStream.range(0, 101).mapToObj(i -> "test/" + i).toList();

        assertThat(request(hundred).resources()).hasSize(100);
        assertThatThrownBy(() -> request(more))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a token for 101 topics cannot be asked for: " + RULE);
        assertThatThrownBy(() -> request(List.of()))
                .hasMessage("a token for no topic cannot be asked for: name one at least");
        assertThatThrownBy(() -> authentication(List.of(TokenType.RW), more))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage("token.resources has 101 topics: " + RULE);
    }

    @Test
    void whatIsAskedForIsSaidInTheSettings() {
        assertThatThrownBy(() -> authentication(List.of(), List.of()))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage(
                        "token.types is not set: set token.types, to RW or R,W, or to R or W alone for a client that only"
                                + " receives or only sends");
        assertThatThrownBy(
                        () -> authentication(List.of(TokenType.RW), List.of()).credentialsFor("GID_test@@@1"))
                .hasMessage(
                        "token.resources is not set: set it to the topics that tokens are for, which outside a connection"
                                + " nobody else knows");
    }

    @Test
    void commaInATopicIsRefusedBecauseItSeparatesTopics() {
        assertThatThrownBy(() -> request(List.of("test/a,b"))).hasMessageContaining("'test/a,b'");
        assertThatThrownBy(() -> request(List.of(" "))).hasMessageContaining("empty");
    }

    private static TokenAuthentication authentication(List<TokenType> types, List<String> resources) {
        return new TokenAuthentication(
                () -> new TokenCredentials("access-key", "post-cn-test"), request -> List.of(), types, resources);
    }

    private static TokenRequest request(List<String> resources) {
        return new TokenRequest("GID_test@@@1", TokenType.RW, resources);
    }
}
