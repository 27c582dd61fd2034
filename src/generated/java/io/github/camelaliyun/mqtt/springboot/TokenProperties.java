// Generated from the settings' declarations: see CONTRIBUTING.md.
package io.github.camelaliyun.mqtt.springboot;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.springframework.boot.convert.DurationUnit;

/** {@code token.*} of an account, in the mode token. The Javadoc of each field is what IDEs show. */
public class TokenProperties {

    /** Name of a bean. A bean that answers tokens, before all other ways. */
    private String source;

    /** Region of the instance, for example cn-hangzhou: where ApplyToken is called. */
    private String regionId;

    /** Another address of the OpenAPI than the region's, https://. */
    private String endpoint;

    /** Security token of an STS pair, which calls ApplyToken together with the access-key (STS.*) and the secret-key. A secret. */
    private String securityToken;

    /** Name of the Camel property that has the security-token, in place of the token itself; resolved at every connect. */
    private String securityTokenProperty;

    /** RAM role of the ECS instance that calls ApplyToken, in place of access-key and secret-key. */
    private String roleName;

    /** Address of a token server of one's own, https://. */
    private String serverUrl;

    /** What the token server knows this client by, sent as Authorization: Bearer. A secret. */
    private String serverBearer;

    /** Which tokens to ask for: RW, or R,W (two of them), or one of R and W. */
    private String types;

    /** Topics and topic filters to ask for, separated by commas; empty for the parent topics that routes use. */
    private String resources;

    /** How long a token of the OpenAPI lives, 60 to 2592000. A number is seconds. */
    @DurationUnit(ChronoUnit.SECONDS)
    private Duration life;

    TokenProperties() {}

    /** {@return {@code source}; null unless set} */
    public String getSource() {
        return source;
    }

    /**
     * Name of a bean. A bean that answers tokens, before all other ways.
     *
     * @param source null for what the component has by default
     */
    public void setSource(String source) {
        this.source = source;
    }

    /** {@return {@code region-id}; null unless set} */
    public String getRegionId() {
        return regionId;
    }

    /**
     * Region of the instance, for example cn-hangzhou: where ApplyToken is called.
     *
     * @param regionId null for what the component has by default
     */
    public void setRegionId(String regionId) {
        this.regionId = regionId;
    }

    /** {@return {@code endpoint}; null unless set} */
    public String getEndpoint() {
        return endpoint;
    }

    /**
     * Another address of the OpenAPI than the region's, https://.
     *
     * @param endpoint null for what the component has by default
     */
    public void setEndpoint(String endpoint) {
        this.endpoint = endpoint;
    }

    /** {@return {@code security-token}; null unless set} */
    public String getSecurityToken() {
        return securityToken;
    }

    /**
     * Security token of an STS pair, which calls ApplyToken together with the access-key (STS.*) and the secret-key. A secret.
     *
     * @param securityToken null for what the component has by default
     */
    public void setSecurityToken(String securityToken) {
        this.securityToken = securityToken;
    }

    /** {@return {@code security-token-property}; null unless set} */
    public String getSecurityTokenProperty() {
        return securityTokenProperty;
    }

    /**
     * Name of the Camel property that has the security-token, in place of the token itself; resolved at every connect.
     *
     * @param securityTokenProperty null for what the component has by default
     */
    public void setSecurityTokenProperty(String securityTokenProperty) {
        this.securityTokenProperty = securityTokenProperty;
    }

    /** {@return {@code role-name}; null unless set} */
    public String getRoleName() {
        return roleName;
    }

    /**
     * RAM role of the ECS instance that calls ApplyToken, in place of access-key and secret-key.
     *
     * @param roleName null for what the component has by default
     */
    public void setRoleName(String roleName) {
        this.roleName = roleName;
    }

    /** {@return {@code server-url}; null unless set} */
    public String getServerUrl() {
        return serverUrl;
    }

    /**
     * Address of a token server of one's own, https://.
     *
     * @param serverUrl null for what the component has by default
     */
    public void setServerUrl(String serverUrl) {
        this.serverUrl = serverUrl;
    }

    /** {@return {@code server-bearer}; null unless set} */
    public String getServerBearer() {
        return serverBearer;
    }

    /**
     * What the token server knows this client by, sent as Authorization: Bearer. A secret.
     *
     * @param serverBearer null for what the component has by default
     */
    public void setServerBearer(String serverBearer) {
        this.serverBearer = serverBearer;
    }

    /** {@return {@code types}; null unless set} */
    public String getTypes() {
        return types;
    }

    /**
     * Which tokens to ask for: RW, or R,W (two of them), or one of R and W.
     *
     * @param types null for what the component has by default
     */
    public void setTypes(String types) {
        this.types = types;
    }

    /** {@return {@code resources}; null unless set} */
    public String getResources() {
        return resources;
    }

    /**
     * Topics and topic filters to ask for, separated by commas; empty for the parent topics that routes use.
     *
     * @param resources null for what the component has by default
     */
    public void setResources(String resources) {
        this.resources = resources;
    }

    /** {@return {@code life}; null unless set} */
    public Duration getLife() {
        return life;
    }

    /**
     * How long a token of the OpenAPI lives, 60 to 2592000. A number is seconds.
     *
     * @param life null for what the component has by default
     */
    public void setLife(Duration life) {
        this.life = life;
    }
}
