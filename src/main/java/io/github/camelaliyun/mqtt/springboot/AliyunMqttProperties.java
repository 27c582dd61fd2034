package io.github.camelaliyun.mqtt.springboot;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;

import java.util.LinkedHashMap;
import java.util.Map;

/** {@code aliyun.mqtt.*}: the main account at the top, further ones in {@code accounts}. */
@ConfigurationProperties(AliyunMqttProperties.PREFIX)
public class AliyunMqttProperties extends AccountProperties {

    static final String PREFIX = "aliyun.mqtt";

    /** Whether aliyun.mqtt.* connects; false in tests: routes start, receive nothing and cannot publish. */
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

    AliyunMqttProperties() {}

    /** {@return whether {@code aliyun.mqtt.*} makes any component; true unless set} */
    public boolean isEnabled() {
        return enabled;
    }

    /**
     * Sets {@code enabled}.
     *
     * @param enabled whether {@code aliyun.mqtt.*} makes any component
     */
    public void setEnabled(boolean enabled) {
        this.enabled = enabled;
    }

    /** {@return name of the main account's component, {@code paho} unless set} */
    public String getComponentName() {
        return componentName;
    }

    /**
     * Sets {@code component-name}.
     *
     * @param componentName name of the main account's component, which is the scheme of its URIs
     */
    public void setComponentName(String componentName) {
        this.componentName = componentName;
    }

    /** {@return parent topic for use in routes; null unless set} */
    public String getParentTopic() {
        return parentTopic;
    }

    /**
     * Sets {@code parent-topic}.
     *
     * @param parentTopic parent topic, for use in routes as <code>{{aliyun.mqtt.parent-topic}}</code>
     */
    public void setParentTopic(String parentTopic) {
        this.parentTopic = parentTopic;
    }

    /** {@return further accounts, by the name of their component; the map itself, empty at first} */
    public Map<String, AccountProperties> getAccounts() {
        return accounts;
    }

    /** {@return settings of the sandbox, to be set in place} */
    public SandboxProperties getSandbox() {
        return sandbox;
    }
}
