package io.github.camelaliyun.mqtt.sandbox;

import io.github.camelaliyun.mqtt.credential.ClientId;
import io.github.camelaliyun.mqtt.credential.ClientIdWarnings;
import io.github.camelaliyun.mqtt.credential.CredentialProcessor;
import io.github.camelaliyun.mqtt.credential.Credentials;
import io.github.camelaliyun.mqtt.credential.CustomCredentials;
import io.github.camelaliyun.mqtt.credential.DeviceCredentials;
import io.github.camelaliyun.mqtt.credential.Keys;
import io.github.camelaliyun.mqtt.credential.SignMode;
import io.github.camelaliyun.mqtt.sandbox.Refusal.Answer;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Who may connect, but for token mode, which is {@link TokenLogin}'s. Computes the password that a client should have sent
 * with the same classes that a client computes it with, and refuses whatever it does not recognise. Thread-safe.
 *
 * @see <a href="https://help.aliyun.com/en/apsaramq-for-mqtt/mqtt-previous/developer-reference/overview-for-mqtt-client-authentication">Client
 *     authentication</a>
 */
final class Identities {

    private final String instanceId;
    private final Set<String> groupIds;
    private final Accounts accounts;
    private final Map<String, Device> devices = new ConcurrentHashMap<>();
    private final Map<String, CredentialProcessor> custom = new ConcurrentHashMap<>();

    /** A device credential works for the one clientId it was issued for. */
    private record Device(String clientId, String secret) {}

    Identities(SandboxOptions options, Accounts accounts) {
        this.instanceId = options.instanceId();
        this.groupIds = options.groupIds();
        this.accounts = accounts;
    }

    /** Registering a clientId's key again replaces its secret, as {@code RegisterDeviceCredential} does. */
    void registerDevice(String deviceAccessKeyId, String deviceAccessKeySecret, String clientId) {
        ClientId.parse(clientId);
        // Refuses what is empty.
        new DeviceCredentials(deviceAccessKeyId, deviceAccessKeySecret, instanceId);
        devices.put(deviceAccessKeyId, new Device(clientId, deviceAccessKeySecret));
    }

    void registerIdentity(String username, String secret, SignMode signMode) {
        Argument.requirePresent("signMode", signMode);
        custom.put(username, new CustomCredentials(username, secret, signMode));
    }

    /** Empty if the client may connect. */
    Optional<Refusal> check(String clientId, String username, byte[] password) {
        if (username == null || password == null) {
            return refuse(
                    Answer.BAD_CREDENTIALS,
                    "CONNECT without username or password",
                    "every client authenticates: <mode>|<AccessKeyId>|<InstanceId> and a signature");
        }
        String mode = username.contains("|") ? username.substring(0, username.indexOf('|')) : "";
        return switch (mode) {
            case "Signature" ->
                clientId(clientId)
                        .or(() -> lasting(part(username, 1)))
                        .or(() -> credentials(
                                mode,
                                accounts.credentialsOf(part(username, 1), part(username, 2)),
                                clientId,
                                username,
                                password));
            case "DeviceCredential" ->
                clientId(clientId)
                        .or(() -> credentials(mode, device(clientId, username), clientId, username, password));
            default -> credentials("custom", custom.get(username), clientId, username, password);
        };
    }

    /** The rules of clientIds alone; custom authentication is free of them. */
    Optional<Refusal> clientId(String clientId) {
        try {
            ClientId parsed = ClientId.parse(clientId);
            String groupId = parsed.groupId();
            if (groupIds.isEmpty() || groupIds.contains(groupId)) {
                ClientIdWarnings.warnOnceOf(parsed);
                return Optional.empty();
            }
            return refuse(
                    Answer.NOT_AUTHORIZED,
                    "CONNECT of group " + groupId,
                    "a Group ID is created in the console first; the sandbox has " + groupIds);
        } catch (IllegalArgumentException e) {
            return refuse(Answer.BAD_CLIENT_ID, "CONNECT with this clientId", e.getMessage());
        }
    }

    private static Optional<Refusal> lasting(String accessKey) {
        return Keys.isTemporary(accessKey)
                ? refuse(
                        Answer.BAD_CREDENTIALS,
                        "CONNECT signed with a pair of STS",
                        "such a pair is good together with its security token, which CONNECT has no place for: sign with the"
                                + " AccessKey pair of a RAM user, or have a token issued with it")
                : Optional.empty();
    }

    private CredentialProcessor device(String clientId, String username) {
        String key = part(username, 1);
        String instance = part(username, 2);
        Device device = devices.get(key);
        return device != null && device.clientId().equals(clientId) && accounts.hasInstance(instance)
                ? new DeviceCredentials(key, device.secret(), instance)
                : null;
    }

    /** One of a username's three parts; empty if it has others. */
    private static String part(String username, int index) {
        String[] parts = username.split("\\|", -1);
        return parts.length == 3 ? parts[index] : "";
    }

    /** Says which mode failed, never what was presented: a mistyped setting may well be a secret. */
    private static Optional<Refusal> credentials(
            String mode, CredentialProcessor expected, String clientId, String username, byte[] password) {
        if (expected != null) {
            Credentials right = expected.credentialsFor(clientId);
            byte[] rightPassword = right.password().getBytes(StandardCharsets.UTF_8);
            if (right.username().equals(username) && MessageDigest.isEqual(rightPassword, password)) {
                return Optional.empty();
            }
        }
        return refuse(
                Answer.BAD_CREDENTIALS,
                "CONNECT with a username or password that is wrong in mode " + mode,
                "check access key, instance and secret; the password is Base64(HMAC-SHA1(secret, clientId)) of this"
                        + " very clientId, and a device credential belongs to one clientId");
    }

    private static Optional<Refusal> refuse(Answer answer, String what, String rule) {
        return Optional.of(new Refusal(answer, what, rule));
    }
}
