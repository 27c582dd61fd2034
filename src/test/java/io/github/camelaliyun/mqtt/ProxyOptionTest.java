package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.wire.JvmProxies;
import io.github.camelaliyun.mqtt.wire.ProxyChoice;
import io.github.camelaliyun.mqtt.wire.ProxyServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ProxyOptionTest {

    private static final String SERVER = "tcp://mq.example.com:1883";

    @ParameterizedTest
    @CsvSource({
        "http://proxy.example.com:3128,HTTP,proxy.example.com,3128",
        "http://proxy.example.com:3128/,HTTP,proxy.example.com,3128",
        "'  socks5://10.0.0.9:1080 ',SOCKS5,10.0.0.9,1080",
        "socks5://proxy_1:65535,SOCKS5,proxy_1,65535",
        "http://[2001:db8::1]:1,HTTP,2001:db8::1,1",
        "http://[::ffff:10.0.0.1]:8080,HTTP,::ffff:10.0.0.1,8080"
    })
    void aProxyIsForEveryServer(String proxy, ProxyServer.Kind kind, String host, int port) {
        ProxyChoice choice = ProxyOption.parse(proxy, null, null);

        assertThat(choice.of(SERVER)).containsExactly(new ProxyServer(kind, host, port, null, null));
        assertThat(choice.of("wss://other.example.com:443")).isEqualTo(choice.of(SERVER));
    }

    @Test
    void theLoginIsTheProxys() {
        ProxyServer proxy = ProxyOption.parse("http://proxy.example.com:3128", "ann", "secret")
                .of(SERVER)
                .get(0);

        assertThat(proxy).isEqualTo(new ProxyServer(ProxyServer.Kind.HTTP, "proxy.example.com", 3128, "ann", "secret"));
        assertThat(proxy).hasToString("http://proxy.example.com:3128");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "  "})
    void theJvmsProxiesAreTakenWhereNothingIsSet(String proxy) {
        assertThat(ProxyOption.parse(proxy, null, null)).isInstanceOf(JvmProxies.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "NONE", " None "})
    void noneIsNone(String proxy) {
        assertThat(ProxyOption.parse(proxy, null, null)).isSameAs(ProxyChoice.DIRECT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "proxy.example.com",
                "proxy.example.com:3128",
                "http://proxy.example.com",
                "http://proxy.example.com:",
                "http://proxy.example.com:0",
                "http://proxy.example.com:65536",
                "http://proxy.example.com:99999",
                "http://proxy.example.com:999999999999",
                "http://proxy.example.com:+80",
                "http://:3128",
                "http://proxy.example.com:3128/path",
                "https://proxy.example.com:3128",
                "socks4://proxy.example.com:1080",
                "socks://proxy.example.com:1080",
                "http://2001:db8::1:3128",
                "http://[proxy.example.com]:3128",
                "http://proxy.example.com:3128,http://other.example.com:3128",
                "http://proxy.example.com :3128",
                "http:proxy.example.com:3128",
                "http://pr\u00f6xy.example.com:3128",
                "direct"
            })
    void anythingElseIsRefusedWithTheForms(String proxy) {
        assertThatThrownBy(() -> ProxyOption.parse(proxy, null, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("proxy is '" + proxy + "': it must be http://host:port, socks5://host:port or none");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://ann:secret@proxy.example.com:3128",
                "socks5://secret@proxy.example.com:1080",
                "ann:secret@proxy.example.com:3128",
                "http://ann:secret@@proxy.example.com:3128",
                "http://ann:s/ecret@secret@proxy.example.com:3128",
                "http://secret:@:1",
                "secret://secret@",
                "http://secret secret@proxy.example.com:3128",
                "http:/ann:secret@proxy.example.com:3128"
            })
    void aRefusalShowsNothingThatStandsBeforeAnAtSign(String proxy) {
        assertThatThrownBy(() -> ProxyOption.parse(proxy, null, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasNoCause()
                .hasMessageEndingWith("; the login belongs in proxyUserName and proxyPassword")
                .satisfies(refusal -> assertThat(refusal.getMessage().replace("secret://", ""))
                        .doesNotContain("secret")
                        .doesNotContain("ann:"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://proxy.example.com:3128:ann:secret",
                "proxy.example.com:3128:ann:secret",
                "ann:secret:proxy.example.com:3128",
                "http://ann:secret:proxy.example.com:3128",
                "socks5://proxy.example.com:1080?user=ann&password=secret",
                "http://secret%40proxy.example.com:3128",
                "http://ann%3Asecret%40proxy.example.com:3128",
                "proxy.example.com:ann:secret",
                "ann:secret:proxy.example.com",
                "ann:secret",
                "http:ann:secret",
                "http://ann:secret",
                "http://ann%3Asecret",
                "http://10.0.0.1:8080:ed:secret",
                "http://10.0.0.1:8080:ed:1234",
                "proxy.example.com:8080 ann:secret",
                "http://proxy.example.com:8080 ann secret",
                "http://proxy.example.com:8080,ann:secret",
                "http://proxy.example.com:8080,ann,secret",
                "http://proxy.example.com:8080;ann;secret",
                "http://proxy.example.com:8080|ann|secret",
                "http://proxy.example.com:8080/ann:secret",
                "http://proxy.example.com:8080/ann secret",
                "http://proxy.example.com:8080#ann:secret",
                "http://proxy.example.com:8080?user&secret",
                "http://ann:secret\uff20proxy.example.com:3128",
                "http://ann\\\\secret"
            })
    void aLoginInAnotherFormIsRefusedAndNotShown(String proxy) {
        assertThatThrownBy(() -> ProxyOption.parse(proxy, null, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("secret")
                .hasMessageNotContaining("1234")
                .hasMessageEndingWith("; the login belongs in proxyUserName and proxyPassword");
    }

    @Test
    void aNameOfManyLabelsIsReadOrRefused() {
        String host = "a.".repeat(20_000) + "b";

        assertThat(ProxyOption.parse("http://" + host + ":3128", null, null)).isNotNull();
        assertThatThrownBy(() -> ProxyOption.parse("http://" + host + ":x", null, null))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aRefusalCannotForgeALineOfALog() {
        assertThatThrownBy(() -> ProxyOption.parse("http://a\nERROR all is lost", null, null))
                .message()
                .doesNotContain("\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u2028", "\u202e", "\u0007"})
    void aHostCannotForgeALineOfALog(String character) {
        assertThatThrownBy(() -> ProxyOption.parse("http://ho" + character + "st:3128", null, null))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .doesNotContain(character);
    }

    @Test
    void halfALoginIsRefusedWithoutIt() {
        for (String proxy : new String[] {null, "none", "http://proxy.example.com:3128"}) {
            assertThatThrownBy(() -> ProxyOption.parse(proxy, "ann", null))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("proxyUserName is set alone")
                    .hasMessageNotContaining("ann");
            assertThatThrownBy(() -> ProxyOption.parse(proxy, null, "secret"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("proxyPassword is set alone")
                    .hasMessageNotContaining("secret");
        }
    }

    @Test
    void aLoginThatCannotBeSentIsRefusedWithoutIt() {
        String proxy = "socks5://proxy.example.com:1080";
        assertThat(ProxyOption.parse(proxy, "s".repeat(255), "~ !".repeat(85))).isNotNull();
        for (String secret : new String[] {"s".repeat(256), "s\u00e9cret", "secret\u4e2d", "\ud83d\ude00"}) {
            assertThatThrownBy(() -> ProxyOption.parse(proxy, secret, "x"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("the user name for the proxy " + proxy + " cannot be sent: SOCKS5 has it in at most 255"
                            + " characters of ASCII; check proxyUserName and proxyPassword or, where proxy is not set, the"
                            + " login of the JVM's properties");
            assertThatThrownBy(() -> ProxyOption.parse(proxy, "x", secret))
                    .hasMessageStartingWith("the password for the proxy " + proxy + " cannot be sent: ")
                    .hasMessageNotContaining(secret);
            assertThat(ProxyOption.parse("http://proxy.example.com:3128", secret, secret))
                    .isNotNull();
        }
        assertThatThrownBy(() -> ProxyOption.parse("http://proxy.example.com:3128", "secret:user", "x"))
                .hasMessageStartingWith(
                        "the user name for the proxy http://proxy.example.com:3128 cannot be sent: HTTP")
                .hasMessageNotContaining("secret");
        assertThat(ProxyOption.parse("http://proxy.example.com:3128", "user", "a:b"))
                .isNotNull();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "none"})
    void aLoginWithoutAProxyIsRefused(String proxy) {
        assertThatThrownBy(() -> ProxyOption.parse(proxy, "ann", "secret"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("are set without a proxy")
                .hasMessageNotContaining("secret");
    }
}
