package io.github.camelaliyun.mqtt.cases;

import io.github.camelaliyun.mqtt.kit.Estate;
import io.github.camelaliyun.mqtt.kit.EverythingLogged;
import io.github.camelaliyun.mqtt.kit.TestProxy;
import io.github.camelaliyun.mqtt.kit.TestProxy.Kind;
import io.github.camelaliyun.mqtt.kit.TestProxy.Manner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What is said when a proxy does not let anybody through, or is not there. */
@Timeout(90)
class ProxyFailuresIT extends ProxiesRig {

    @ParameterizedTest
    @CsvSource({"HTTP, 407", "SOCKS5, authStatus"})
    void aLoginThatTheProxyRefusesIsToldInWordsWithoutIt(Kind kind, String reason) throws Exception {
        try (EverythingLogged log = new EverythingLogged();
                TestProxy proxy = new TestProxy(kind, LOGIN, Manner.SERVES);
                Estate application =
                        estate(server("tcp", UNKNOWN), component -> login(component, proxy, "wrong-" + PASSWORD))) {
            consume(application);
            application.awaitReason(
                    "the proxy wants a login, or refuses", reason, "check proxyUserName and proxyPassword");

            assertThat(proxy.logins()).contains(USER + ":wrong-" + PASSWORD);
            assertThat(shown(log, application)).noneMatch(text -> text.contains(PASSWORD));
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aProxyThatWantsALoginIsToldWhereNoneIsSet(Kind kind) throws Exception {
        try (TestProxy proxy = new TestProxy(kind, LOGIN, Manner.SERVES);
                Estate application =
                        estate(server("ssl", "localhost"), component -> component.setProxy(proxy.address()))) {
            consume(application);
            application.awaitReason("the proxy wants a login, or refuses", "check proxyUserName and proxyPassword");
        }
    }

    @ParameterizedTest
    @CsvSource({"HTTP, 403", "SOCKS5, HOST_UNREACHABLE"})
    void aProxyThatRefusesIsToldWithItsAnswer(Kind kind, String answer) throws Exception {
        try (TestProxy proxy = new TestProxy(kind, null, Manner.REFUSES);
                Estate application =
                        estate(server("wss", "localhost"), component -> component.setProxy(proxy.address()))) {
            consume(application);
            application.awaitReason(
                    "the proxy does not connect to the server", answer, "lets this host and port through");
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aProxyThatHangsIsLeftAtTheConnectTimeout(Kind kind) throws Exception {
        try (TestProxy proxy = new TestProxy(kind, null, Manner.HANGS);
                Estate application =
                        estate(server("ssl", "localhost"), component -> component.setProxy(proxy.address()))) {
            consume(application);
            application.awaitReason("the proxy's handshake did not end within 2000 ms");
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aProxyThatClosesIsNamedAsTheOneWhoDid(Kind kind) throws Exception {
        try (TestProxy proxy = new TestProxy(kind, null, Manner.CLOSES);
                Estate application = estate(server("tcp", UNKNOWN), component -> component.setProxy(proxy.address()))) {
            consume(application);
            application.awaitReason("the proxy");
        }
    }

    @Test
    void aProxyThatIsNotThereIsNamed() throws Exception {
        try (Estate application =
                estate(server("tcp", UNKNOWN), component -> component.setProxy("http://127.0.0.1:1"))) {
            consume(application);
            application.awaitReason(
                    "http://127.0.0.1:1", "the proxy cannot be reached (", "check the option proxy or,");
        }
    }

    @Test
    void aProxyWhoseNameIsNotKnownIsNamed() throws Exception {
        try (Estate application =
                estate(server("tcp", "localhost"), component -> component.setProxy("socks5://proxy.invalid:1080"))) {
            consume(application);
            application.awaitReason("the proxy's host name proxy.invalid is not known: check the option proxy or,");
        }
    }
}
