package io.github.camelaliyun.mqtt.sandbox;

import io.github.camelaliyun.mqtt.credential.ClientId;
import io.github.camelaliyun.mqtt.service.InvalidSettingException;
import io.github.camelaliyun.mqtt.service.Printable;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

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
 * @param otherPorts those of ssl, ws and wss
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
        boolean rules,
        SandboxPorts otherPorts) {

    private static final int MAX_PORT = 65_535;
    private static final String PARENT_TOPICS = "parentTopics";
    private static final String GROUP_IDS = "groupIds";
    private static final String ANY_DEVICE = "1";
    private static final Pattern PARENT_TOPIC = Pattern.compile("[^/+#$\\s\\p{Cntrl}][^/+#\\s\\p{Cntrl}]*");

    /**
     * Refuses what cannot be.
     *
     * @param port 0 to 65,535
     * @param portMayMove whether another port will do
     * @param accessKey not blank
     * @param secretKey not blank
     * @param instanceId not blank
     * @param groupIds well-formed, or none; copied
     * @param parentTopics first levels of topics, at least one; copied
     * @param mutualTls whether there is a listener that demands client certificates
     * @param rules whether the service's rules are kept
     * @param otherPorts those of ssl, ws and wss
     * @throws InvalidSettingException naming the component that cannot be
     */
    public SandboxOptions {
        requirePort("port", port);
        Argument.requirePresent("otherPorts", otherPorts);
        if (!portMayMove) {
            otherPorts.requireOther("port", port);
        }
        requireText("accessKey", accessKey);
        requireText("secretKey", secretKey);
        requireText("instanceId", instanceId);
        groupIds = groupIds == null ? Set.of() : new HashSet<>(groupIds);
        groupIds.forEach(SandboxOptions::requireGroupId);
        groupIds = Set.copyOf(groupIds);
        parentTopics = requireParentTopics(parentTopics);
        if (parentTopics.isEmpty()) {
            throw InvalidSettingException.missing(
                    PARENT_TOPICS, "one at least, as every other one is unknown to the sandbox");
        }
    }

    /**
     * Without mutual TLS, and with the rules.
     *
     * @param port tcp port on 127.0.0.1; 0 takes any free one
     * @param portMayMove whether the next free port will do when {@code port} is taken
     * @param accessKey AccessKey ID that signature mode accepts
     * @param secretKey AccessKey Secret that signature mode accepts
     * @param instanceId third part of every username
     * @param groupIds Group IDs that there are; empty accepts any well-formed one
     * @param parentTopics parent topics that there are, at least one
     */
    public SandboxOptions(
            int port,
            boolean portMayMove,
            String accessKey,
            String secretKey,
            String instanceId,
            Set<String> groupIds,
            Set<String> parentTopics) {
        this(
                port,
                portMayMove,
                accessKey,
                secretKey,
                instanceId,
                groupIds,
                parentTopics,
                false,
                true,
                SandboxPorts.ANY);
    }

    /**
     * {@return the same at another port, which may not move}
     *
     * @param other tcp port on 127.0.0.1; 0 takes any free one
     */
    public SandboxOptions withPort(int other) {
        return new SandboxOptions(
                other, false, accessKey, secretKey, instanceId, groupIds, parentTopics, mutualTls, rules, otherPorts);
    }

    /**
     * {@return the same with these ports besides that of tcp}
     *
     * @param others ports of ssl, ws and wss
     */
    public SandboxOptions withOtherPorts(SandboxPorts others) {
        return new SandboxOptions(
                port, portMayMove, accessKey, secretKey, instanceId, groupIds, parentTopics, mutualTls, rules, others);
    }

    /**
     * {@return the same with these Group IDs alone}
     *
     * @param others Group IDs; empty accepts any well-formed one
     */
    public SandboxOptions withGroups(Set<String> others) {
        return new SandboxOptions(
                port,
                portMayMove,
                accessKey,
                secretKey,
                instanceId,
                others,
                parentTopics,
                mutualTls,
                rules,
                otherPorts);
    }

    /**
     * {@return the same with these parent topics alone}
     *
     * @param others parent topics, at least one
     */
    public SandboxOptions withParentTopics(Set<String> others) {
        return new SandboxOptions(
                port, portMayMove, accessKey, secretKey, instanceId, groupIds, others, mutualTls, rules, otherPorts);
    }

    /** {@return the same with mutual TLS} */
    public SandboxOptions withMutualTls() {
        return new SandboxOptions(
                port, portMayMove, accessKey, secretKey, instanceId, groupIds, parentTopics, true, rules, otherPorts);
    }

    /** {@return the same without the service's rules} */
    public SandboxOptions withoutRules() {
        return new SandboxOptions(
                port,
                portMayMove,
                accessKey,
                secretKey,
                instanceId,
                groupIds,
                parentTopics,
                mutualTls,
                false,
                otherPorts);
    }

    /**
     * {@return the port that a text names, 0 to 65,535}
     *
     * @param text digits, perhaps with space around them
     * @throws InvalidSettingException if it is none
     */
    public static int parsePort(String text) {
        String digits = text.strip();
        if (!digits.matches("\\d{1,5}") || Integer.parseInt(digits) > MAX_PORT) {
            throw noPort("port", digits);
        }
        return Integer.parseInt(digits);
    }

    /**
     * {@return the parent topics that a text names; possibly none}
     *
     * @param text parent topics with commas between them
     */
    public static Set<String> parseTopics(String text) {
        return Arrays.stream(text.split(","))
                .map(String::strip)
                .filter(topic -> !topic.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }

    static void requirePort(String setting, int port) {
        if (port < 0 || port > MAX_PORT) {
            throw noPort(setting, String.valueOf(port));
        }
    }

    private static InvalidSettingException noPort(String setting, String text) {
        return new InvalidSettingException(
                setting,
                "'" + Printable.of(text) + "' is no port",
                "set one from 1 to " + MAX_PORT + ", or 0 for any free one");
    }

    /** A copy; the first of them that is no first level of a topic is refused. */
    static Set<String> requireParentTopics(Collection<String> topics) {
        Set<String> copy = topics == null ? Set.of() : new HashSet<>(topics);
        for (String topic : copy) {
            if (topic == null || !PARENT_TOPIC.matcher(topic).matches()) {
                throw new InvalidSettingException(
                        PARENT_TOPICS,
                        "'" + Printable.of(String.valueOf(topic)) + "' is no parent topic",
                        "a parent topic is the first level of topics alone, without '/', '+', '#' and spaces, and does"
                                + " not begin with '$'");
            }
        }
        return Set.copyOf(copy);
    }

    private static void requireGroupId(String groupId) {
        try {
            new ClientId(groupId, ANY_DEVICE);
        } catch (InvalidSettingException e) {
            throw e.in(name -> name.equals("groupId") ? GROUP_IDS : name);
        }
    }

    static void requireText(String setting, String value) {
        if (value == null || value.isBlank()) {
            throw InvalidSettingException.missing(setting, "to any value: the sandbox checks it as the service does");
        }
    }

    @Override
    public String toString() {
        return "SandboxOptions[port=" + port + ", portMayMove=" + portMayMove + ", accessKey=" + accessKey
                + ", secretKey=****, instanceId=" + instanceId + ", groupIds=" + groupIds + ", parentTopics="
                + parentTopics + ", mutualTls=" + mutualTls + ", rules=" + rules + ", otherPorts=" + otherPorts + "]";
    }
}
