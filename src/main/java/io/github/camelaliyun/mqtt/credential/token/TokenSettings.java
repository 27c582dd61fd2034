package io.github.camelaliyun.mqtt.credential.token;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What auth-mode token needs beside the keys: where tokens come from, and what they are for. A bean that is set up by one
 * thread before it is used; the component has one, so that its properties are {@code camel.beans.paho.token.*}.
 */
public final class TokenSettings {

    private TokenSource source;
    private String regionId;
    private String endpoint;
    private String serverUrl;
    private String serverBearer;
    private String types = TokenType.RW.name();
    private String resources = "";
    private long life = Duration.ofHours(1).toSeconds();

    /** Where tokens come from; unset, the token server that {@code serverUrl} names, else the service's OpenAPI. */
    public void setSource(TokenSource source) {
        this.source = source;
    }

    public TokenSource getSource() {
        return source;
    }

    /** Region of the instance, for example {@code cn-hangzhou}: where the OpenAPI is called. */
    public void setRegionId(String regionId) {
        this.regionId = regionId;
    }

    /** Another address of the OpenAPI than the region's: a VPC endpoint, or the sandbox's. */
    public void setEndpoint(String endpoint) {
        this.endpoint = endpoint;
    }

    /** A token server of one's own, https. */
    public void setServerUrl(String serverUrl) {
        this.serverUrl = serverUrl;
    }

    /** What the token server knows this client by, sent as {@code Authorization: Bearer}. */
    public void setServerBearer(String serverBearer) {
        this.serverBearer = serverBearer;
    }

    /** Which tokens to ask for: {@code RW}, or {@code R,W}, or one of {@code R} and {@code W}. */
    public void setTypes(String types) {
        this.types = types;
    }

    public String getTypes() {
        return types;
    }

    /** Topics and topic filters to ask for, separated by commas; empty for the parent topics that routes use. */
    public void setResources(String resources) {
        this.resources = resources;
    }

    public String getResources() {
        return resources;
    }

    /** How long a token of the OpenAPI lives, in seconds, 60 to 2,592,000 (30 days); an hour unless set. */
    public void setLife(long life) {
        this.life = life;
    }

    public long getLife() {
        return life;
    }

    /**
     * The authentication that these settings make.
     *
     * @param secretKey needed to call the OpenAPI with it; empty to let the SDK find credentials, or with another source
     * @throws IllegalArgumentException naming the setting that cannot be
     */
    public TokenAuthentication authentication(String accessKey, String secretKey, String instanceId) {
        return new TokenAuthentication(
                new TokenCredentials(accessKey, instanceId),
                source(accessKey, secretKey, instanceId),
                list(types).stream().map(TokenSettings::type).toList(),
                list(resources));
    }

    private TokenSource source(String accessKey, String secretKey, String instanceId) {
        if (source != null) {
            return source;
        }
        if (isSet(serverUrl)) {
            HttpTokenSource server = new HttpTokenSource();
            server.setUrl(serverUrl);
            server.setInstanceId(instanceId);
            server.setBearerToken(isSet(serverBearer) ? serverBearer : null);
            return server;
        }
        if (!isSet(regionId) && !isSet(endpoint)) {
            throw new IllegalArgumentException("auth-mode token needs to know where tokens come from: set"
                    + " aliyun.mqtt.region-id (for example cn-hangzhou) to call ApplyToken, aliyun.mqtt.token.server-url to"
                    + " ask a token server of your own, or the component's token.source bean");
        }
        OpenApiTokenSource openApi = new OpenApiTokenSource();
        openApi.setRegion(isSet(regionId) ? regionId : null);
        if (isSet(endpoint)) {
            openApi.setEndpoint(endpoint);
        }
        openApi.setInstanceId(instanceId);
        openApi.setAccessKey(isSet(secretKey) ? accessKey : null);
        openApi.setSecretKey(isSet(secretKey) ? secretKey : null);
        openApi.setTokenLife(Duration.ofSeconds(life));
        return openApi;
    }

    private static TokenType type(String name) {
        try {
            return TokenType.valueOf(name.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "token.types '" + name + "' does not exist: set RW, or R,W, or one of R and W");
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
