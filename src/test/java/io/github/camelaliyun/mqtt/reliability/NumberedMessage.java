package io.github.camelaliyun.mqtt.reliability;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The payload of message number n: the number in decimal digits, filled up with dots. */
final class NumberedMessage {

    private static final byte FILL = '.';

    private NumberedMessage() {}

    /** At least so many bytes long as the number needs. */
    static byte[] payload(int number, int bytes) {
        byte[] digits = Integer.toString(number).getBytes(StandardCharsets.US_ASCII);
        byte[] payload = Arrays.copyOf(digits, Math.max(bytes, digits.length));
        Arrays.fill(payload, digits.length, payload.length, FILL);
        return payload;
    }

    static int number(byte[] payload) {
        int length = 0;
        while (length < payload.length && payload[length] != FILL) {
            length++;
        }
        return Integer.parseInt(new String(payload, 0, length, StandardCharsets.US_ASCII));
    }
}
