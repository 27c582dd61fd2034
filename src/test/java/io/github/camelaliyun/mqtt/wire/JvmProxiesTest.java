package io.github.camelaliyun.mqtt.wire;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.net.Authenticator;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The JVM's settings are put back after each test. */
class JvmProxiesTest {

    private static final String SERVER = "tcp://mq.example.com:1883";

    private final ProxySelector usual = ProxySelector.getDefault();
    private final Authenticator usualLogin = Authenticator.getDefault();
    private final Map<String, String> properties = new HashMap<>();
    private final JvmProxies proxies = new JvmProxies();

    @AfterEach
    void putBack() {
        ProxySelector.setDefault(usual);
        Authenticator.setDefault(usualLogin);
        properties.forEach((name, value) -> {
            if (value == null) {
                System.clearProperty(name);
            } else {
                System.setProperty(name, value);
            }
        });
    }

    @Test
    void thereIsNoneWhereNothingIsSet() {
        noProxies();
        assertThat(proxies.of(SERVER)).containsOnlyNulls();
        ProxySelector.setDefault(null);
        assertThat(proxies.of(SERVER)).containsOnlyNulls();
    }

    @ParameterizedTest
    @CsvSource({
        "tcp://mq.example.com:1883,http://plain.example.com:3128",
        "ws://mq.example.com:80/mqtt?a=b,http://plain.example.com:3128",
        "ssl://mq.example.com:8883,http://secure.example.com:443",
        "wss://mq.example.com:443,http://secure.example.com:443",
        "tcp://mq_broker:1883,http://plain.example.com:3128",
        "tcp://[2001:db8::1]:1883,http://plain.example.com:3128",
        "tcp://[fe80::1%br-12ab]:1883,http://plain.example.com:3128"
    })
    void theProxyIsThatOfTheProtocol(String server, String proxy) {
        noProxies();
        set("http.proxyHost", "plain.example.com");
        set("http.proxyPort", "3128");
        set("https.proxyHost", "secure.example.com");

        assertThat(proxies.of(server)).hasToString("[" + proxy + "]");
    }

    @Test
    void theProxyOfSocksIsForAllWhereTheOtherIsNotSet() {
        noProxies();
        set("socksProxyHost", "socks.example.com");
        assertThat(proxies.of(SERVER)).hasToString("[socks5://socks.example.com:1080]");
        assertThat(proxies.of("wss://mq.example.com:443")).hasToString("[socks5://socks.example.com:1080]");

        set("socksProxyPort", "9050");
        set("http.proxyHost", "plain.example.com");
        assertThat(proxies.of(SERVER)).hasToString("[http://plain.example.com:80]");
        assertThat(proxies.of("ssl://mq.example.com:8883")).hasToString("[socks5://socks.example.com:9050]");
    }

    @Test
    void hostsWithoutAProxyHaveNone() {
        noProxies();
        set("http.proxyHost", "plain.example.com");
        set("https.proxyHost", "secure.example.com");
        set("http.nonProxyHosts", "*.example.com|10.*|mq_broker");

        assertThat(proxies.of(SERVER)).containsOnlyNulls();
        assertThat(proxies.of("ssl://mq.example.com:8883")).containsOnlyNulls();
        assertThat(proxies.of("tcp://10.1.2.3:1883")).containsOnlyNulls();
        assertThat(proxies.of("tcp://mq_broker:1883")).containsOnlyNulls();
        assertThat(proxies.of("tcp://mq.example.org:1883")).doesNotContainNull();
    }

    @Test
    void theLoginOfThePropertiesIsTaken() {
        noProxies();
        set("http.proxyHost", "plain.example.com");
        set("http.proxyUser", "ann");
        set("http.proxyPassword", "secret");
        set("socksProxyHost", "socks.example.com");
        set("java.net.socks.username", "bob");
        set("java.net.socks.password", "secret too");

        assertThat(proxies.of(SERVER))
                .containsExactly(new ProxyServer(ProxyServer.Kind.HTTP, "plain.example.com", 80, "ann", "secret"))
                .hasToString("[http://plain.example.com:80]");
        assertThat(proxies.of("ssl://mq.example.com:8883"))
                .containsExactly(
                        new ProxyServer(ProxyServer.Kind.SOCKS5, "socks.example.com", 1080, "bob", "secret too"));
        set("https.proxyHost", "secure.example.com");
        set("https.proxyUser", "eve");
        set("https.proxyPassword", "secret three");
        assertThat(proxies.of("ssl://mq.example.com:8883"))
                .containsExactly(
                        new ProxyServer(ProxyServer.Kind.HTTP, "secure.example.com", 443, "eve", "secret three"));
    }

