package io.github.camelaliyun.mqtt.credential.token;

import io.github.camelaliyun.mqtt.credential.Keys;
import io.github.camelaliyun.mqtt.service.InvalidSettingException;
import io.github.camelaliyun.mqtt.service.Printable;
import io.github.camelaliyun.mqtt.service.ServiceLimits;
import io.github.camelaliyun.mqtt.service.SettingText;
import org.apache.camel.spi.Metadata;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import static io.github.camelaliyun.mqtt.service.InvalidSettingException.named;

/**
 * What auth-mode token needs beside the keys: where tokens come from, and what they are for. A bean that is set up by one
 * thread before it is used; the component has one, so that its properties are {@code camel.beans.paho.token.*}.
 */
@Metadata(
        label = "bean",
        description = "What the auth mode token needs: where tokens come from, and what they are for.")
public final class TokenSettings {

    /** What a setting of these is called beside those of the account. */
    private static final UnaryOperator<String> PART = name -> "token." + name;

    /** Said of a setting here alone, as in the account. */
    private static final String SOURCE = "A bean that answers tokens, before all other ways.";

    private static final String REGION_ID =
            "Region of the instance, for example cn-hangzhou: where ApplyToken is called.";
    private static final String ENDPOINT = "Another address of the OpenAPI than the region's, https://.";
    private static final String SERVER_URL = "Address of a token server of one's own, https://.";
    private static final String SERVER_BEARER =
            "What the token server knows this client by, sent as Authorization: Bearer.";
    private static final String TYPES = "Which tokens to ask for: RW, or R,W (two of them), or one of R and W.";
    private static final String RESOURCES =
            "Topics and topic filters to ask for, separated by commas; empty for the parent topics that routes use.";
    private static final String LIFE = "How long a token of the OpenAPI lives, in seconds, 60 to 2592000.";

    @Metadata(description = SOURCE)
    private TokenSource source;

    @Metadata(description = REGION_ID)
    private String regionId;

    @Metadata(description = ENDPOINT)
    private String endpoint;

    @Metadata(description = SERVER_URL)
    private String serverUrl;

    @Metadata(label = "security", secret = true, description = SERVER_BEARER)
    private String serverBearer;

    @Metadata(defaultValue = "RW", description = TYPES)
    private String types = TokenType.RW.name();

    @Metadata(description = RESOURCES)
    private String resources = "";

    @Metadata(defaultValue = "3600", description = LIFE)
    private long life = Duration.ofHours(1).toSeconds();

    /** Without a source: one of {@code source}, {@code serverUrl}, {@code regionId} and {@code endpoint} needs to be set. */
    public TokenSettings() {}

    /**
     * {@value #SOURCE}
     *
     * @param source null, as at first, for the token server that {@code serverUrl} names, else the service's OpenAPI
     */
    public void setSource(TokenSource source) {
        this.source = source;
    }

    /** {@return the source that was set; null for none} */
    public TokenSource getSource() {
        return source;
    }

    /**
     * {@value #REGION_ID}
     *
     * @param regionId null, as at first, or blank for none
     */
    public void setRegionId(String regionId) {
        this.regionId = Texts.orNull(regionId);
    }

    /**
     * {@value #ENDPOINT}
     *
     * @param endpoint address of a VPC endpoint, or of the sandbox's; http on this machine alone; null, as at first, or blank for
     *     none
     */
    public void setEndpoint(String endpoint) {
        this.endpoint = Texts.orNull(endpoint);
    }

    /**
     * {@value #SERVER_URL}
     *
     * @param serverUrl see {@link HttpTokenSource}; http on this machine alone; null, as at first, or blank for none
     */
    public void setServerUrl(String serverUrl) {
        this.serverUrl = Texts.orNull(serverUrl);
    }

    /**
     * {@value #SERVER_BEARER}
     *
     * @param serverBearer null, as at first, or blank for no such header
     */
    public void setServerBearer(String serverBearer) {
        this.serverBearer = Texts.orNull(serverBearer);
    }

    /**
     * {@value #TYPES}
     *
     * @param types null and blank stand for {@code RW}, as at first
     */
    public void setTypes(String types) {
        this.types = Texts.isSet(types) ? Texts.orNull(types) : TokenType.RW.name();
    }

    /** {@return which tokens to ask for; {@code RW} unless set} */
    public String getTypes() {
        return types;
    }

    /**
     * {@value #RESOURCES}
     *
     * @param resources at most 100; null stands for an empty text, as at first
     */
    public void setResources(String resources) {
        this.resources = Texts.isSet(resources) ? Texts.orNull(resources) : "";
    }

