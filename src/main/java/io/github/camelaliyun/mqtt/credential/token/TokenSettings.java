package io.github.camelaliyun.mqtt.credential.token;

import io.github.camelaliyun.mqtt.credential.Keys;
import io.github.camelaliyun.mqtt.service.InvalidSettingException;
import io.github.camelaliyun.mqtt.service.Printable;
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

    @Metadata(description = "A bean that answers tokens, before all other ways.")
    private TokenSource source;

    @Metadata(description = "Region of the instance, for example cn-hangzhou: where ApplyToken is called.")
    private String regionId;

    @Metadata(description = "Another address of the OpenAPI than the region's, https://.")
    private String endpoint;

    @Metadata(description = "Address of a token server of one's own, https://.")
    private String serverUrl;

    @Metadata(
            label = "security",
            secret = true,
            description = "What the token server knows this client by, sent as Authorization: Bearer.")
    private String serverBearer;

    @Metadata(
            defaultValue = "RW",
            description = "Which tokens to ask for: RW, or R,W (two of them), or one of R and W.")
    private String types = TokenType.RW.name();

    @Metadata(
            description =
                    "Topics and topic filters to ask for, separated by commas; empty for the parent topics that routes"
                            + " use.")
    private String resources = "";

    @Metadata(defaultValue = "3600", description = "How long a token of the OpenAPI lives, in seconds, 60 to 2592000.")
    private long life = Duration.ofHours(1).toSeconds();

    /** Without a source: one of {@code source}, {@code serverUrl}, {@code regionId} and {@code endpoint} needs to be set. */
    public TokenSettings() {}

    /**
     * Where tokens come from, before all other ways.
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
     * Region of the instance: where the OpenAPI is called.
     *
     * @param regionId for example {@code cn-hangzhou}
     */
    public void setRegionId(String regionId) {
        this.regionId = regionId;
    }

    /**
     * Another address of the OpenAPI than the region's.
     *
     * @param endpoint address of a VPC endpoint, or of the sandbox's; https, or http on this machine alone
     */
    public void setEndpoint(String endpoint) {
        this.endpoint = endpoint;
    }

    /**
     * A token server of one's own, see {@link HttpTokenSource}.
     *
     * @param serverUrl its address; https, or http on this machine alone
     */
    public void setServerUrl(String serverUrl) {
        this.serverUrl = serverUrl;
    }

    /**
     * What the token server knows this client by.
     *
     * @param serverBearer sent as {@code Authorization: Bearer}; null or blank for no such header
     */
    public void setServerBearer(String serverBearer) {
        this.serverBearer = serverBearer;
    }

    /**
     * Which tokens to ask for.
     *
     * @param types {@code RW} (unless set), or {@code R,W} for two of them, or one of {@code R} and {@code W}
     */
    public void setTypes(String types) {
        this.types = types;
    }

    /** {@return which tokens to ask for; {@code RW} unless set} */
    public String getTypes() {
        return types;
    }

    /**
     * What to ask tokens for.
     *
     * @param resources topics and topic filters, separated by commas; empty, as at first, for the parent topics that routes use
     */
    public void setResources(String resources) {
        this.resources = resources;
    }

    /** {@return what to ask tokens for, separated by commas; empty unless set} */
    public String getResources() {
        return resources;
    }

    /**
     * How long a token of the OpenAPI lives.
     *
     * @param life in seconds, 60 to 2,592,000 (30 days); an hour unless set
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
                list(types).stream().map(TokenSettings::type).toList(),
                list(resources));
    }

    private TokenSource source(Supplier<Keys> keys, String instanceId) {
        if (source != null) {
            return source;
        }
        if (isSet(serverUrl)) {
            return tokenServer(instanceId);
        }
        if (!isSet(regionId) && !isSet(endpoint)) {
            throw new InvalidSettingException(
                    "authMode",
                    "is token, and nothing says where tokens come from",
                    "set " + named("token.regionId") + " (for example cn-hangzhou) to call ApplyToken, "
                            + named("token.serverUrl") + " to ask a token server of your own, or "
                            + named("token.source") + " to a TokenSource bean");
        }
        return new LatestKeys(keys, now -> openApi(now, instanceId));
    }

    private TokenSource tokenServer(String instanceId) {
        HttpTokenSource server = new HttpTokenSource();
        try {
            server.setServerUrl(serverUrl);
        } catch (InvalidSettingException e) {
            throw e.in(PART);
        }
        server.setInstanceId(instanceId);
        server.setServerBearer(isSet(serverBearer) ? serverBearer : null);
        return server;
    }

    private TokenSource openApi(Keys keys, String instanceId) {
        OpenApiTokenSource openApi = new OpenApiTokenSource();
        openApi.setRegionId(isSet(regionId) ? regionId : null);
        if (isSet(endpoint)) {
            try {
                openApi.setEndpoint(endpoint);
            } catch (InvalidSettingException e) {
                throw e.in(PART);
            }
        }
        openApi.setInstanceId(instanceId);
        openApi.setAccessKey(isSet(keys.secretKey()) ? keys.accessKey() : null);
        openApi.setSecretKey(isSet(keys.secretKey()) ? keys.secretKey() : null);
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
                .map(String::strip)
                .filter(s -> !s.isEmpty())
                .toList();
    }

    private static boolean isSet(String text) {
        return text != null && !text.isBlank();
    }
}
