package io.github.camelaliyun.mqtt.credential.token;

import com.aliyuncs.exceptions.ClientException;
import io.github.camelaliyun.mqtt.credential.token.TokenException.Kind;

import java.util.List;

/**
 * Says in one sentence why ApplyToken, or another operation of the OpenAPI, failed and what to do. Never passes on the service's own message: with a wrong
 * signature it repeats all that was signed.
 */
final class ApplyTokenFailure {

    private static final String APPLY_TOKEN = "ApplyToken";
    private static final String NO_CREDENTIALS = "no credentials";

    private static final String PERMISSION =
            "the user of the AccessKey may not issue tokens for this instance and these topics, grant it in the RAM console";
    private static final String MAY_NOT = "the user of the AccessKey may not do that, grant it in the RAM console";
    private static final String RATE =
            "it was called too often (100 calls per second and user), try again later and let tokens live longer";

    /** What to do about an error whose code has {@code mark} in it; the first that fits. */
    private record Cure(String mark, String text) {}

    private static final List<Cure> CURES = List.of(
            new Cure(
                    NO_CREDENTIALS,
                    "set an AccessKey pair, or one of the places where Alibaba Cloud's SDK looks for credentials"
                            + " (ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET in the environment,"
                            + " ~/.aliyun/config.json, the ECS instance's RAM role)"),
            new Cure(
                    "SDK.",
                    "the OpenAPI cannot be reached or did not answer in time, check region or endpoint, the network and"
                            + " HTTPS_PROXY"),
            new Cure(
                    "Signature",
                    "the AccessKey secret does not belong to the AccessKey ID, set the pair as the RAM console gave it"),
            new Cure(
                    "InvalidAccessKeyId",
                    "the service does not know the AccessKey ID or it is disabled, check it in the RAM console; one of STS"
                            + " (STS.*) needs its security token"),
            new Cure(
                    "SecurityToken",
                    "the STS credentials have expired or are incomplete, let whatever provides them renew AccessKey ID, secret and"
                            + " security token together"),
            new Cure("TimeStamp", "this machine's clock is more than 15 minutes wrong, set it"),
            new Cure("Forbidden", PERMISSION),
            new Cure("Permission", PERMISSION),
            new Cure("Throttling", RATE),
            new Cure("OverFlow", RATE),
            new Cure(
                    "Parameter",
                    "the service does not accept the instance ID, the topics or the token's life (60 s to 30 days),"
                            + " correct them"));

    private ApplyTokenFailure() {}

    static TokenException of(ClientException failure) {
        return of(APPLY_TOKEN, failure);
    }

    static TokenException of(String operation, ClientException failure) {
        // Of causes only the network's: the SDK's own messages hold URLs with access keys and signatures.
        return of(
                operation,
                failure.getErrCode() == null ? NO_CREDENTIALS : failure.getErrCode(),
                failure.getRequestId(),
                failure.getCause());
    }

    /** @param requestId null if the request never arrived */
    static TokenException of(String operation, String code, String requestId, Throwable cause) {
        String request = requestId == null ? "" : ", request " + requestId;
        String cure = CURES.stream()
                .filter(known -> code.contains(known.mark()))
                .map(Cure::text)
                .map(text -> text.equals(PERMISSION) && !operation.equals(APPLY_TOKEN) ? MAY_NOT : text)
                .findFirst()
                .orElse("look the code up in the service's list of error codes");
        return new TokenException(kind(code), operation + " failed with " + code + request + ": " + cure, cause);
    }

    /** Whether the service says no to the topics, or may. */
    private static Kind kind(String code) {
        if (code.contains("Forbidden") || code.contains("Permission") || code.contains("Parameter")) {
            return Kind.REFUSED;
        }
        return CURES.stream().anyMatch(known -> code.contains(known.mark())) ? Kind.UNAVAILABLE : Kind.UNKNOWN;
    }

    /** Of what the SDK or the JDK under it throws without a code. Without its message, which may quote the signed request. */
    static TokenException broken(String operation, RuntimeException failure) {
        return new TokenException(
                Kind.UNAVAILABLE,
                operation + " failed in Alibaba Cloud's SDK with "
                        + failure.getClass().getName() + ": check region or endpoint, and the AccessKey");
    }

    static TokenException unreadable(String operation) {
        return new TokenException(
                Kind.UNAVAILABLE,
                operation + " got an answer that is not the service's: check that the endpoint is that of"
                        + " the OpenAPI, onsmqtt.<region>.aliyuncs.com, and that no proxy answers in its place");
    }
}
