package io.github.camelaliyun.mqtt.sandbox;

import io.netty.buffer.ByteBuf;

import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** The fields of one packet, read in their order. */
final class PacketFields {

    private static final int FIRST_AFTER_CONTROL_CHARACTERS = 0xA0;
    private static final int NON_CHARACTERS_OF_A_PLANE = 0xFFFE;
    private static final int FIRST_NON_CHARACTER = 0xFDD0;
    private static final int LAST_NON_CHARACTER = 0xFDEF;

    private final String packet;
    private final ByteBuf body;

    /** @param packet its name, as MQTT has it */
    PacketFields(String packet, ByteBuf body) {
        this.packet = packet;
        this.body = body;
    }

    boolean isAtEnd() {
        return !body.isReadable();
    }

    int oneByte(String field) throws BrokenPacketException {
        require(1, field);
        return body.readUnsignedByte();
    }

    int twoBytes(String field) throws BrokenPacketException {
        require(Short.BYTES, field);
        return body.readUnsignedShort();
    }

    void skipBinary(String field) throws BrokenPacketException {
        int length = twoBytes(field);
        require(length, field);
        body.skipBytes(length);
    }

    /** Not zero. */
    void packetIdentifier() throws BrokenPacketException {
        if (twoBytes("packet identifier") == 0) {
            throw broken("with the packet identifier 0", "2.3.1 [MQTT-2.3.1-1]", "it is not zero");
        }
    }

    String text(String field) throws BrokenPacketException {
        int length = twoBytes(field);
        require(length, field);
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(body.nioBuffer(body.readerIndex(), length))
                    .toString();
        } catch (CharacterCodingException e) {
            throw broken(
                    "with a " + field + " that is not UTF-8",
                    "1.5.3 [MQTT-1.5.3-1]",
                    "text is well-formed UTF-8, without surrogates");
        }
        body.skipBytes(length);
        if (text.indexOf(0) >= 0) {
            throw broken("with U+0000 in its " + field, "1.5.3 [MQTT-1.5.3-2]", "text has no U+0000");
        }
        if (text.codePoints().anyMatch(PacketFields::shouldNotBe)) {
            throw broken(
                    "with a control character or a non-character in its " + field,
                    "1.5.3",
                    "text should not have such, and a server may close the connection for them");
        }
        return text;
    }

    private static boolean shouldNotBe(int codePoint) {
        return (Character.isISOControl(codePoint) && codePoint < FIRST_AFTER_CONTROL_CHARACTERS)
                || (codePoint & NON_CHARACTERS_OF_A_PLANE) == NON_CHARACTERS_OF_A_PLANE
                || (codePoint >= FIRST_NON_CHARACTER && codePoint <= LAST_NON_CHARACTER);
    }

    void end() throws BrokenPacketException {
        if (body.isReadable()) {
            throw broken(
                    "with " + body.readableBytes() + " bytes after its end",
                    "2.2.3",
                    "the remaining length is that of the packet");
        }
    }

    private void require(int bytes, String field) throws BrokenPacketException {
        if (body.readableBytes() < bytes) {
            throw broken(
                    "that ends within its " + field,
                    "2.2.3",
                    "the remaining length is that of the packet, all fields included");
        }
    }

    BrokenPacketException broken(String how, String section, String rule) {
        return new BrokenPacketException(packet + " " + how, section, rule);
    }
}
