package io.github.camelaliyun.mqtt.moving;

import io.github.camelaliyun.mqtt.kit.RequiresMosquitto;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.component.paho.PahoConstants;
import org.apache.camel.component.paho.PahoMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayInputStream;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Date;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/** What of an exchange becomes a message, and what of a message an exchange, as {@code docs/moving.md} says it. */
@RequiresMosquitto
class StockMessagesIT extends StockRig {

    private static final String TEXT = "温度 21 °C";

    @Test
    void textStreamsFilesAndBytesBecomeTheSamePayload(@TempDir Path folder) throws Exception {
        byte[] bytes = TEXT.getBytes(StandardCharsets.UTF_8);
        File file = Files.write(folder.resolve("body.txt"), bytes).toFile();
        consume(name);

        for (Object body : List.of(TEXT, bytes, new ByteArrayInputStream(bytes), file)) {
            template.sendBody("paho:" + name, body);
            assertThat(next().getMessage().getBody())
                    .as(body.getClass().getName())
                    .isEqualTo(bytes);
        }
    }

    @Test
    void aCharsetOfTheExchangeIsThatOfItsText() throws Exception {
        consume(name);
        template.send("paho:" + name, exchange -> {
            exchange.setProperty(Exchange.CHARSET_NAME, "GBK");
            exchange.getMessage().setBody(TEXT);
        });

        assertThat(next().getMessage().getBody()).isEqualTo(TEXT.getBytes("GBK"));
    }

    @Test
    void aBodyThatHasNoBytesFails() {
        for (Object body : List.of(21, new Thread())) {
            Exchange failed = template.send(
                    "paho:" + name, exchange -> exchange.getMessage().setBody(body));
            assertThat(failed.getException()).isInstanceOf(InvalidPayloadException.class);
        }
    }

    /** camel-paho's publish fails of a null body. */
    @Test
    void anEmptyBodyAndNoneAtAllAreAnEmptyPayload() throws Exception {
        consume(name);
        template.sendBody("paho:" + name, "");
        assertThat(next().getMessage().getBody()).isEqualTo(new byte[0]);

        send("paho:" + name, null, Map.of());
        assertThat(next().getMessage().getBody()).isEqualTo(new byte[0]);
    }

    @Test
    void theHeadersOfQosAndRetainedGoBeforeTheUri() throws Exception {
        consume(name + "=2");
        send("paho:" + name + "?qos=0", "msg", Map.of(PahoConstants.CAMEL_PAHO_MSG_QOS, 2));
        assertThat(next().getMessage().getHeader(PahoConstants.MQTT_QOS)).isEqualTo(2);

        send("paho:" + name + "/kept", "kept", Map.of(PahoConstants.CAMEL_PAHO_MSG_RETAINED, true));
        routes(r -> r.from("paho:" + name + "/kept").process(exchange -> received.add(exchange.copy())));
        assertThat(next().getIn(PahoMessage.class).getMqttMessage().isRetained())
                .isTrue();
    }

    @Test
    void otherHeadersStayBehind() throws Exception {
        consume(name);
        send("paho:" + name, "msg", Map.of("colour", "red", "when", new Date()));

        assertThat(next().getMessage().getHeaders()).containsOnlyKeys(PahoConstants.MQTT_TOPIC, PahoConstants.MQTT_QOS);
    }

    @Test
    void aPublishLeavesTheExchangeAsItWas() throws Exception {
        Exchange sent = template.request("paho:" + name, exchange -> {
            exchange.getMessage().setBody(TEXT);
            exchange.getMessage().setHeader("colour", "red");
        });

        assertThat(sent.getMessage().getBody()).isEqualTo(TEXT);
        assertThat(sent.getMessage().getHeader("colour")).isEqualTo("red");
    }
}
