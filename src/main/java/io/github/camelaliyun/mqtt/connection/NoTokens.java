package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.credential.CredentialProcessor;
import io.github.camelaliyun.mqtt.credential.Credentials;
import io.github.camelaliyun.mqtt.wire.Packet;

import java.time.Duration;
import java.util.Collection;

/**
 * A connection without tokens may do everything.
 *
 * @param processor answers the credentials at every connect; null to connect without
 */
record NoTokens(CredentialProcessor processor, String clientId) implements Tokens {

    @Override
    public void declare(Collection<String> topicsOrFilters) {}

    @Override
    public void withdraw(String topicOrFilter) {}

    @Override
    public String refusalOf(String topicOrFilter) {
        return null;
    }

    @Override
    public boolean covers(String filter) {
        return true;
    }

    @Override
    public boolean mayPublish(String topic) {
        return true;
    }

    @Override
    public void awaitCover(String topic, Duration limit) {}

    @Override
    public Credentials present() {
        return processor == null ? null : processor.credentialsFor(clientId);
    }

    @Override
    public void refused() {}

    @Override
    public void linkUp() {}

    @Override
    public void linkDown() {}

    @Override
    public boolean takes(Packet.Publish publish) {
        return false;
    }

    @Override
    public String invalidReason() {
        return null;
    }

    @Override
    public Duration left() {
        return null;
    }

    @Override
    public String trouble() {
        return null;
    }

    @Override
    public void close() {}
}
