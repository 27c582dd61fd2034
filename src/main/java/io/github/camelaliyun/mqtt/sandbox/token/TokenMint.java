package io.github.camelaliyun.mqtt.sandbox.token;

import io.github.camelaliyun.mqtt.service.TokenFault;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Makes token values and tells its own from others'. A value is Base64 of 24 random bytes and the HMAC-SHA256 over them, so
 * that a changed token differs from a made-up one, as the service's codes 8 and 1 do. Thread-safe.
 */
final class TokenMint {

    private static final String ALGORITHM = "HmacSHA256";
    private static final int RANDOM_BYTES = 24;
    private static final int SIGNATURE_BYTES = 32;

    private final SecureRandom random = new SecureRandom();
    private final byte[] key = randomBytes(SIGNATURE_BYTES);

    String make() {
        byte[] body = randomBytes(RANDOM_BYTES);
        byte[] whole = Arrays.copyOf(body, RANDOM_BYTES + SIGNATURE_BYTES);
        System.arraycopy(sign(body), 0, whole, RANDOM_BYTES, SIGNATURE_BYTES);
        return Base64.getEncoder().encodeToString(whole);
    }

    /** Empty for a value that {@link #make()} made. */
    Optional<TokenFault> check(String value) {
        byte[] whole;
        try {
            whole = Base64.getDecoder().decode(value);
        } catch (IllegalArgumentException e) {
            return Optional.of(TokenFault.FORGED);
        }
        if (whole.length != RANDOM_BYTES + SIGNATURE_BYTES) {
            return Optional.of(TokenFault.FORGED);
        }
        byte[] signature = sign(Arrays.copyOf(whole, RANDOM_BYTES));
        boolean own = MessageDigest.isEqual(signature, Arrays.copyOfRange(whole, RANDOM_BYTES, whole.length));
        return own ? Optional.empty() : Optional.of(TokenFault.BAD_SIGNATURE);
    }

    private byte[] randomBytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private byte[] sign(byte[] body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            return mac.doFinal(body);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "this JVM has no " + ALGORITHM + ", which every Java platform must have", e);
        }
    }
}