    /** {@return what to ask tokens for, separated by commas; empty unless set} */
    public String getResources() {
        return resources;
    }

    /**
     * {@value #LIFE}
     *
     * @param life an hour unless set; the service takes more than 30 days for these
     */
    public void setLife(long life) {
        this.life = life;
    }

    /** {@return how long a token of the OpenAPI lives, in seconds} */
    public long getLife() {
        return life;
    }

    /**
     * The same with another OpenAPI, where neither a source nor a token server is set.
     *
     * @param address of the OpenAPI
     * @return a changed copy, or this object where there is another source already
     */
    public TokenSettings orOpenApi(String address) {
        if (source != null || serverUrl != null) {
            return this;
        }
        TokenSettings copy = new TokenSettings();
        copy.regionId = regionId;
        copy.endpoint = address;
        copy.serverBearer = serverBearer;
        copy.types = types;
        copy.resources = resources;
        copy.life = life;
        return copy;
    }

    private List<Object> values() {
        return Arrays.asList(source, regionId, endpoint, serverUrl, serverBearer, types, resources, life);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TokenSettings settings && values().equals(settings.values());
    }

    @Override
    public int hashCode() {
        return values().hashCode();
    }

    /**
     * The authentication that these settings make.
     *
     * @param keys answers the present keys; the secret is needed to call the OpenAPI with it, and empty to let the SDK find
     *     credentials, or with another source
     * @param instanceId the instance that the tokens are for
     * @return the authentication; no token has been asked for
     * @throws IllegalArgumentException naming the setting that cannot be
     */
    public TokenAuthentication authentication(Supplier<Keys> keys, String instanceId) {
        Supplier<TokenCredentials> credentials =
                () -> new TokenCredentials(keys.get().accessKey(), instanceId);
        // So that a program without an AccessKey does not even start.
        credentials.get();
        return new TokenAuthentication(
                credentials,
                source(keys, instanceId),
                list(types).stream().map(TokenSettings::type).distinct().toList(),
                list(resources));
    }

    private TokenSource source(Supplier<Keys> keys, String instanceId) {
        if (source != null) {
            return source;
        }
        if (serverUrl != null) {
            return spelled(() -> tokenServer(instanceId));
        }
        if (regionId == null && endpoint == null) {
            throw new InvalidSettingException(
                    "authMode",
                    "is token, and nothing says where tokens come from",
                    "set " + named("token.regionId") + " (for example cn-hangzhou) to call ApplyToken, "
                            + named("token.serverUrl") + " to ask a token server of your own, or "
                            + named("token.source") + " to a TokenSource bean");
        }
        // Now, so that a wrong setting is told before there is a connection: the keys make no difference to it.
        spelled(() -> openApi(new Keys(null, null), instanceId));
        return new LatestKeys(keys, now -> spelled(() -> openApi(now, instanceId)));
    }

    /** A source is a bean too, whose settings have their own names. */
    private static <T> T spelled(Supplier<T> maker) {
        try {
            return maker.get();
        } catch (InvalidSettingException e) {
            throw e.in(PART);
        }
    }

    private TokenSource tokenServer(String instanceId) {
        HttpTokenSource server = new HttpTokenSource();
        server.setServerUrl(serverUrl);
        server.setInstanceId(instanceId);
        server.setServerBearer(serverBearer);
        return server;
    }

    private TokenSource openApi(Keys keys, String instanceId) {
        OpenApiTokenSource openApi = new OpenApiTokenSource();
        openApi.setRegionId(regionId);
        openApi.setEndpoint(endpoint);
        openApi.setInstanceId(instanceId);
        openApi.setAccessKey(Texts.isSet(keys.secretKey()) ? keys.accessKey() : null);
        openApi.setSecretKey(Texts.isSet(keys.secretKey()) ? keys.secretKey() : null);
        if (life < ServiceLimits.MIN_TOKEN_LIFE.toSeconds()) {
            throw new InvalidSettingException(
                    "life",
                    "is " + life,
                    "set " + ServiceLimits.MIN_TOKEN_LIFE.toSeconds() + " to "
                            + ServiceLimits.MAX_TOKEN_LIFE.toSeconds() + " seconds");
        }
        openApi.setLife(Duration.ofSeconds(life));
        return openApi;
    }

    private static TokenType type(String name) {
        try {
            return TokenType.valueOf(name.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new InvalidSettingException(
                    "token.types", "'" + Printable.of(name) + "' does not exist", "set RW, or R,W, or one of R and W");
        }
    }

    private static List<String> list(String text) {
        return Arrays.stream(text.split(","))
                .map(SettingText::unquoted)
                .filter(s -> !s.isEmpty())
                .toList();
    }
}
