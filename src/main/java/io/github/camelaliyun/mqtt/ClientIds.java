package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.credential.AuthMode;
import io.github.camelaliyun.mqtt.credential.ClientId;
import io.github.camelaliyun.mqtt.service.InvalidSettingException;

import java.security.SecureRandom;
import java.util.List;
import java.util.Map;

/** What the clients of a component's endpoints are called that have no clientId of their own. Any thread may call. */
final class ClientIds {

    /** Of clients of the sandbox. */
    private static final String SANDBOX_GROUP = ClientId.GROUP_PREFIX + "sandbox";

    private final AliyunMqttComponent component;
    /** By what endpoints must have in common to share a connection. */
    private final SharedValues<List<Object>, String> generated = new SharedValues<>();

    private final SecureRandom random = new SecureRandom();
    private final String ofSandbox;

    ClientIds(AliyunMqttComponent component) {
        this.component = component;
        this.ofSandbox = new ClientId(SANDBOX_GROUP, random()).toString();
    }

    private String random() {
        return Long.toUnsignedString(random.nextLong(), Character.MAX_RADIX);
    }

    /** That of all endpoints of the component; null for endpoints that have one of their own, or a generated one. */
    String ofComponent() {
        AliyunMqttConfiguration shared = component.getConfiguration();
        String groupId = component.getGroupId();
        String deviceId = component.getDeviceId();
        if (shared.getClientId() != null) {
            return shared.getClientId();
        }
        if (groupId != null || deviceId != null) {
            return new ClientId(groupId, deviceId).toString();
        }
        return component.getAccount().isSandbox() && mayBeOfSandbox(component.getAccount(), shared) ? ofSandbox : null;
    }

    /** A prefix of the endpoint's own goes before the name that the sandbox has for whoever has none. */
    void preferPrefix(AliyunMqttConfiguration options, Map<String, Object> parameters) {
        if (parameters.containsKey("clientIdPrefix") && ofSandbox.equals(options.getClientId())) {
            options.setClientId(null);
        }
    }

    /** For an endpoint whose account is in the sandbox. */
    void useThatOfSandbox(AliyunMqttAccount account, AliyunMqttConfiguration options) {
        if (options.getClientId() == null && account.isSandbox() && mayBeOfSandbox(account, options)) {
            options.setClientId(ofSandbox);
        }
    }

    /** A device credential is for one clientId, which the sandbox has to know beforehand. */
    private static boolean mayBeOfSandbox(AliyunMqttAccount account, AliyunMqttConfiguration options) {
        return hasUsualPrefix(options) || AuthMode.parse(account.getAuthMode()) == AuthMode.DEVICE;
    }

    private static boolean hasUsualPrefix(AliyunMqttConfiguration options) {
        return AliyunMqttConfiguration.DEFAULT_CLIENT_ID_PREFIX.equals(options.getClientIdPrefix());
    }

    /**
     * Generates one for an endpoint that has none. Not with the usual prefix where the service's rules hold for it: the service
     * knows no client without a Group ID.
     *
     * @param ofService whether those rules hold for it
     * @throws InvalidSettingException if its prefix makes none of the service's
     */
    void complete(AliyunMqttConfiguration options, boolean ofService) {
        if (options.getClientId() != null || (ofService && hasUsualPrefix(options))) {
            return;
        }
        String clientId = generated(options);
        if (ofService) {
            requireOfService(clientId);
        }
        options.setClientId(clientId);
    }

    private static void requireOfService(String clientId) {
        try {
            ClientId.parse(clientId);
        } catch (InvalidSettingException e) {
            throw new InvalidSettingException(
                    "clientIdPrefix",
                    "makes no clientId of the service's: " + e.problem(),
                    "write a Group ID and " + ClientId.SEPARATOR + ", as in " + ClientId.GROUP_PREFIX + "group"
                            + ClientId.SEPARATOR + "; at most 13 characters follow it");
        }
    }

    /**
     * One for all endpoints without a clientId, so that they share a connection as those with one do; another one for
     * those that cannot share it, since camel-paho has such endpoints side by side. Of at most 19 characters, unless a longer
     * prefix is set: MQTT 3.1 has 23 at most.
     */
    private String generated(AliyunMqttConfiguration options) {
        String prefix = options.getClientIdPrefix() == null ? "" : options.getClientIdPrefix();
        return generated.get(List.of(prefix, ConnectionOptionsFactory.shared(options)), key -> prefix + random());
    }
}
