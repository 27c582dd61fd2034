package io.github.camelaliyun.mqtt.springboot;

import org.springframework.boot.convert.DurationUnit;

import java.time.Duration;
import java.time.temporal.ChronoUnit;

/** {@code aliyun.mqtt.token.*}: where tokens come from and what they are for, in the mode token. */
public final class TokenProperties {

    /** Name of a TokenSource bean, before all other sources. */
    private String source;

    /** Address of a token server of your own, https. */
    private String serverUrl;

    /** What the token server knows this client by, sent as "Authorization: Bearer". A secret. */
    private String serverBearer;

    /** Another address of the OpenAPI than the region's, for example in a VPC. */
    private String endpoint;

    /** Tokens to ask for: RW, or R,W (two tokens), or one of R and W. */
    private String types = "RW";

    /** Topics and topic filters to ask for, separated by commas; empty for the parent topics that routes use. */
    private String resources = "";

    /** How long a token of the OpenAPI lives, one minute to 30 days. A number is seconds. */
    @DurationUnit(ChronoUnit.SECONDS)
    private Duration life = Duration.ofSeconds(3600);

    public String getSource() {
        return source;
    }

    public void setSource(String source) {
        this.source = source;
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

    public String getEndpoint() {
        return endpoint;
    }

    public void setEndpoint(String endpoint) {
        this.endpoint = endpoint;
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
