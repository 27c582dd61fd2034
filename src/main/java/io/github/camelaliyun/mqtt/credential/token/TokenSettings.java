package io.github.camelaliyun.mqtt.credential.token;

import io.github.camelaliyun.mqtt.credential.Keys;
import org.apache.camel.spi.Metadata;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What auth-mode token needs beside the keys: where tokens come from, and what they are for. A bean that is set up by one
 * thread before it is used; the component has one, so that its properties are {@code camel.beans.paho.token.*}.
 */
@Metadata(
        label = "bean",
        description = "What the auth mode token needs: where tokens come from, and what they are for.")
public final class TokenSettings {

    /** Said of a setting here alone, as in the account. */
    private static final String SOURCE = "A bean that answers tokens, before all other ways.";

    private static final String REGION_ID =
            "Region of the instance, for example cn-hangzhou: where ApplyToken is called.";
    private static final String ENDPOINT = "Another address of the OpenAPI than the region's, https://.";
    private static final String SECURITY_TOKEN =
            "Security token of an STS pair, which calls ApplyToken together with the accessKey (STS.*) and the secretKey.";
    private static final String SECURITY_TOKEN_PROPERTY =
            "Name of the Camel property that has the securityToken, in place of the token itself; resolved at every connect.";
    private static final String ROLE_NAME =
            "RAM role of the ECS instance that calls ApplyToken, in place of accessKey and secretKey.";
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

    @Metadata(label = "security", secret = true, description = SECURITY_TOKEN)
    private String securityToken;

    @Metadata(label = "security", description = SECURITY_TOKEN_PROPERTY)
    private String securityTokenProperty;

    @Metadata(label = "security", description = ROLE_NAME)
    private String roleName;

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
     * {@value #SECURITY_TOKEN}
     *
     * @param securityToken null, as at first, or blank for a pair that lasts
     */
    public void setSecurityToken(String securityToken) {
        this.securityToken = Texts.orNull(securityToken);
    }

    /**
     * {@value #SECURITY_TOKEN_PROPERTY}
     *
     * @param securityTokenProperty null, as at first, or blank for none
     */
    public void setSecurityTokenProperty(String securityTokenProperty) {
        this.securityTokenProperty = Texts.orNull(securityTokenProperty);
    }

    /** {@return name of the property that has the security token; null unless set} */
    public String getSecurityTokenProperty() {
        return securityTokenProperty;
    }

    /**
     * {@value #ROLE_NAME}
     *
     * @param roleName null, as at first, or blank for the keys, or where there are none for what the SDK finds
     */
    public void setRoleName(String roleName) {
        this.roleName = Texts.orNull(roleName);
    }

    /** {@return RAM role of the ECS instance; null unless set} */
    public String getRoleName() {
        return roleName;
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
     * {@return scheme and host of the token server, else of the OpenAPI; empty where a source bean is set, or nothing is}
     *
     * @throws IllegalArgumentException naming the setting that cannot be
     */
    public Optional<String> address() {
        return source == null ? SafeUrl.ofTokens(serverUrl, endpoint, regionId) : Optional.empty();
    }

    /**
     * The same with another OpenAPI, which knows no role, where neither a source nor a token server is set.
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
        copy.securityToken = securityToken;
        copy.securityTokenProperty = securityTokenProperty;
        copy.serverBearer = serverBearer;
        copy.types = types;
        copy.resources = resources;
        copy.life = life;
        return copy;
    }

    private List<Object> values() {
        return Arrays.asList(
                source,
                regionId,
                endpoint,
                securityToken,
                securityTokenProperty,
                roleName,
                serverUrl,
                serverBearer,
                types,
                resources,
                life);
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
     *     credentials, or with another source; the AccessKey ID too where these are a RAM role's
     * @param instanceId the instance that the tokens are for
     * @return the authentication; no token has been asked for
     * @throws IllegalArgumentException naming the setting that cannot be
     */
    public TokenAuthentication authentication(Supplier<Keys> keys, String instanceId) {
        return new AuthenticationMaker(this, keys, instanceId).make();
    }

    String regionId() {
        return regionId;
    }

    String endpoint() {
        return endpoint;
    }

    String serverUrl() {
        return serverUrl;
    }

    String serverBearer() {
        return serverBearer;
    }

    String securityToken() {
        return securityToken;
    }
}
