package io.github.camelaliyun.mqtt.credential;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The service's password rule: {@code Base64(HMAC-SHA1(key = secret, data = clientId))}, standard Base64 over the raw
 * digest.
 *
 * @see <a href="https://help.aliyun.com/document_detail/48271.html">Signature authentication</a>
 */
final class HmacSha1 {

    private static final String ALGORITHM = "HmacSHA1";

    private HmacSha1() {}

    static String sign(String clientId, String secret) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
            return Base64.getEncoder().encodeToString(mac.doFinal(clientId.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "this JVM has no " + ALGORITHM + ", which every Java platform must have", e);
        }
    }
}
