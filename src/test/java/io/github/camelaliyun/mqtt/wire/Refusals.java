package io.github.camelaliyun.mqtt.wire;

/** Makes the causes of lines that a server's bytes have ended, for tests outside of this package. */
public final class Refusals {

    private Refusals() {}

    /** @param received what was received, as a part of a sentence */
    public static Throwable because(String received) {
        return new MalformedPacketException(received);
    }
}
