package io.github.camelaliyun.mqtt.wire;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.net.InetSocketAddress;
import java.time.Duration;
import javax.net.ssl.SSLContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The steps of an opening have one limit together: Netty's own ones, of ten seconds each, would end a step before it. */
class OpeningTest {

    @ParameterizedTest
    @EnumSource(ProxyServer.Kind.class)
    void theProxysHandshakeHasNoLimitOfItsOwn(ProxyServer.Kind kind) {
        ProxyServer proxy = new ProxyServer(kind, "proxy", 3128, null, null);

        assertThat(proxy.handler(InetSocketAddress.createUnresolved("proxy", 3128))
                        .connectTimeoutMillis())
                .isZero();
    }

    @Test
    void theHandshakeOfTlsHasNoLimitOfItsOwn() throws Exception {
        LineOptions options = new LineOptions("GID_test@@@1", Duration.ofSeconds(20), TransportOptions.DEFAULTS, 1_000);
        Tls tls = Tls.make(
                SSLContext.getDefault(),
                ServerUri.parse("ssl://server:8883"),
                options,
                new ForeignCalls(Runnable::run).of("GID_test@@@1", "ssl://server:8883"));

        assertThat(tls.handler().getHandshakeTimeoutMillis()).isZero();
    }

    /** At the start, rather than at each connect. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "HTTP | a:b | secret | user name for the proxy http://proxy:3128 cannot be sent: HTTP takes its ':' for its end (RFC 7617, 2)",
                "SOCKS5 | 用户 | secret | user name for the proxy socks5://proxy:3128 cannot be sent: SOCKS5 has it in at most 255 characters of ASCII",
                "SOCKS5 | a | 密码 | password for the proxy socks5://proxy:3128 cannot be sent: SOCKS5 has it in at most 255 characters of ASCII"
            })
    void aLoginThatAProxyCannotBeSentIsRefused(ProxyServer.Kind kind, String user, String password, String message) {
        assertThatThrownBy(() -> new ProxyServer(kind, "proxy", 3128, user, password))
                .hasMessage("the " + message
                        + "; check proxyUserName and proxyPassword or, where proxy is not set, the login of the"
                        + " JVM's properties");
    }
}
