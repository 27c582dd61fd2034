package io.github.camelaliyun.mqtt.sandbox;

import io.github.camelaliyun.mqtt.credential.CredentialProcessor;
import io.github.camelaliyun.mqtt.credential.SignatureCredentials;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The AccessKey pairs that the sandbox knows, each for one instance. Thread-safe. */
final class Accounts {

    private record Account(String secretKey, String instanceId) {}

    private final Map<String, Account> byAccessKey = new ConcurrentHashMap<>();

    Accounts(SandboxOptions options) {
        put(options.accessKey(), options.secretKey(), options.instanceId());
    }

    /** From now on the AccessKey ID has this secret, and is for this instance. */
    void put(String accessKey, String secretKey, String instanceId) {
        byAccessKey.put(accessKey, new Account(secretKey, instanceId));
    }

    /** From now on the AccessKey ID has this secret; nothing happens if it is not known. */
    void changeSecret(String accessKey, String secretKey) {
        byAccessKey.computeIfPresent(accessKey, (key, old) -> new Account(secretKey, old.instanceId()));
    }

    Optional<String> secretOf(String accessKey) {
        return Optional.ofNullable(byAccessKey.get(accessKey)).map(Account::secretKey);
    }

    boolean hasInstance(String instanceId) {
        return byAccessKey.values().stream()
                .anyMatch(account -> account.instanceId().equals(instanceId));
    }

    /** Whether an AccessKey ID is of an instance. */
    boolean has(String accessKey, String instanceId) {
        Account account = byAccessKey.get(accessKey);
        return account != null && account.instanceId().equals(instanceId);
    }

    /** What computes the password that a client of this AccessKey ID should have sent; null if it is not known. */
    CredentialProcessor credentialsOf(String accessKey) {
        Account account = byAccessKey.get(accessKey);
        return account == null ? null : new SignatureCredentials(accessKey, account.secretKey(), account.instanceId());
    }
}
