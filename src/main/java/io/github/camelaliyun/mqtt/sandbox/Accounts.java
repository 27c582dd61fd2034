package io.github.camelaliyun.mqtt.sandbox;

import io.github.camelaliyun.mqtt.credential.CredentialProcessor;
import io.github.camelaliyun.mqtt.credential.Keys;
import io.github.camelaliyun.mqtt.credential.SignatureCredentials;

import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The AccessKey pairs that the sandbox knows, each for its instances. Thread-safe. */
final class Accounts {

    private record Account(String secretKey, Set<String> instanceIds) {

        Account with(String secret, String instanceId) {
            Set<String> instances = new HashSet<>(instanceIds);
            instances.add(instanceId);
            return new Account(secret, Set.copyOf(instances));
        }
    }

    private final Map<String, Account> byAccessKey = new ConcurrentHashMap<>();

    Accounts(SandboxOptions options) {
        put(options.accessKey(), options.secretKey(), options.instanceId());
    }

    /** From now on the AccessKey ID has this secret, and is for this instance, too. */
    void put(String accessKey, String secretKey, String instanceId) {
        SandboxOptions.requireText("accessKey", accessKey);
        SandboxOptions.requireText("secretKey", secretKey);
        SandboxOptions.requireText("instanceId", instanceId);
        byAccessKey.compute(
                accessKey,
                (key, old) ->
                        old == null ? new Account(secretKey, Set.of(instanceId)) : old.with(secretKey, instanceId));
    }

    /** The same, but an AccessKey ID that is known keeps its secret; false if that is another one. */
    boolean learn(String accessKey, String secretKey, String instanceId) {
        Account account = byAccessKey.compute(
                accessKey,
                (key, old) -> old == null
                        ? new Account(secretKey, Set.of(instanceId))
                        : old.with(old.secretKey(), instanceId));
        return account.secretKey().equals(secretKey);
    }

    /** From now on the AccessKey ID has this secret; nothing happens if it is not known. */
    void changeSecret(String accessKey, String secretKey) {
        SandboxOptions.requireText("secretKey", secretKey);
        byAccessKey.computeIfPresent(accessKey, (key, old) -> new Account(secretKey, old.instanceIds()));
    }

    Optional<String> secretOf(String accessKey) {
        return Optional.ofNullable(byAccessKey.get(accessKey)).map(Account::secretKey);
    }

    boolean hasInstance(String instanceId) {
        return byAccessKey.values().stream()
                .anyMatch(account -> account.instanceIds().contains(instanceId));
    }

    /** Whether an AccessKey ID is of an instance. */
    boolean has(String accessKey, String instanceId) {
        Account account = byAccessKey.get(accessKey);
        return account != null && account.instanceIds().contains(instanceId);
    }

    /** What computes the password that a client of this AccessKey ID should have sent; null if it is not of the instance. */
    CredentialProcessor credentialsOf(String accessKey, String instanceId) {
        return has(accessKey, instanceId) && !Keys.isTemporary(accessKey)
                ? new SignatureCredentials(accessKey, byAccessKey.get(accessKey).secretKey(), instanceId)
                : null;
    }
}
