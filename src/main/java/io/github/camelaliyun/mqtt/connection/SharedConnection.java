package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.credential.CredentialProcessor;

import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** A connection and who uses it. Guarded by the lock of {@link Connections}. */
final class SharedConnection {

    final MqttConnection connection;
    /** Done when the network connection of its predecessor has ended. */
    final CompletableFuture<Void> free;

    private final CredentialProcessor credentials;
    /** Started publishers and subscribers. */
    int users;
    /** Those who have stopped while something of theirs goes on. */
    int finishing;
    /** Subscribers, started or not. */
    int declared;
    /** Subscribers that are known for their messages' sake alone. */
    final Set<Subscriber> announced = new LinkedHashSet<>();
    /** Whether the observer knows of it. */
    boolean shown;
    /** Which of the times without a user it is; a pause that began in an earlier one does not count. */
    int idleTimes;

    SharedConnection(MqttConnection connection, CredentialProcessor credentials, CompletableFuture<Void> free) {
        this.connection = connection;
        this.credentials = credentials;
        this.free = free;
    }

    boolean isUsed() {
        return users > 0 || finishing > 0;
    }

    /** Whether others have to take its options as they are. */
    boolean isTaken() {
        return users > 0 || declared > 0;
    }

    boolean isOf(ConnectionOptions options, CredentialProcessor processor) {
        return connection.options().equals(options) && Objects.equals(credentials, processor);
    }

    /** Ends it; done when nothing is left of it, nor of those before it. */
    CompletableFuture<Void> end() {
        return CompletableFuture.allOf(free, connection.closing());
    }
}
