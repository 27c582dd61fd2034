package io.github.camelaliyun.mqtt.sandbox.openapi;

import com.aliyuncs.auth.AcsURLEncoder;
import com.aliyuncs.auth.RpcSignatureComposer;
import com.aliyuncs.auth.signers.HmacSHA1Signer;
import com.aliyuncs.http.MethodType;
import io.github.camelaliyun.mqtt.credential.token.TokenType;
import io.github.camelaliyun.mqtt.sandbox.token.TokenRegistry;
import org.apache.camel.util.json.JsonObject;
import org.apache.camel.util.json.Jsoner;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;

/** Calls signed by the SDK's signer and sent by hand, so that each part can be wrong. */
class OpenApiServerTest {

    private static final String SECRET = "secret~* +/";

    private final TokenRegistry registry = new TokenRegistry();
    private final OpenApiServer server = new OpenApiServer(
            key -> key.equals("key") ? Optional.of(SECRET) : Optional.empty(),
            "instance"::equals,
            registry,
            () -> Duration.ofSeconds(60));
    private final HttpClient http = HttpClient.newHttpClient();

    OpenApiServerTest() throws IOException {}

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void appliedTokenIsValidUntilItIsRevoked() throws Exception {
        String token = call(apply()).getString("Token");
        assertThat(query(token).getBoolean("TokenStatus")).isTrue();

        JsonObject revoked = call(action("RevokeToken", Map.of("Token", token)));
        assertThat(revoked).containsOnlyKeys("RequestId");
        assertThat(query(token).getBoolean("TokenStatus")).isFalse();
    }

    @Test
    void tokenNobodyIssuedIsNotValidAndCannotBeRevoked() throws Exception {
        assertThat(query("made-up").getBoolean("TokenStatus")).isFalse();
        assertThat(call(action("RevokeToken", Map.of("Token", "made-up"))).getString("Code"))
                .isEqualTo("InvalidParameter.Token");
    }

    @Test
    void expiredTokenIsNotValid() throws Exception {
        String token = registry.issue(
                        TokenType.R, List.of("test/a"), Instant.now().minusSeconds(1))
                .toToken()
                .value();

        assertThat(query(token).getBoolean("TokenStatus")).isFalse();
    }

    @Test
    void refusalHasTheServicesShape() throws Exception {
        HttpResponse<String> response = send(sign(change(apply(), "Actions", "X"), SECRET));

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(object(response)).containsOnlyKeys("RequestId", "HostId", "Code", "Message");
    }

    @ParameterizedTest
    @CsvSource({
        "Actions,X,InvalidParameter.Actions",
        "Actions,'W,R',InvalidParameter.Actions",
        "Actions,'',MissingActions",
        "Resources,'test/b,test/a',InvalidParameter.Resources",
        "Resources,'test/a,',InvalidParameter.Resources",
        "InstanceId,other,InvalidParameter.InstanceId",
        "ExpireTime,soon,InvalidParameter.ExpireTime",
        "ExpireTime,1000,InvalidParameter.ExpireTime",
        "Version,2019-01-01,InvalidVersion",
        "Action,SendMessage,InvalidAction.NotFound",
        "AccessKeyId,other,InvalidAccessKeyId.NotFound",
        "SignatureVersion,2.0,InvalidParameter.SignatureMethod",
        "SignatureMethod,HMAC-SHA256,InvalidParameter.SignatureMethod",
        "Timestamp,yesterday,InvalidTimeStamp.Format",
        "Timestamp,2020-01-01T00:00:00Z,InvalidTimeStamp.Expired"
    })
    void callThatIsWrongInOnePlaceIsRefusedForThat(String parameter, String value, String code) throws Exception {
        assertThat(call(change(apply(), parameter, value)).getString("Code")).isEqualTo(code);
    }

    @Test
    void hundredTopicsAreTheMost() throws Exception {
        assertThat(call(change(apply(), "Resources", topics(100)))).containsKey("Token");
        assertThat(call(change(apply(), "Resources", topics(101))).getString("Code"))
                .isEqualTo("InvalidParameter.Resources");
    }

    @Test
    void signatureOfAnotherSecretOrAnotherRequestIsRefused() throws Exception {
        assertThat(object(send(sign(apply(), "other"))).getString("Code")).isEqualTo("SignatureDoesNotMatch");

        Map<String, String> changed = sign(apply(), SECRET);
        changed.put("Resources", "test/#");
        assertThat(object(send(changed)).getString("Code")).isEqualTo("SignatureDoesNotMatch");
    }

    @Test
    void callIsTakenOnce() throws Exception {
        Map<String, String> signed = sign(apply(), SECRET);

        assertThat(object(send(signed))).containsKey("Token");
        assertThat(object(send(signed)).getString("Code")).isEqualTo("SignatureNonceUsed");
    }

    @Test
    void refusalRepeatsNoSecretAndNoToken() throws Exception {
        String answers = send(sign(apply(), "other")).body()
                + send(sign(action("RevokeToken", Map.of("Token", "planted-token")), SECRET))
                        .body();

        assertThat(answers).doesNotContain(SECRET).doesNotContain("planted");
    }

    private static String topics(int count) {
        return IntStream.range(0, count).mapToObj(i -> "test/" + i).sorted().collect(Collectors.joining(","));
    }

    private JsonObject query(String token) throws Exception {
        return call(action("QueryToken", Map.of("Token", token)));
    }

    private static Map<String, String> apply() {
        String end = Long.toString(Instant.now().plusSeconds(60).toEpochMilli());
        return action("ApplyToken", Map.of("Actions", "R,W", "Resources", "test/a b~*+中,test/b", "ExpireTime", end));
    }

    private static Map<String, String> action(String action, Map<String, String> own) {
        Map<String, String> parameters = new HashMap<>(own);
        parameters.put("Action", action);
        parameters.put("Version", "2020-04-20");
        parameters.put("InstanceId", "instance");
        parameters.put("AccessKeyId", "key");
        parameters.put("SignatureMethod", "HMAC-SHA1");
        parameters.put("SignatureVersion", "1.0");
        parameters.put("SignatureNonce", UUID.randomUUID().toString());
        parameters.put(
                "Timestamp", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        return parameters;
    }

    private static Map<String, String> change(Map<String, String> parameters, String name, String value) {
        parameters.put(name, value);
        return parameters;
    }

    private JsonObject call(Map<String, String> parameters) throws Exception {
        return object(send(sign(parameters, SECRET)));
    }

    private static Map<String, String> sign(Map<String, String> parameters, String secret) {
        HmacSHA1Signer signer = new HmacSHA1Signer();
        String toSign = RpcSignatureComposer.getComposer()
                .composeStringToSign(MethodType.GET, null, signer, parameters, Map.of(), Map.of());
        Map<String, String> signed = new HashMap<>(parameters);
        signed.put("Signature", signer.signString(toSign, secret + "&"));
        return signed;
    }

    private HttpResponse<String> send(Map<String, String> parameters) throws Exception {
        List<String> pairs = new ArrayList<>();
        for (Map.Entry<String, String> parameter : parameters.entrySet()) {
            pairs.add(parameter.getKey() + "=" + AcsURLEncoder.percentEncode(parameter.getValue()));
        }
        URI uri = URI.create(server.uri() + "/?" + String.join("&", pairs));
        return http.send(
                HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(10)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static JsonObject object(HttpResponse<String> response) throws Exception {
        return (JsonObject) Jsoner.deserialize(response.body());
    }
}
