package io.github.camelaliyun.mqtt.sandbox;

import com.hivemq.extension.sdk.api.packets.publish.PublishPacket;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Reads the payload of a PUBLISH and leaves it readable. */
final class Payload {

    private Payload() {}

    static int size(PublishPacket publish) {
        return publish.getPayload().map(ByteBuffer::remaining).orElse(0);
    }

    static byte[] bytes(PublishPacket publish) {
        return publish.getPayload().map(Payload::bytes).orElseGet(() -> new byte[0]);
    }

    static String text(PublishPacket publish) {
        return new String(bytes(publish), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
