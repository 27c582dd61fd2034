package io.github.camelaliyun.mqtt.sandbox.openapi;

import io.github.camelaliyun.mqtt.credential.Keys;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Checks who calls, by signature version 1.0 of the RPC style (HMAC-SHA1), which is what the SDK sends. Thread-safe.
 *
 * @see <a href="https://www.alibabacloud.com/help/en/sdk/product-overview/rpc-mechanism">Request syntax and signature of the
 *     RPC style</a>
 */
final class RpcSignature {

    private static final Duration SKEW = Duration.ofMinutes(15);
    private static final String ALGORITHM = "HmacSHA1";
    private static final int BAD_REQUEST = 400;

    private final Function<String, Optional<String>> secrets;
    private final Map<String, Instant> nonces = new ConcurrentHashMap<>();

    /** @param secrets the secret of an AccessKey ID; empty if there is no such ID */
    RpcSignature(Function<String, Optional<String>> secrets) {
        this.secrets = secrets;
    }

    void check(RpcCall call) throws ApiException {
        Optional<String> secret = secrets.apply(call.require("AccessKeyId"));
        if (secret.isEmpty()) {
            throw new ApiException(404, "InvalidAccessKeyId.NotFound", "Specified access key is not found.");
        }
        if (Keys.isTemporary(call.require("AccessKeyId"))) {
            call.require("SecurityToken");
        }
        if (!call.require("SignatureMethod").equals("HMAC-SHA1")
                || !call.require("SignatureVersion").equals("1.0")) {
            throw new ApiException(
                    BAD_REQUEST,
                    "InvalidParameter.SignatureMethod",
                    "The sandbox checks HMAC-SHA1, version 1.0, alone.");
        }
        Instant signedAt = time(call.require("Timestamp"));
        byte[] presented = call.require("Signature").getBytes(StandardCharsets.UTF_8);
        if (!MessageDigest.isEqual(sign(call, secret.get()).getBytes(StandardCharsets.UTF_8), presented)) {
            throw new ApiException(
                    BAD_REQUEST, "SignatureDoesNotMatch", "Specified signature is not matched with our calculation.");
        }
        requireOnce(call.require("SignatureNonce"), signedAt);
    }

    private static Instant time(String timestamp) throws ApiException {
        try {
            Instant signedAt = Instant.parse(timestamp);
            if (Duration.between(signedAt, Instant.now()).abs().compareTo(SKEW) <= 0) {
                return signedAt;
            }
        } catch (DateTimeParseException e) {
            throw new ApiException(
                    BAD_REQUEST,
                    "InvalidTimeStamp.Format",
                    "Specified time stamp or date value is not well formatted.");
        }
        throw new ApiException(
                BAD_REQUEST, "InvalidTimeStamp.Expired", "Specified time stamp or date value is expired.");
    }

    private void requireOnce(String nonce, Instant signedAt) throws ApiException {
        Instant forgotten = Instant.now().minus(SKEW);
        nonces.values().removeIf(forgotten::isAfter);
        if (nonces.putIfAbsent(nonce, signedAt) != null) {
            throw new ApiException(BAD_REQUEST, "SignatureNonceUsed", "Specified signature nonce was used already.");
        }
    }

    /** The signature of all parameters but itself. */
    private static String sign(RpcCall call, String secretKey) {
        String sorted = call.parameters().entrySet().stream()
                .filter(parameter -> !parameter.getKey().equals("Signature"))
                .map(parameter -> encode(parameter.getKey()) + "=" + encode(parameter.getValue()))
                .collect(Collectors.joining("&"));
        String toSign = call.method() + "&" + encode("/") + "&" + encode(sorted);
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec((secretKey + "&").getBytes(StandardCharsets.UTF_8), ALGORITHM));
            return Base64.getEncoder().encodeToString(mac.doFinal(toSign.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "this JVM has no " + ALGORITHM + ", which every Java platform must have", e);
        }
    }

    /** RFC 3986, which the form encoding of {@link URLEncoder} differs from in these three. */
    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A")
                .replace("%7E", "~");
    }
}
