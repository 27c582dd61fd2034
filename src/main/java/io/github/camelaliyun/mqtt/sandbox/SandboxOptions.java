package io.github.camelaliyun.mqtt.sandbox;

import java.util.Set;

/**
 * What a sandbox pretends to be.
 *
 * @param port tcp port on 127.0.0.1; 0 takes any free one
 * @param portMayMove whether the next free port will do when {@code port} is taken
 * @param accessKey AccessKey ID that signature mode accepts
 * @param secretKey AccessKey Secret that signature mode accepts; never printed
 * @param instanceId third part of every username
 * @param groupIds Group IDs that "were created in the console"; empty accepts any well-formed one
 * @param parentTopics parent topics that "were created in the console", at least one
 * @param mutualTls whether there is a listener that demands client certificates; costs another run of {@code keytool} at
 *     the start
 * @param rules whether the service's rules on topics, sizes, wills and subscriptions are kept; without them it is a plain broker
 *     that authenticates as the service does
 */
public record SandboxOptions(
        int port,
        boolean portMayMove,
        String accessKey,
        String secretKey,
        String instanceId,
        Set<String> groupIds,
        Set<String> parentTopics,
        boolean mutualTls,
        boolean rules) {

    private static final int MAX_PORT = 65_535;

    /** @throws IllegalArgumentException naming the setting that cannot be */
    public SandboxOptions {
        if (port < 0 || port > MAX_PORT) {
            throw new IllegalArgumentException("aliyun.mqtt.sandbox.port: " + port + " is no port: set one from 1 to "
                    + MAX_PORT + ", or 0 for any free one");
        }
        requireText("access-key", accessKey);
        requireText("secret-key", secretKey);
        requireText("instance-id", instanceId);
        groupIds = Set.copyOf(groupIds);
        parentTopics = Set.copyOf(parentTopics);
        if (parentTopics.isEmpty()) {
            throw new IllegalArgumentException(
                    "aliyun.mqtt.parent-topic: the sandbox needs at least one parent topic, every other one is unknown"
                            + " to it");
        }
    }

    /** The same without mutual TLS, and with the rules. */
    public SandboxOptions(
            int port,
            boolean portMayMove,
            String accessKey,
            String secretKey,
            String instanceId,
            Set<String> groupIds,
            Set<String> parentTopics) {
        this(port, portMayMove, accessKey, secretKey, instanceId, groupIds, parentTopics, false, true);
    }

    /** The same at another port, which may not move. */
    public SandboxOptions withPort(int other) {
        return new SandboxOptions(
                other, false, accessKey, secretKey, instanceId, groupIds, parentTopics, mutualTls, rules);
    }

    /** The same with these Group IDs alone. */
    public SandboxOptions withGroups(Set<String> others) {
        return new SandboxOptions(
                port, portMayMove, accessKey, secretKey, instanceId, others, parentTopics, mutualTls, rules);
    }

    /** The same with these parent topics alone. */
    public SandboxOptions withParentTopics(Set<String> others) {
        return new SandboxOptions(
                port, portMayMove, accessKey, secretKey, instanceId, groupIds, others, mutualTls, rules);
    }

    /** The same with mutual TLS. */
    public SandboxOptions withMutualTls() {
        return new SandboxOptions(
                port, portMayMove, accessKey, secretKey, instanceId, groupIds, parentTopics, true, rules);
    }

    /** The same without the service's rules. */
    public SandboxOptions withoutRules() {
        return new SandboxOptions(
                port, portMayMove, accessKey, secretKey, instanceId, groupIds, parentTopics, mutualTls, false);
    }

    static void requireText(String setting, String value) {
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException(
                    "aliyun.mqtt." + setting + " is empty: the sandbox checks it as the service does, set any value");
        }
    }

    @Override
    public String toString() {
        return "SandboxOptions[port=" + port + ", portMayMove=" + portMayMove + ", accessKey=" + accessKey
                + ", secretKey=****, instanceId=" + instanceId + ", groupIds=" + groupIds + ", parentTopics="
                + parentTopics + ", mutualTls=" + mutualTls + ", rules=" + rules + "]";
    }
}