    @Test
    void theLoginOfTheAuthenticatorComesFirst() {
        noProxies();
        set("http.proxyHost", "plain.example.com");
        set("http.proxyPort", "3128");
        set("http.proxyUser", "ann");
        set("http.proxyPassword", "secret");
        set("socksProxyHost", "socks.example.com");
        List<String> asked = new ArrayList<>();
        Authenticator.setDefault(new Authenticator() {
            @Override
            protected PasswordAuthentication getPasswordAuthentication() {
                asked.add(getRequestorType() + " " + getRequestingProtocol() + " " + getRequestingHost() + ":"
                        + getRequestingPort());
                return new PasswordAuthentication("joe", "his".toCharArray());
            }
        });

        assertThat(proxies.of(SERVER))
                .containsExactly(new ProxyServer(ProxyServer.Kind.HTTP, "plain.example.com", 3128, "joe", "his"));
        assertThat(proxies.of("ssl://mq.example.com:8883"))
                .containsExactly(new ProxyServer(ProxyServer.Kind.SOCKS5, "socks.example.com", 1080, "joe", "his"));
        assertThat(asked).containsExactly("PROXY http plain.example.com:3128", "PROXY SOCKS5 socks.example.com:1080");
    }

    @Test
    void anAuthenticatorThatKnowsNothingLeavesItToTheProperties() {
        noProxies();
        set("http.proxyHost", "plain.example.com");
        set("http.proxyUser", "ann");
        set("http.proxyPassword", "secret");
        Authenticator.setDefault(new Authenticator() {});

        assertThat(proxies.of(SERVER).get(0).userName()).isEqualTo("ann");
    }

    @ParameterizedTest
    @CsvSource({
        "http.proxyPort,99999,tcp://mq.example.com:1883",
        "http.proxyPort,-1,ws://mq.example.com:80",
        "https.proxyPort,65536,ssl://mq.example.com:8883",
        "socksProxyPort,99999,tcp://mq.example.com:1883"
    })
    void aPortThatIsNoneIsToldAsAProxys(String property, String port, String server) {
        noProxies();
        set(property.replace("Port", "Host"), "proxy.example.com");
        set(property, port);

        assertThatThrownBy(() -> proxies.of(server))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the JVM's proxy settings are wrong (port out of range:" + port
                        + "): check http.proxyHost, http.proxyPort and their likes of https and socks, or set the option"
                        + " proxy")
                .hasNoCause();
    }

    @Test
    void aLoginOfThePropertiesThatCannotBeSentIsRefused() {
        noProxies();
        set("socksProxyHost", "socks.example.com");
        set("java.net.socks.username", "bob");
        set("java.net.socks.password", "s\u00e9cret");

        assertThatThrownBy(() -> proxies.of(SERVER))
                .hasMessageStartingWith("the password for the proxy socks5://socks.example.com:1080 cannot be sent")
                .hasMessageNotContaining("cret;");
    }

    @Test
    void aSelectorOfTheApplicationIsAskedForTheServer() {
        List<URI> asked = new ArrayList<>();
        select(asked, List.of(Proxy.NO_PROXY, proxy(Proxy.Type.SOCKS, 1_081), proxy(Proxy.Type.HTTP, 3_128)));

        assertThat(proxies.of(SERVER))
                .hasToString("[null, socks5://own.example.com:1081, http://own.example.com:3128]");
        assertThat(proxies.of("wss://[::1]:443/path?token=secret")).hasSize(3);
        assertThat(asked).containsExactly(URI.create("http://mq.example.com:1883/"), URI.create("https://[::1]:443/"));
    }

    @Test
    void aSelectorOfTheApplicationMayKnowNone() {
        select(new ArrayList<>(), List.of());
        assertThat(proxies.of(SERVER)).containsOnlyNulls();
        select(new ArrayList<>(), null);
        assertThat(proxies.of(SERVER)).containsOnlyNulls();
        select(new ArrayList<>(), List.of(Proxy.NO_PROXY));
        assertThat(proxies.of(SERVER)).containsOnlyNulls();
    }

    @Test
    void whatIsNoAddressIsRefused() {
        assertThatThrownBy(() -> proxies.of("mq.example.com")).isInstanceOf(IllegalArgumentException.class);
    }

    private static Proxy proxy(Proxy.Type type, int port) {
        return new Proxy(type, InetSocketAddress.createUnresolved("own.example.com", port));
    }

    private static void select(List<URI> asked, List<Proxy> answer) {
        ProxySelector.setDefault(new ProxySelector() {
            @Override
            public List<Proxy> select(URI uri) {
                asked.add(uri);
                return answer;
            }

            @Override
            public void connectFailed(URI uri, SocketAddress address, IOException cause) {
                throw new AssertionError("nobody connects here");
            }
        });
    }

    private void noProxies() {
        for (String name : List.of(
                "http.proxyHost",
                "http.proxyPort",
                "http.proxyUser",
                "http.proxyPassword",
                "http.nonProxyHosts",
                "https.proxyHost",
                "https.proxyPort",
                "https.proxyUser",
                "https.proxyPassword",
                "socksProxyHost",
                "socksProxyPort",
                "java.net.socks.username",
                "java.net.socks.password")) {
            set(name, null);
        }
        Authenticator.setDefault(null);
    }

    private void set(String name, String value) {
        String before = value == null ? System.clearProperty(name) : System.setProperty(name, value);
        if (!properties.containsKey(name)) {
            properties.put(name, before);
        }
    }
}
