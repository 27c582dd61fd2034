package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.service.InvalidSettingException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A mistyped address is refused with the nearest valid one, and without what may be a login. */
class MistypedAddressTest {

    @Test
    void anAddressThatIsNotSetIsSaidToBeSo() {
        assertThatThrownBy(() -> ServerAddress.parse("endpoint", " "))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("endpoint is not set: set endpoint, to sandbox, or tcp://");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tpc://host:1883|unknown scheme 'tpc': did you mean 'tcp'",
                "http://host:80|unknown scheme 'http'",
                "sandbx|did you mean 'sandbox'",
                "post-cn-1.mqtt.aliyuncs.com:1883|did you mean 'tcp://post-cn-1.mqtt.aliyuncs.com:1883'",
                "post-cn-1.mqtt.aliyuncs.com|did you mean 'ssl://post-cn-1.mqtt.aliyuncs.com'",
                "post-cn-x|did you mean 'ssl://post-cn-x'",
                "broker:1234|did you mean 'ssl://broker:1234'",
                "localhost|did you mean 'tcp://localhost'",
                "127.0.0.1:1884|did you mean 'tcp://127.0.0.1:1884'",
                "tcp|did you mean 'tcp://<host>'",
                "gopher://host|unknown scheme 'gopher': Valid are tcp, ssl, ws and wss",
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

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tcp://a:1,,tcp://b:2|endpoint has an empty address among its addresses",
                "tcp://a:1, b:2|endpoint 'b:2' is not an address",
                "tcp://a:1,tcp://b:99999|endpoint 'tcp://b:99999' has a port that is not a number",
                "tcp://a:1,tcp://b:2/|endpoint 'tcp://b:2/' has a path"
            })
    void ofAListTheWrongOneIsNamed(String written, String message) {
        AliyunMqttAccount account = new AliyunMqttAccount();
        account.setEndpoint(written);

        assertThatThrownBy(account::checkEndpoint).hasMessageStartingWith(message);
    }

    @Test
    void anEndpointMayBeAList() {
        AliyunMqttAccount account = new AliyunMqttAccount();
        account.setEndpoint("tcp://a:1, ssl://[::1]:2,wss://c/mqtt");

        assertThatCode(account::checkEndpoint).doesNotThrowAnyException();
    }

    /** Where a program shows the two apart; each may have a colon. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tcp://user:%zz@host|'tcp://***@host' has a login that is not percent-encoded UTF-8|in a user name or a password",
                "gopher:x://host|'***' has the unknown scheme '***'|Valid are tcp",
                "tcp://:secret@host|'tcp://***@host' has no user name before the ':' of its login|it must be tcp://",
                "tcp://host:1:2|'tcp://***' has more than one ':' in its host and port|an IPv6 address",
                "tcp://host:0|'tcp://host:0' has a port that is not a number from 1 to 65535|did you mean",
                "tcp://one:1;tcp://two:1|'tcp://***' has several addresses without a comma between them|write a comma",
                "tcp://one:1 ssl://two:1|'tcp://***' has several addresses without a comma between them|write a comma"
            })
    void theProblemIsApartFromTheCure(String written, String problem, String cure) {
        assertThatThrownBy(() -> ServerAddress.parse("endpoint", written))
                .isInstanceOfSatisfying(InvalidSettingException.class, e -> {
                    assertThat(e.problem()).isEqualTo(problem);
                    assertThat(e.cure()).startsWith(cure);
                });
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
}
