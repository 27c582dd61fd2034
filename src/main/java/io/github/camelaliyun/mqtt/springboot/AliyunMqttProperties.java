package io.github.camelaliyun.mqtt.springboot;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;

import java.util.LinkedHashMap;
import java.util.Map;

/** {@code aliyun.mqtt.*}: the main account at the top, further ones in {@code accounts}. */
@ConfigurationProperties(AliyunMqttProperties.PREFIX)
public class AliyunMqttProperties extends AccountProperties {

    static final String PREFIX = "aliyun.mqtt";

    /** Whether aliyun.mqtt.* makes any component. */
    private boolean enabled = true;

    /** Name of the main account's component, which is the scheme of its URIs; choose another beside a stock paho. */
    private String componentName = "paho";

    /** Parent topic, for use in routes as {{aliyun.mqtt.parent-topic}}. */
    private String parentTopic;

    /** Further accounts, by the name of their component, which is the scheme of their URIs. */
    private final Map<String, AccountProperties> accounts = new LinkedHashMap<>();

    /** Of the sandbox, where an endpoint is it. */
    @NestedConfigurationProperty
    private final SandboxProperties sandbox = new SandboxProperties();

    public boolean isEnabled() {
        return enabled;
    }

    public void setEnabled(boolean enabled) {
        this.enabled = enabled;
    }

    public String getComponentName() {
        return componentName;
    }

    public void setComponentName(String componentName) {
        this.componentName = componentName;
    }

    public String getParentTopic() {
        return parentTopic;
    }

    public void setParentTopic(String parentTopic) {
        this.parentTopic = parentTopic;
    }

    public Map<String, AccountProperties> getAccounts() {
        return accounts;
    }

    public SandboxProperties getSandbox() {
        return sandbox;
    }
}
