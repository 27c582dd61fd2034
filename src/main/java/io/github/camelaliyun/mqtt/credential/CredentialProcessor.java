package io.github.camelaliyun.mqtt.credential;

import org.apache.camel.component.paho.PahoConfiguration;

/**
 * Computes the username and the password of one client identifier. The connection asks anew at every connect, so an
 * implementation may rotate what it answers. Called from any thread, possibly from several at once.
 */
@FunctionalInterface
public interface CredentialProcessor {

    /**
     * Computes the credentials of a client; may block.
     *
     * @param clientId the client identifier that the credentials are for, {@code <GroupID>@@@<DeviceID>}
     * @return the credentials to present in CONNECT
     */
    Credentials credentialsFor(String clientId);

    /**
     * Puts the credentials of the configuration's own clientId into it.
     *
     * @param configuration options of camel-paho, with a clientId
     */
    default void inject(PahoConfiguration configuration) {
        Credentials credentials = credentialsFor(configuration.getClientId());
        configuration.setUserName(credentials.username());
        configuration.setPassword(credentials.password());
    }

    /** {@return what is presented, in words and without any secret: for messages to an operator} */
    default String describe() {
        return "credentials of " + getClass().getSimpleName();
    }

    /** {@return what to check when a server refuses them, in a sentence and without any secret} */
    default String advice() {
        return "Check what the credential processor returns for this clientId";
    }
}
