package io.github.camelaliyun.mqtt.credential.token;

import io.github.camelaliyun.mqtt.credential.Keys;
import io.github.camelaliyun.mqtt.service.InvalidSettingException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What is told before there is a connection, and what an empty value is. */
class TokenSettingsTest {

    private static final TokenRequest REQUEST = new TokenRequest("GID_test@@@1", TokenType.RW, List.of("test/#"));

    /** As a placeholder with an empty default has it. */
    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "  "})
    void anEmptyValueIsNone(String empty) {
        TokenSettings settings = new TokenSettings();
        settings.setServerUrl(empty);
        settings.setServerBearer(empty);
        settings.setEndpoint(empty);
        settings.setRegionId(empty);
        settings.setTypes(empty);
        settings.setResources(empty);

        assertThat(settings).isEqualTo(new TokenSettings());
        assertThatThrownBy(() -> authentication(settings)).hasMessageContaining("nothing says where tokens come from");
        settings.setRegionId("cn-hangzhou");
        assertThat(authentication(settings).describe()).endsWith("types [RW]");
        assertThat(authentication(settings).hasFixedResources()).isFalse();
    }

    @Test
    void anEmptyTokenServerLeavesTheOpenApiOfTheSandbox() {
        TokenSettings settings = new TokenSettings();
        settings.setServerUrl("");
        settings.setRegionId("cn-hangzhou");
        TokenSettings sandbox = new TokenSettings();
        sandbox.setRegionId("cn-hangzhou");
        sandbox.setEndpoint("http://127.0.0.1:1");

        assertThat(settings.orOpenApi("http://127.0.0.1:1")).isEqualTo(sandbox);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nonsense|||3600|token.endpoint is not of the form",
                "http://example.com|||3600|token.endpoint 'http://example.com' is refused",
                "|a b||3600|token.regionId 'a b' is no region",
                "|cn-hangzhou||-1|token.life is -1: set 60 to 2592000 seconds",
                "|cn-hangzhou||59|token.life is 59",
                "||http://example.com/t?key=planted|3600|token.serverUrl 'http://example.com' is refused"
            })
    void aSourceThatCannotBeIsToldAtTheStart(String endpoint, String region, String server, long life, String words) {
        TokenSettings settings = new TokenSettings();
        settings.setEndpoint(endpoint);
        settings.setRegionId(region);
        settings.setServerUrl(server);
        settings.setLife(life);

        assertThatThrownBy(() -> authentication(settings))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith(words)
                .hasMessageNotContaining("planted");
    }

    @Test
    void aBearerTokenThatCannotBeIsToldAtTheStart() {
        TokenSettings settings = new TokenSettings();
        settings.setServerUrl("https://example.com");
        settings.setServerBearer("planted\nx");

        assertThatThrownBy(() -> authentication(settings))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith("token.serverBearer has a character")
                .hasMessageNotContaining("planted");
    }

    @Test
    void moreTopicsThanATokenCanBeForAreToldAtTheStart() {
        TokenSettings settings = new TokenSettings();
        settings.setRegionId("cn-hangzhou");
        settings.setResources(
                IntStream.rangeClosed(1, 101).mapToObj(i -> "t/" + i).collect(Collectors.joining(",")));

        assertThatThrownBy(() -> authentication(settings))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith("token.resources has 101 topics");
    }

    @Test
    void aTypeThatIsNamedTwiceIsAskedForOnce() {
        TokenSettings settings = new TokenSettings();
        settings.setRegionId("cn-hangzhou");
        settings.setTypes("R,w,R");

        assertThat(authentication(settings).describe()).endsWith("types [R, W]");
    }

    @Test
    void aSourceThatCannotBeMadeSaysWhyEachTime() throws Exception {
        AtomicInteger tries = new AtomicInteger();
        LatestKeys source = new LatestKeys(() -> new Keys("key", "secret"), keys -> {
            if (tries.incrementAndGet() < 3) {
                throw new IllegalStateException("why");
            }
            return request -> List.of();
        });

        assertThatThrownBy(() -> source.fetch(REQUEST)).hasMessage("why");
        assertThatThrownBy(() -> source.fetch(REQUEST)).hasMessage("why");
        assertThat(source.fetch(REQUEST)).isEmpty();
        assertThat(source.fetch(REQUEST)).isEmpty();
        assertThat(tries).hasValue(3);
    }

    @Test
    void aSecurityTokenWithoutItsPairIsToldAtTheStart() {
        TokenSettings settings = new TokenSettings();
        settings.setRegionId("cn-hangzhou");
        settings.setSecurityToken("hunter2");

        assertThatThrownBy(() -> settings.authentication(() -> new Keys(null, null), "post-cn-test"))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith(
                        "token.securityToken is set without the pair that it belongs to: set the accessKey")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void aPairThatBecameOneOfStsIsAFailureThatNamesTheSetting() {
        TokenSettings settings = new TokenSettings();
        settings.setRegionId("cn-hangzhou");
        settings.setResources("test/#");
        AtomicReference<Keys> keys = new AtomicReference<>(new Keys("key", "secret"));
        TokenAuthentication authentication = settings.authentication(keys::get, "post-cn-test");
        keys.set(new Keys("STS.key", "secret"));

        assertThatThrownBy(() -> authentication.credentialsFor("GID_group@@@1"))
                .hasMessageStartingWith("token.securityToken is not set: set token.securityToken, which STS issued");
    }

    /** Only ApplyToken is called by a role: a token server does not tell whose tokens it hands out. */
    @Test
    void withoutAnAccessKeyATokenServerDoesNotDo() {
        TokenSettings settings = new TokenSettings();
        settings.setServerUrl("https://tokens.example.com");

        assertThatThrownBy(() -> settings.authentication(() -> new Keys("", ""), "post-cn-test"))
                .hasMessageStartingWith("accessKey is not set");
    }

    @Test
    void beforeItsFirstTokenARoleHasNoAccessKey() {
        TokenSettings settings = new TokenSettings();
        settings.setRegionId("cn-hangzhou");
        settings.setRoleName("mqtt-publisher");

        assertThat(settings.authentication(() -> new Keys("", ""), "post-cn-test")
                        .describe())
                .isEqualTo("auth-mode token without an AccessKey, types [RW]");
    }

    private static TokenAuthentication authentication(TokenSettings settings) {
        return settings.authentication(() -> new Keys("key", "secret"), "post-cn-test");
    }
}
