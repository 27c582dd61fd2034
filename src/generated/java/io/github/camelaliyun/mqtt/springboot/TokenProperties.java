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

    public String getSource() {
        return source;
    }

    public void setSource(String source) {
        this.source = source;
    }

    public String getRegionId() {
        return regionId;
    }

    public void setRegionId(String regionId) {
        this.regionId = regionId;
    }

    public String getEndpoint() {
        return endpoint;
    }

    public void setEndpoint(String endpoint) {
        this.endpoint = endpoint;
    }

    public String getServerUrl() {
        return serverUrl;
    }

    public void setServerUrl(String serverUrl) {
        this.serverUrl = serverUrl;
    }

    public String getServerBearer() {
        return serverBearer;
    }

    public void setServerBearer(String serverBearer) {
        this.serverBearer = serverBearer;
    }

    public String getTypes() {
        return types;
    }

    public void setTypes(String types) {
        this.types = types;
    }

    public String getResources() {
        return resources;
    }

    public void setResources(String resources) {
        this.resources = resources;
    }

    public Duration getLife() {
        return life;
    }

    public void setLife(Duration life) {
        this.life = life;
    }
}
