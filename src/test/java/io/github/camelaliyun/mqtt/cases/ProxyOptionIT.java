package io.github.camelaliyun.mqtt.cases;

import io.github.camelaliyun.mqtt.kit.Estate;
import io.github.camelaliyun.mqtt.kit.EverythingLogged;
import io.github.camelaliyun.mqtt.kit.TestProxy;
import io.github.camelaliyun.mqtt.kit.TestProxy.Kind;
import io.github.camelaliyun.mqtt.kit.TestProxy.Manner;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.net.URI;

import static org.assertj.core.api.Assertions.assertThat;

/** Servers that are reached through the proxy of the option, with a login and without. */
@Timeout(90)
class ProxyOptionIT extends ProxiesRig {

    /** The certificate of the sandbox is for {@code localhost}, so that name is asked for with TLS. */
    @ParameterizedTest
    @CsvSource({
        "HTTP, tcp, mqtt.unknown.example",
        "HTTP, ssl, localhost",
        "HTTP, ws, mqtt.unknown.example",
        "HTTP, wss, localhost",
        "SOCKS5, tcp, mqtt.unknown.example",
        "SOCKS5, ssl, localhost",
        "SOCKS5, ws, mqtt.unknown.example",
        "SOCKS5, wss, localhost"
    })
    void aServerIsReachedThroughAProxyWhichGetsTheNameAsItIs(Kind kind, String scheme, String host) throws Exception {
        URI server = server(scheme, host);
        try (TestProxy proxy = new TestProxy(kind, null, Manner.SERVES);
                Estate application = estate(server, component -> component.setProxy(proxy.address()))) {
            assertRoundTrip(application);

            assertThat(proxy.asked()).containsExactly(host + ":" + server.getPort());
            assertThat(proxy.logins()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"HTTP, tcp", "HTTP, wss", "SOCKS5, tcp", "SOCKS5, wss"})
    void theLoginIsPresentedToTheProxyAndShownNowhere(Kind kind, String scheme) throws Exception {
        try (EverythingLogged log = new EverythingLogged();
                TestProxy proxy = new TestProxy(kind, LOGIN, Manner.SERVES);
                Estate application =
                        estate(server(scheme, "localhost"), component -> login(component, proxy, PASSWORD))) {
            assertRoundTrip(application);

            assertThat(proxy.logins()).containsOnly(LOGIN);
            assertThat(shown(log, application)).noneMatch(text -> text.contains(PASSWORD));
        }
    }
}
