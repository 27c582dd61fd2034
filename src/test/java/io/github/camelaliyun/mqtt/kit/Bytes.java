package io.github.camelaliyun.mqtt.kit;

import java.io.ByteArrayOutputStream;

/** What tests write of packets by hand. */
public final class Bytes {

    private Bytes() {}

    /** One after the other. */
    public static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
