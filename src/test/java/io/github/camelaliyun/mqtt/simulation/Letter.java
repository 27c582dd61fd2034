package io.github.camelaliyun.mqtt.simulation;

/**
 * A message that somebody else publishes.
 *
 * @param number which of all, from one
 * @param size of its payload, which begins with the number; zero is a payload without one
 * @param sentNanos when
 */
record Letter(int number, String topic, int qos, int size, long sentNanos) {

    /** Its payload. */
    byte[] payload() {
        if (size == 0) {
            return new byte[0];
        }
        byte[] payload = new byte[Math.max(size, Integer.BYTES)];
        for (int i = 0; i < Integer.BYTES; i++) {
            payload[i] = (byte) (number >> i * Byte.SIZE);
        }
        return payload;
    }

    /** Which one a payload is of; zero if it is empty. */
    static int number(byte[] payload) {
        int number = 0;
        if (payload.length == 0) {
            return number;
        }
        for (int i = 0; i < Integer.BYTES; i++) {
            number |= (payload[i] & 0xff) << i * Byte.SIZE;
        }
        return number;
    }
}
