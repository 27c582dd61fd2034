package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.credential.CredentialProcessor;

/**
 * What is presented to a server, as an operator may be told it.
 *
 * @param inWords without a secret
 * @param cure what to check where a server refuses them
 */
record ShownCredentials(String inWords, String cure) {

    private static final ShownCredentials NONE = new ShownCredentials(
            "no credentials",
            "The server wants a user name and a password: set userName and password or, for the service, its keys");

    /** Asks for neither, since it may look something up. */
    static ShownCredentials before(CredentialProcessor processor) {
        return processor == null
                ? NONE
                : new ShownCredentials(
                        processor.getClass().getSimpleName(), "Check what the credential processor returns");
    }

    static ShownCredentials of(CredentialProcessor processor) {
        return new ShownCredentials(processor.describe(), processor.advice());
    }
}
