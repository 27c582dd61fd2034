package io.github.camelaliyun.mqtt.credential.token;

import io.github.camelaliyun.mqtt.credential.Keys;
import io.github.camelaliyun.mqtt.credential.Masked;
import io.github.camelaliyun.mqtt.credential.Required;
import io.github.camelaliyun.mqtt.service.InvalidSettingException;
import io.github.camelaliyun.mqtt.service.Printable;
import io.github.camelaliyun.mqtt.service.ServiceLimits;
import org.apache.camel.spi.Metadata;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Gets tokens from the service itself, with the OpenAPI operation {@code ApplyToken}. It needs an AccessKey, so it is for
 * machines that may hold one (or have a RAM role), not for devices: those ask a token server, see {@link HttpTokenSource}.
 *
 * <p>The request is signed and sent by Alibaba Cloud's SDK, {@code com.aliyun:aliyun-java-sdk-core}, an optional dependency
 * of this jar. Without {@code accessKey} the SDK finds credentials itself: system properties, the environment
 * ({@code ALIBABA_CLOUD_ACCESS_KEY_ID}, {@code …_SECRET}, {@code …_SECURITY_TOKEN}), OIDC, the profile files of
 * {@code ~/.aliyun} and {@code ~/.alibabacloud}, the ECS instance's RAM role, a credentials URI.
 *
 * <p>A bean: set it up by one thread, then any threads may {@link #fetch}. It blocks for at most the connect timeout, and
 * then the read timeout for each piece of the answer. A user may call ApplyToken 100 times per second.
 *
 * @see <a href="https://alibabacloud.com/help/en/apsaramq-for-mqtt/api-token-management-applytoken">ApplyToken</a>
 */
@Metadata(
        label = "bean",
        description =
                "Gets tokens with the service's operation ApplyToken; for the option token.source of the MQTT component.")
public final class OpenApiTokenSource implements TokenSource {

    private static final Pattern REGION = Pattern.compile("[A-Za-z0-9]+(-[A-Za-z0-9]+)*");

    @Metadata(description = "Region of the instance, for example cn-hangzhou.")
    private String regionId;

    @Metadata(
            javaType = "java.lang.String",
            description = "Another address of the OpenAPI than the region's, https://.")
    private URI endpoint;

    @Metadata(required = true, description = "The instance that the tokens are for.")
    private String instanceId;

    @Metadata(
            label = "security",
            secret = true,
            description = "AccessKey ID that may call ApplyToken; unset, the SDK finds credentials.")
    private String accessKey;

    @Metadata(label = "security", secret = true, description = "AccessKey secret that belongs to the accessKey.")
    private String secretKey;

    @Metadata(
            label = "security",
            secret = true,
            description = "Security token of an STS pair, which goes with its keys.")
    private String securityToken;

    @Metadata(
            label = "security",
            description = "RAM role of the ECS instance that credentials are taken from, in place of keys.")
    private String roleName;

    @Metadata(defaultValue = "1h", description = "How long a token lives, 60 s to 30 days.")
    private Duration life = Duration.ofHours(1);

    @Metadata(
            label = "advanced",
            defaultValue = "3s",
            description = "How long the TCP connection may take, at most 60 s.")
    private Duration connectTimeout = Duration.ofSeconds(3);

    @Metadata(
            label = "advanced",
            defaultValue = "5s",
            description = "How long the answer may keep silent, at most 60 s.")
    private Duration readTimeout = Duration.ofSeconds(5);

    private OpenApiClient client;
    private volatile String issuer;

    /** Without a region and an instance: an instance, and a region or an endpoint, need to be set before {@link #fetch}. */
    public OpenApiTokenSource() {}

    /**
     * Region of the instance.
     *
     * @param regionId for example {@code cn-hangzhou}; decides the endpoint unless that is set; null and blank for none
     * @throws IllegalArgumentException if it cannot be the ID of a region
     */
    public void setRegionId(String regionId) {
        if (Texts.isSet(regionId) && !REGION.matcher(regionId.strip()).matches()) {
            throw new InvalidSettingException(
                    "regionId", "'" + Printable.of(regionId) + "' is no region", "set its ID, for example cn-hangzhou");
        }
        this.regionId = Texts.orNull(regionId);
    }

    /**
     * Overrides {@code https://onsmqtt.<region>.aliyuncs.com}.
     *
     * @param endpoint address of a VPC endpoint, or of the sandbox's; https, or http on this machine alone; null and blank for
     *     none, as at first
     * @throws IllegalArgumentException if it is neither https nor on this machine
     */
    public void setEndpoint(String endpoint) {
        this.endpoint = Texts.isSet(endpoint) ? SafeUrl.require("endpoint", endpoint.strip()) : null;
    }

    /**
     * The instance that the tokens are for.
     *
     * @param instanceId its ID, which is needed
     */
    public void setInstanceId(String instanceId) {
        this.instanceId = instanceId;
    }

    /**
     * AccessKey ID that may call ApplyToken.
     *
     * @param accessKey null (as at first) or blank to let the SDK find credentials
     */
    public void setAccessKey(String accessKey) {
        this.accessKey = accessKey;
    }

    /**
     * AccessKey Secret that belongs to the access key.
     *
     * @param secretKey needed with an access key, and not used without
     */
    public void setSecretKey(String secretKey) {
        this.secretKey = secretKey;
    }

    /**
     * Security token of an STS pair.
     *
     * @param securityToken null or blank, as at first, for a pair that lasts
     */
    public void setSecurityToken(String securityToken) {
        this.securityToken = Texts.orNull(securityToken);
    }

    /**
     * RAM role of the ECS instance that the program runs on.
     *
     * @param roleName null or blank, as at first, for the keys, or what the SDK finds
     */
    public void setRoleName(String roleName) {
        this.roleName = Texts.orNull(roleName);
    }

    /**
     * How long a token lives.
     *
     * @param life 60 s to 30 days, and 30 days if it is longer; an hour unless set
     * @throws IllegalArgumentException if it is none
     */
    public void setLife(Duration life) {
        if (life == null || life.isNegative() || life.isZero()) {
            throw new InvalidSettingException("life", "is " + life, "set 60 s to 30 days");
        }
        this.life = life;
    }

    /**
     * How long the TCP connection may take.
     *
     * @param connectTimeout 1 ms to 60 s; 3 s unless set
     * @throws IllegalArgumentException if it is out of this range
     */
    public void setConnectTimeout(Duration connectTimeout) {
        this.connectTimeout = FiniteWait.require("connectTimeout", connectTimeout);
    }

    /**
     * How long the answer may keep silent.
     *
     * @param readTimeout 1 ms to 60 s; 5 s unless set
     * @throws IllegalArgumentException if it is out of this range
     */
    public void setReadTimeout(Duration readTimeout) {
        this.readTimeout = FiniteWait.require("readTimeout", readTimeout);
    }

    /**
     * Calls ApplyToken; blocks for as long as the two timeouts let it.
     *
     * @throws TokenException saying what is wrong: the settings, the SDK's absence, the network, or the service's answer
     */
    @Override
    public List<Token> fetch(TokenRequest request) throws TokenException {
        Duration present = life.compareTo(ServiceLimits.MAX_TOKEN_LIFE) > 0 ? ServiceLimits.MAX_TOKEN_LIFE : life;
        Instant expiresAt = Instant.ofEpochMilli(Instant.now().plus(present).toEpochMilli());
        try {
            OpenApiClient caller = client();
            String value = caller.applyToken(instanceId, request, expiresAt);
            issuer = caller.accessKeyId();
            return List.of(new Token(request.type(), value, expiresAt));
        } catch (LinkageError e) {
            throw new TokenException(
                    TokenException.Kind.UNAVAILABLE,
                    "ApplyToken cannot be called because Alibaba Cloud's SDK is not complete on the classpath (" + e
                            + "): add the dependency com.aliyun:aliyun-java-sdk-core, which is optional, with what it"
                            + " brings, or use another token source",
                    e);
        }
    }

    private synchronized OpenApiClient client() throws TokenException {
        if (client == null) {
            Required.text("instanceId", instanceId);
            client = new OpenApiClient(uri(), region(), keys(), connectTimeout, readTimeout);
        }
        return client;
    }

    private OpenApiKeys keys() {
        return new OpenApiKeys(new Keys(accessKey, secretKey, securityToken), roleName);
    }

    /** @throws InvalidSettingException if there cannot be a call with these keys */
    void check() {
        keys();
    }

    /** AccessKey ID that had the latest token issued; empty before there is one. */
    Optional<String> issuer() {
        return Optional.ofNullable(issuer);
    }

    private URI uri() {
        return endpoint != null ? endpoint : ofRegion(Required.text("regionId", regionId));
    }

    static URI ofRegion(String regionId) {
        return URI.create("https://onsmqtt." + regionId + ".aliyuncs.com");
    }

    /** The SDK wants one even when the endpoint is given; the service takes it from the endpoint. */
    private String region() {
        return regionId == null ? "cn-hangzhou" : regionId;
    }

    /** Without secret. */
    @Override
    public String toString() {
        return "OpenApiTokenSource[" + (endpoint == null ? "region " + regionId : SafeUrl.shown(endpoint))
                + ", AccessKey ID " + (accessKey == null ? "(the SDK's chain)" : Masked.id(accessKey)) + ", instance "
                + instanceId + "]";
    }
}
