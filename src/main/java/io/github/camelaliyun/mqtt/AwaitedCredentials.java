package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.credential.CredentialProcessor;
import io.github.camelaliyun.mqtt.credential.Credentials;

import java.util.function.Supplier;

/**
 * Stands for the credentials of an account that has no keys at present: its endpoints can be made, and only what connects needs
 * keys.
 *
 * @param maker makes what computes them; throws what says which key is missing
 */
record AwaitedCredentials(Supplier<CredentialProcessor> maker) implements CredentialProcessor {

    CredentialProcessor present() {
        return maker.get();
    }

    @Override
    public Credentials credentialsFor(String clientId) {
        return present().credentialsFor(clientId);
    }

    @Override
    public String describe() {
        return "keys that are not there yet";
    }
}
