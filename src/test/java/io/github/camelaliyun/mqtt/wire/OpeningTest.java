package io.github.camelaliyun.mqtt.wire;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.net.InetSocketAddress;
import java.time.Duration;
import javax.net.ssl.SSLContext;

import static org.assertj.core.api.Assertions.assertThat;

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
}
