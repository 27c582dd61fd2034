package io.github.camelaliyun.mqtt.wire;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ServerUriTest {

    @ParameterizedTest
    @CsvSource({
        "tcp://mq.example.com:1883,tcp,mq.example.com,1883,/mqtt,mq.example.com:1883",
        "ssl://10.0.0.1:8883,ssl,10.0.0.1,8883,/mqtt,10.0.0.1:8883",
        "ws://mq_broker:80,ws,mq_broker,80,/mqtt,mq_broker:80",
        "wss://mq.example.com:443/,wss,mq.example.com,443,/,mq.example.com:443",
        "wss://mq.example.com:443/a/b?c=d/e&f=http://g:1/,wss,mq.example.com,443,/a/b?c=d/e&f=http://g:1/,mq.example.com:443",
        "tcp://[::1]:1,tcp,::1,1,/mqtt,[::1]:1",
        "ws://[2001:db8::7]:65535/x,ws,2001:db8::7,65535,/x,[2001:db8::7]:65535"
    })
    void theParts(String uri, String scheme, String host, int port, String path, String authority) {
        ServerUri parsed = ServerUri.parse(uri);

        assertThat(parsed).isEqualTo(new ServerUri(scheme, host, port, path));
        assertThat(parsed.authority()).isEqualTo(authority);
        assertThat(parsed.secure()).isEqualTo(scheme.equals("ssl") || scheme.equals("wss"));
        assertThat(parsed.webSocket()).isEqualTo(scheme.equals("ws") || scheme.equals("wss"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "://",
                "mq.example.com:1883",
                "mq.example.com",
                "tcp://",
                "tcp://:1883",
                "tcp://mq.example.com",
                "tcp://mq.example.com:",
                "tcp://mq.example.com:0",
                "tcp://mq.example.com:-1",
                "tcp://mq.example.com:+80",
                "tcp://mq.example.com:\u0661\u0668",
                "tcp://mq.example.com:\uff11\uff18",
                "tcp://mq.example.com:000080",
                "tcp://mq.example.com:65536",
                "tcp://mq.example.com:99999999999",
                "tcp://mq.example.com:mqtt",
                "tcp://mq.example.com/a:1883",
                "http://mq.example.com:1883",
                "TCP://mq.example.com:1883",
                "mqtt://mq.example.com:1883",
                "wsx://mq.example.com:1883"
            })
    void whatIsNoAddressIsRefused(String uri) {
        assertThatThrownBy(() -> ServerUri.parse(uri))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("not the address of a server: scheme://host:port is wanted");
    }
}
