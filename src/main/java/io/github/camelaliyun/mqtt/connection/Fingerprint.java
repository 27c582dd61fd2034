package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.wire.Packet;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * What topic and payload of a PUBLISH are known by when it comes again, and neither is at hand any more. No two have the same
 * one: it is a SHA-256 digest of both.
 */
record Fingerprint(ByteBuffer digest) {

    static Fingerprint of(Packet.Publish publish) {
        MessageDigest sha256 = sha256();
        sha256.update(publish.topic().getBytes(StandardCharsets.UTF_8));
        // No topic has this character in it (MQTT 3.1.1, 1.5.3-2), so that it ends there.
        sha256.update((byte) 0);
        return new Fingerprint(ByteBuffer.wrap(sha256.digest(publish.payload())));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
