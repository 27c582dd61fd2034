package io.github.camelaliyun.mqtt.credential.token;

import com.aliyuncs.AcsRequest;
import com.aliyuncs.CommonRequest;
import com.aliyuncs.DefaultAcsClient;
import com.aliyuncs.IAcsClient;
import com.aliyuncs.exceptions.ClientException;
import com.aliyuncs.http.HttpClientConfig;
import com.aliyuncs.http.HttpClientType;
import com.aliyuncs.http.HttpResponse;
import com.aliyuncs.http.MethodType;
import com.aliyuncs.http.ProtocolType;
import com.aliyuncs.profile.DefaultProfile;
import org.apache.camel.util.json.JsonObject;
import org.apache.camel.util.json.Jsoner;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** Touches the SDK, so that the rest works without it. Thread-safe. */
final class OpenApiClient {

    private static final String APPLY_TOKEN = "ApplyToken";
    private static final String VERSION = "2020-04-20";

    private final IAcsClient client;
    private final SdkCredentials credentials;
    private final URI endpoint;
    private final Duration connectTimeout;
    private final Duration readTimeout;

    OpenApiClient(URI endpoint, String region, OpenApiKeys keys, Duration connectTimeout, Duration readTimeout)
            throws TokenException {
        this.endpoint = endpoint;
        this.connectTimeout = connectTimeout;
        this.readTimeout = readTimeout;
        DefaultProfile profile = DefaultProfile.getProfile(region);
        profile.setHttpClientConfig(http(endpoint));
        this.credentials = SdkCredentials.of(keys, connectTimeout, readTimeout);
        this.client = new DefaultAcsClient(profile, credentials);
    }

    /**
     * The JDK's client: the SDK's other one, Apache's, is shared by the whole JVM, keeps a thread, and logs answers, which
     * are tokens, at DEBUG.
     */
    private static HttpClientConfig http(URI endpoint) {
        HttpClientConfig http = HttpClientConfig.getDefault();
        http.setClientType(HttpClientType.Compatible);
        if (SafeUrl.isLoopback(endpoint)) {
            http.setNoProxy(endpoint.getHost());
        }
        return http;
    }

    /** AccessKey ID of the latest call; null before there was one. */
    String accessKeyId() {
        return credentials.latest();
    }

    /** Answers the token; what else an answer may hold is of no use here. */
    String applyToken(String instanceId, TokenRequest wanted, Instant expiresAt) throws TokenException {
        JsonObject answer = call(
                APPLY_TOKEN,
                Map.of(
                        "InstanceId", instanceId,
                        "Actions", wanted.type().actions(),
                        "Resources", wanted.joinedResources(),
                        "ExpireTime", Long.toString(expiresAt.toEpochMilli())));
        if (answer.get("Token") instanceof String token && !token.isBlank()) {
            return token;
        }
        throw ApplyTokenFailure.unreadable(APPLY_TOKEN);
    }

    /**
     * Calls an operation.
     *
     * @return what it answers with success
     * @throws TokenException saying in one sentence why there is no such answer
     */
    JsonObject call(String operation, Map<String, String> parameters) throws TokenException {
        CommonRequest request = new CommonRequest();
        request.setSysProduct("OnsMqtt");
        request.setSysVersion(VERSION);
        request.setSysAction(operation);
        request.setSysMethod(MethodType.POST);
        request.setSysProtocol("http".equalsIgnoreCase(endpoint.getScheme()) ? ProtocolType.HTTP : ProtocolType.HTTPS);
        request.setSysDomain(endpoint.getAuthority());
        request.setSysConnectTimeout(Math.toIntExact(connectTimeout.toMillis()));
        request.setSysReadTimeout(Math.toIntExact(readTimeout.toMillis()));
        parameters.forEach(request::putQueryParameter);
        AcsRequest<?> call = request.buildRequest();
        try {
            return answer(operation, client.doAction(call));
        } catch (ClientException e) {
            throw ApplyTokenFailure.of(operation, e);
        } catch (RuntimeException e) {
            throw ApplyTokenFailure.broken(operation, e);
        }
    }

    /** Not by the SDK's own reader, which takes the answer's format from a header that it looks up by case. */
    private static JsonObject answer(String operation, HttpResponse answer) throws TokenException {
        JsonObject json;
        try {
            json = Jsoner.deserialize(answer.getHttpContentString(), new JsonObject());
        } catch (ClientException | RuntimeException e) {
            // Without the cause, whose message may repeat the answer.
            throw ApplyTokenFailure.unreadable(operation);
        }
        if (answer.isSuccess()) {
            return json;
        }
        if (json.get("Code") instanceof String code) {
            throw ApplyTokenFailure.of(operation, code, json.getStringOrDefault("RequestId", null), null);
        }
        throw ApplyTokenFailure.unreadable(operation);
    }
}
