package io.github.camelaliyun.mqtt.credential.token;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TokenRequestTest {

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
                .hasMessageContaining("101")
                .hasMessageContaining("1 to 100")
                .hasMessageContaining("test/#");
        assertThatThrownBy(() -> request(List.of())).hasMessageContaining("1 to 100");
    }

    @Test
    void commaInATopicIsRefusedBecauseItSeparatesTopics() {
        assertThatThrownBy(() -> request(List.of("test/a,b"))).hasMessageContaining("'test/a,b'");
        assertThatThrownBy(() -> request(List.of(" "))).hasMessageContaining("empty");
    }

    private static TokenRequest request(List<String> resources) {
        return new TokenRequest("GID_test@@@1", TokenType.RW, resources);
    }
}
