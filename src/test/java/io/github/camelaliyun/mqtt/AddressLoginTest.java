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

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The login in an address is read, and shown nowhere. */
class AddressLoginTest {

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
        assertThatThrownBy(() -> ServerAddress.parse("endpoint", "tcp://user:hidden@host:1883")
                        .requireNoLogin("endpoint"))
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
}
