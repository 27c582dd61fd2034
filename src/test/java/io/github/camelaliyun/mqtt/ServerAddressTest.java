package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.credential.Credentials;
import io.github.camelaliyun.mqtt.kit.LogCapture;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ServerAddressTest {

    @ParameterizedTest
    @CsvSource({
        "tcp://host:1883,tcp://host:1883",
        "mqtt://host:1883,tcp://host:1883",
        "tls://host:8883,ssl://host:8883",
        "mqtts://host:8883,ssl://host:8883",
        "ws://host:80/mqtt,ws://host:80/mqtt",
        "WSS://host:443,wss://host:443"
    })
    void everySchemeOfTheFieldMeansOneOfPahos(String written, String meant) {
        assertThat(ServerAddress.parse("endpoint", written)).hasToString(meant);
    }

    @ParameterizedTest
    @CsvSource({
        "tcp://host,tcp,1883",
        "tcp://host:,tcp,1883",
        "mqtt://host,tcp,1883",
        "ssl://host,ssl,8883",
        "tls://host,ssl,8883",
        "mqtts://host,ssl,8883",
        "ws://host,ws,80",
        "wss://host,wss,443"
    })
    void withoutAPortTheUsualOneOfTheSchemeIsMeant(String written, String scheme, int port) {
        ServerAddress address = ServerAddress.parse("endpoint", written);

        assertThat(address.scheme()).isEqualTo(scheme);
        assertThat(address.host()).isEqualTo("host");
        assertThat(address.port()).isEqualTo(port);
        assertThat(address).hasToString(scheme + "://host:" + port);
    }

    @ParameterizedTest
    @CsvSource({
        "tcp://mqtt_broker:1884,mqtt_broker",
        "tcp://_mqtt._tcp.example.:1884,_mqtt._tcp.example.",
        "tcp://xn--bcher-kva.example:1884,xn--bcher-kva.example",
        "tcp://host.1a:1884,host.1a",
        "tcp://10.0.0.1:1884,10.0.0.1"
    })
    void theHostIsTakenAsItIsWritten(String written, String host) {
        ServerAddress address = ServerAddress.parse("endpoint", written);

        assertThat(address.host()).isEqualTo(host);
        assertThat(address.port()).isEqualTo(1884);
        assertThat(address).hasToString(written);
    }

    @ParameterizedTest
    @CsvSource({
        "tcp://[::1]:1883,::1,tcp://[::1]:1883",
        "tcp://[::1],::1,tcp://[::1]:1883",
        "ssl://[2001:db8::7]:8884,2001:db8::7,ssl://[2001:db8::7]:8884",
        "tcp://[::ffff:10.0.0.1]:1,::ffff:10.0.0.1,tcp://[::ffff:10.0.0.1]:1",
        "tcp://[fe80::1%eth0]:1,fe80::1%eth0,tcp://[fe80::1%eth0]:1",
        "ws://[::1]:81/mqtt,::1,ws://[::1]:81/mqtt"
    })
    void anIpv6AddressStandsInBracketsAndIsHandedOnWithoutThem(String written, String host, String shown) {
        ServerAddress address = ServerAddress.parse("endpoint", written);

        assertThat(address.host()).isEqualTo(host);
        assertThat(address.isIp()).isTrue();
        assertThat(address).hasToString(shown);
    }

    @ParameterizedTest
    @CsvSource({
        "ws://host,''",
        "ws://host/,/",
        "ws://host:81/mqtt,/mqtt",
        "wss://host/a/b?token=x&y=%2F,/a/b?token=x&y=%2F",
        "ws://host/a@b,/a@b",
        "'ws://host/a,b','/a,b'",
        "ws://host?token=x,/?token=x"
    })
    void pathAndQueryOfAWebSocketAreKeptAsTheyAre(String written, String path) {
        ServerAddress address = ServerAddress.parse("endpoint", written);

        assertThat(address.path()).isEqualTo(path);
        assertThat(address.isWebSocket()).isTrue();
        assertThat(address.uri()).endsWith(path);
    }

    /** The query may have a token. */
    @ParameterizedTest
    @CsvSource({
        "ws://host/mqtt?token=PA55WORD,ws://host:80/mqtt?...",
        "wss://host?PA55WORD,wss://host:443/?...",
        "ws://host/a?b?token=PA55WORD,ws://host:80/a?...",
        "ws://user:pass@host/mqtt?PA55WORD,ws://host:80/mqtt?..."
    })
    void theQueryIsSentAndNotShown(String written, String shown) {
        ServerAddress address = ServerAddress.parse("endpoint", written);

        assertThat(address).hasToString(shown);
        assertThat(address.uri()).contains("PA55WORD").doesNotContain("pass");
        AliyunMqttAccount account = new AliyunMqttAccount();
        account.setEndpoint(written);
        assertThat(account.toString()).doesNotContain("PA55WORD");
        if (address.login() != null) {
            assertThatThrownBy(() -> address.requireNoLogin("endpoint")).hasMessageNotContaining("PA55WORD");
        }
    }

    @Test
    void theQueryIsNoPartOfTheUrlOfTheService() throws Exception {
        try (CamelContext context = new DefaultCamelContext()) {
            context.addComponent("paho", new AliyunMqttComponent());
            context.start();
            AliyunMqttEndpoint endpoint = context.getEndpoint(
                    "paho:a?brokerUrl=RAW(ws://127.0.0.1:1/mqtt?token=PA55WORD)", AliyunMqttEndpoint.class);

            assertThat(endpoint.getServiceUrl()).isEqualTo("ws://127.0.0.1:1/mqtt?...");
            assertThat(endpoint.getEndpointUri()).doesNotContain("PA55WORD");
            assertThat(endpoint)
                    .isNotEqualTo(context.getEndpoint("paho:a?brokerUrl=RAW(ws://127.0.0.1:1/mqtt?token=other)"));
        }
    }

    @Test
    void aPathMayBeLong() {
        String path = "/a%20b".repeat(2_000);

        assertThat(ServerAddress.parse("endpoint", "ws://host" + path).path()).isEqualTo(path);
    }

    @ParameterizedTest
    @CsvSource({
        "tcp://user:secret@host:1884,user,secret",
        "tcp://user:secret@host,user,secret",
        "ssl://user:secret@[::1]:1884,user,secret",
        "tcp://user:secret@mqtt_broker:1884,user,secret",
        "ws://user:secret@host/path,user,secret",
        "tcp://us%65r:s%C3%A9cr%40t%3A%2F%25@host,user,sécr@t:/%",
        "tcp://user:a:b+c@host,user,a:b+c",
        "tcp://user:sécrët@host,user,sécrët",
        "tcp://user:@host,user,''"
    })
    void theLoginIsDecodedAndNotShown(String written, String userName, String password) {
        ServerAddress address = ServerAddress.parse("endpoint", written);

        assertThat(address.login()).isEqualTo(new Credentials(userName, password));
        assertThat(address.toString()).doesNotContain("@", userName + ":").doesNotContain("secret");
    }

    @Test
    void anAddressWithoutALoginHasNone() {
        assertThat(ServerAddress.parse("endpoint", "tcp://host:1883").login()).isNull();
        assertThat(ServerAddress.parse("endpoint", "ws://host:80/a@b").login()).isNull();
    }

    @Test
    void serversOfOneConnectionHaveTheSameLogin() {
        assertThat(ServerAddress.parseAll("endpoint", "tcp://user:PA55WORD@one:1883, tcp://us%65r:PA55WORD@two"))
                .extracting(ServerAddress::login)
                .containsOnly(new Credentials("user", "PA55WORD"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tcp://user:PA55WORD@one,tcp://two",
                "tcp://one,tcp://user:PA55WORD@two",
                "tcp://user:PA55WORD@one,tcp://user:other@two"
            })
    void aPasswordIsNotForAServerThatItWasNotWrittenFor(String written) {
        assertThatThrownBy(() -> ServerAddress.parseAll("endpoint", written))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("different logins")
                .hasMessageContaining("userName and password")
                .hasMessageNotContaining("PA55WORD");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tpc://host:1883|unknown scheme 'tpc': did you mean 'tcp'",
                "http://host:80|unknown scheme 'http'",
                "sandbx|did you mean 'sandbox'",
                "post-cn-1.mqtt.aliyuncs.com:1883|did you mean 'tcp://post-cn-1.mqtt.aliyuncs.com:1883'",
                "post-cn-1.mqtt.aliyuncs.com|did you mean 'tcp://post-cn-1.mqtt.aliyuncs.com:1883'",
                "localhost:1884|did you mean 'tcp://localhost:1884'",
                "tcp:/host|did you mean 'tcp://host'",
                "wss//host/mqtt|did you mean 'wss://host/mqtt'",
                "post-cn-1.mqtt.aliyuncs.com:8883|did you mean 'ssl://post-cn-1.mqtt.aliyuncs.com:8883'",
                "post-cn-1.mqtt.aliyuncs.com:443|did you mean 'wss://post-cn-1.mqtt.aliyuncs.com:443'",
                "https://host|did you mean 'wss'",
                "tcp:host:1883|did you mean 'tcp://host:1883'",
                "tcp://|has no host: it must be tcp://<host>:1883",
                "tcp://:1883|has no host: it must be tcp://<host>:1883",
                "wss:///mqtt|has no host: it must be wss://<host>:443",
                "tcp://host:0|from 1 to 65535: did you mean 'tcp://host:1883'",
                "tcp://host:70000|from 1 to 65535: did you mean 'tcp://host:1883'",
                "tcp://host:99999999999|from 1 to 65535: did you mean 'tcp://host:1883'",
                "tcp://host:+80|from 1 to 65535: did you mean 'tcp://host:80'",
                "tcp://[::1]:+80|from 1 to 65535: did you mean 'tcp://[::1]:80'",
                "ssl://host:\u0661\u0668|from 1 to 65535: did you mean 'ssl://host:18'",
                "tcp://host:+70000|from 1 to 65535: did you mean 'tcp://host:1883'",
                "tcp://host:000080|from 1 to 65535: did you mean 'tcp://host:80'",
                "tcp://one:1883,tcp://two:1883|has a comma: one address only; a list goes into serverURIs",
                "tcp://one,two:1883|has a comma: one address only; a list goes into serverURIs",
                "one:1883,two:1883|has a comma: one address only; a list goes into serverURIs",
                "ws://one/mqtt, WSS://two/mqtt|has a comma: one address only; a list goes into serverURIs",
                "tcp://host :1884|has a space in its host or port: did you mean 'tcp://host:1884'",
                "tcp://host: 1884|has a space in its host or port: did you mean 'tcp://host:1884'",
                "tcp://[::1:1883|is not closed: it must be tcp://[<IPv6 address>]:1883",
                "tcp://[::1]1883|is not closed: it must be tcp://[<IPv6 address>]:1883",
                "tcp://[host]:1883|no valid IPv6 address in its brackets",
                "tcp://[10.0.0.1]:1883|no valid IPv6 address in its brackets",
                "tcp://::1:1883|stands in brackets, as in 'tcp://[::1]:1883'",
                "tcp://host:1884/mqtt|which only ws:// and wss:// have: did you mean 'tcp://host:1884'",
                "tcp://host/|which only ws:// and wss:// have: did you mean 'tcp://host:1883'",
                "ssl://[::1]/x|did you mean 'ssl://[::1]:8883'",
                "tcp://bücher.example:1883|did you mean 'tcp://xn--bcher-kva.example:1883'",
                "tcp://a..b:1883|has a host with other characters",
                "ws://host/a b|did you mean 'ws://host:80/a%20b'",
                "ws://host:81/a#b|did you mean 'ws://host:81/a%23b'",
                "ws://host/ü|did you mean 'ws://host:80/%C3%BC'"
            })
    void aMistypedAddressIsRefusedWithTheNearestValidOne(String written, String message) {
        assertThatThrownBy(() -> ServerAddress.parse("endpoint", written))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("endpoint '" + written + "'")
                .hasMessageContaining(message);
    }

    @Test
    void anAddressThatIsNotSetIsSaidToBeSo() {
        assertThatThrownBy(() -> ServerAddress.parse("endpoint", " "))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("endpoint is not set: set endpoint, to sandbox, or tcp://");
    }

    /** Which may be one that is written as no address has it, or a token. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ssl://host:abc|ssl://***|from 1 to 65535: did you mean 'ssl://<host>:8883'?; in a user name or a password",
                "tcp://[::1]:abc|tcp://***|from 1 to 65535: did you mean 'tcp://<host>:1883'",
                "tcp://ho st:1884|tcp://***|has a space in its host or port: did you mean 'tcp://<host>:1883'",
                "tcp://[::g]:1883|tcp://***|no valid IPv6 address in its brackets",
                "tcp:host:abc|***|is not an address: did you mean 'tcp://<host>'",
                "ssl//host:8883|***|is not an address: did you mean 'ssl://<host>'",
                "ws:/host/mqtt?token=x|ws:/host/mqtt?...|did you mean 'ws://host/mqtt?...'",
                "WSS:host?token=x|WSS:host?...|did you mean 'wss://host?...'",
                "tcp://host:1883:a:b|tcp://***|more than one ':'",
                "ssl://host?x=y|ssl://host?...|did you mean 'ssl://host:8883'",
                "ws://host/a?x= y|ws://host/a?...|did you mean 'ws://host:80/a?...'",
                "ws://host/a;b c|ws://***|did you mean 'ws://<host>:80'"
            })
    void whatMayBeALoginIsNotShown(String written, String shown, String message) {
        assertThatThrownBy(() -> ServerAddress.parse("endpoint", written))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("endpoint '" + shown + "' ")
                .hasMessageContaining(message);
    }

    /** Whatever is wrong with an address, and wherever. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "ws:", "ws:/", "ws//", "ws;//", "wss:/u:p@", "mqtt:/", "https://", "htp://", "ws:///", "ws://[::1",
                        "ws://[x]", "ws://a b",
                "ws://a..b", "ws://h:0", "ws://h:x", "ws://h:1:2", "ws://h,i", "ws://u@h", "ws://ü", "tcp://h",
                        "ssl:/h", "tcp:h", "h", "h:8883"
            })
    void theQueryOfAWrongAddressIsNeverShown(String begin) {
        for (String tail :
                List.of("?token=PA55WORD", "/mqtt?token=PA55WORD", "/m q?PA55WORD", "/mqtt%3Ftoken=PA55WORD")) {
            try {
                assertThat(ServerAddress.parse("endpoint", begin + tail).toString()).doesNotContain("PA55");
            } catch (IllegalArgumentException e) {
                assertThat(e.getMessage()).doesNotContain("PA55");
            }
        }
    }

    @Test
    void aNameOfManyLabelsIsReadOrRefused() {
        String host = "a.".repeat(20_000) + "b";

        assertThat(ServerAddress.parse("endpoint", "tcp://" + host).host()).isEqualTo(host);
        for (String wrong :
                new String[] {host, "tcp://" + host + "..", "tcp://" + host + ":x", "x:" + "1:".repeat(20_000)}) {
            assertThatThrownBy(() -> ServerAddress.parseAll("endpoint", wrong)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "tcp://user@host:1883,user name without a password",
        "tcp://:PA55WORD@host:1883,no user name",
        "tcp://user:PA55WORD%zz@host:1883,% %25",
        "tcp://user:PA55WORD%@host:1883,% %25",
        "tcp://user:PA55WORD%ff@host:1883,percent-encoded UTF-8",
        "tcp://user:PA55 WORD@host:1883,a space %20",
        "tcp://user:PA55WORD/x@host:1883,/ %2F",
        "tcp://user:PA55WORD@x@host:1883,@ is written %40",
        "tcp://user:PA55WORD@host:0,from 1 to 65535: did you mean 'tcp://<host>:1883'"
    })
    void aLoginThatCannotBeReadIsRefusedWithWhatToWriteAndWithoutIt(String written, String message) {
        assertThatThrownBy(() -> ServerAddress.parse("endpoint", written))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message)
                .hasMessageNotContaining("PA55");
    }

    @Test
    void withTheKeysOfTheServiceALoginIsRefusedWithoutRepeatingIt() {
        assertThatThrownBy(
                        () -> ServerAddress.parse("endpoint", "tcp://user:hidden@host:1883").requireNoLogin("endpoint"))
                .hasMessageContaining("never in an address")
                .hasMessageNotContaining("hidden");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ssl://ak:PA55WORD@post_cn_x:x",
                "mqttt://ak:PA55WORD@host:1883",
                "ak:PA55WORD@host:1883",
                "tcp:/ak:PA55WORD@host:1883",
                "tcp://ak:PA55WORD@host/path",
                "tcp://ak:PA55WORD@host:70000",
                "tcp://PA55WORD@host",
                "tcp://ak:PA55WORD@",
                "tcp://ak:SEC@PA55WORD@host:1883",
                "tcp://ak:PA55WORD%40host:1883",
                "tcp://ak:PA55WORD%2540host:1883",
                "tcp://ak:a b PA55WORD@host:1883",
                "tcp://ak:PA55WORD/@host:1883",
                "ws://ak:PA55WORD@host:80/a@b c",
                "ak:PA55WORD@tcp://host:1883",
                "tcp://host:1883,ssl://ak:PA55WORD@post_cn_x:8883",
                "tcp://ak:PA55WORD,PA55WORD@host:1883",
                "tcp://one:1883,mqttt://ak:PA55WORD,@two:1883",
                "tcp://ak:PA55WORD",
                "tcp:ak:PA55WORD",
                "ak:PA55WORD",
                "ak:PA55WORD:host",
                "tcp://ak:PA55WORD/host",
                "tcp://host:1883:ak:PA55WORD",
                "tcp://host:1883 ak:PA55WORD",
                "tcp://host:1883 ak PA55WORD",
                "tcp://host:1883;ak;PA55WORD",
                "tcp://host:1883/ak/PA55WORD:x",
                "tcp://host:1883#ak:PA55WORD",
                "tcp://host:1883?user&PA55WORD",
                "tcp://ak%3APA55WORD",
                "tcp://ak:PA55WORD%host:1883",
                "tcp://ak:PA55WORD\uff20host",
                "ssl://[ak:PA55WORD]host",
                "tcp://host:1883,ak:PA55WORD",
                "tcp://ak:12,PA55WORD",
                "tcp://bob:x@host,tcp://ak:PA55WORD",
                "tcp://host:1883?mail=me@PA55WORD",
                "tcp://10.0.0.1:8080:ed:PA55WORD",
                "ws://host/path?token=PA55WORD x",
                "ws://host/path?mail=me@host&token=PA55WORD x"
            })
    void noMessageShowsALogin(String written) {
        assertThatThrownBy(() -> ServerAddress.parseAll("endpoint", written))
                .isInstanceOf(IllegalArgumentException.class)
                .satisfies(e -> assertThat(stackTrace(e)).doesNotContainIgnoringCase("PA55WORD"));
        AliyunMqttAccount account = new AliyunMqttAccount();
        account.setEndpoint(written);
        assertThat(account.toString()).doesNotContain("PA55WORD");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "brokerUrl=ssl://ak:PA55WORD@post_cn_x:x",
                "brokerUrl=mqttt://ak:PA55WORD@host:1883",
                "brokerUrl=ak:PA55WORD@host:1883",
                "brokerUrl=RAW(ssl://ak:PA55WORD@post_cn_x:x)",
                "serverURIs=tcp://one:1883,ssl://ak:PA55WORD@post_cn_x:8883"
            })
    void anEndpointWithALoginThatCannotBeReadIsRefusedWithoutShowingIt(String option) throws Exception {
        try (LogCapture log = new LogCapture();
                CamelContext context = new DefaultCamelContext()) {
            context.addComponent("paho", new AliyunMqttComponent());
            context.start();
            assertThatThrownBy(() -> context.getEndpoint("paho:test/in?" + option))
                    .satisfies(e -> assertThat(stackTrace(e)).doesNotContain("PA55WORD"));
            assertThat(log.lines()).noneMatch(line -> line.contains("PA55WORD"));
        }
    }

    private static String stackTrace(Throwable e) {
        StringWriter text = new StringWriter();
        e.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    @ParameterizedTest
    @CsvSource({
        "paho://a/b?brokerUrl=tcp://u:PA55WORD@h:1&qos=1,paho://a/b?brokerUrl=tcp://***@h:1&qos=1",
        "paho://a?brokerUrl=tcp%3A%2F%2Fu%3APA55WORD%40h&qos=1,paho://a?brokerUrl=***%40h&qos=1",
        "paho://a?brokerUrl=RAW(tcp://u:PA55WORD&x@h)&qos=1,paho://a?brokerUrl=***@h)&qos=1",
        "paho://a?clientId=G@@@1&serverURIs=tcp://h&qos=1,paho://a?clientId=G@@@1&serverURIs=tcp://h&qos=1",
        "paho://a?brokerUrl=ws://h/p?t=PA55WORD&qos=1,paho://a?brokerUrl=ws://h/p?...&qos=1",
        "paho://a?brokerUrl=RAW(ws://h/p?t=PA55WORD&x=y)&qos=1,paho://a?brokerUrl=RAW(ws://h/p?...)&qos=1",
        "paho://a?brokerUrl=ws%3A%2F%2Fh%2Fp%3Ft%3DPA55WORD&qos=1,paho://a?brokerUrl=ws%3A%2F%2Fh%2Fp%3F...&qos=1",
        "paho://a?broker-url=tcp://u:PA55WORD@h,paho://a?broker-url=tcp://***@h",
        "paho://a?deadLetterUri=RAW(paho:x?brokerUrl=tcp://u:PA55WORD@h),paho://a?deadLetterUri=RAW(paho:x?brokerUrl=tcp://***@h)"
    })
    void theUriOfAnEndpointIsShownWithoutTheLoginsInIt(String uri, String shown) {
        assertThat(ServerAddress.maskedIn(uri)).isEqualTo(shown);
    }

    @Test
    void aListInTheUriOfAnEndpointIsShownWithoutItsLogins() {
        assertThat(ServerAddress.maskedIn("paho://a?serverURIs=tcp://u:PA55WORD@h:1,tcp://u:PA55WORD@i:1&qos=1"))
                .doesNotContain("PA55WORD")
                .endsWith("@i:1&qos=1");
    }

    @Test
    void endpointsThatDifferInALoginAloneAreNotTheSame() throws Exception {
        try (CamelContext context = new DefaultCamelContext()) {
            context.addComponent("paho", new AliyunMqttComponent());
            context.start();
            Endpoint one = context.getEndpoint("paho:a?brokerUrl=tcp://u:PA55WORD1@127.0.0.1:1");
            Endpoint other = context.getEndpoint("paho:a?brokerUrl=tcp://u:PA55WORD2@127.0.0.1:1");

            assertThat(one).isNotEqualTo(other).isEqualTo(one);
            assertThat(one.getEndpointUri()).isEqualTo(other.getEndpointUri()).doesNotContain("PA55WORD");
            assertThat(context.getEndpoint("paho:a?brokerUrl=tcp://u:PA55WORD1@127.0.0.1:1"))
                    .isSameAs(one);
        }
    }

    @Test
    void anAtSignInAPathIsNoLogin() {
        assertThat(ServerAddress.parse("endpoint", "ws://host:80/a@b")).hasToString("ws://host:80/a@b");
    }

    @Test
    void loopbackAndNumbersAreRecognised() {
        assertThat(ServerAddress.parse("endpoint", "tcp://localhost:1").isLoopback()).isTrue();
        assertThat(ServerAddress.parse("endpoint", "tcp://127.0.0.1:1").isLoopback()).isTrue();
        assertThat(ServerAddress.parse("endpoint", "tcp://10.0.0.1:1").isLoopback()).isFalse();
        assertThat(ServerAddress.parse("endpoint", "tcp://[::1]:1").isLoopback()).isTrue();
        assertThat(ServerAddress.parse("endpoint", "tcp://[2001:db8::1]:1").isLoopback()).isFalse();
        assertThat(ServerAddress.parse("endpoint", "tcp://10.0.0.1:1").isIp()).isTrue();
        assertThat(ServerAddress.parse("endpoint", "tcp://post-cn-1.mqtt.aliyuncs.com:1").isIp())
                .isFalse();
    }
}
