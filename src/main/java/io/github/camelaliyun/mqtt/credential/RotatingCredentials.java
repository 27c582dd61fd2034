package io.github.camelaliyun.mqtt.credential;

import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Credentials whose keys may change while the program runs: asks for the keys each time, and lets the mode's own processor
 * make of them what CONNECT carries.
 */
public final class RotatingCredentials implements CredentialProcessor {

    private final Supplier<Keys> keys;
    private final Function<Keys, CredentialProcessor> mode;
    private final String source;
    private volatile CredentialProcessor latest;

    /**
     * Asks for no keys yet: that is for {@link #check}.
     *
     * @param keys answers the present keys, in finite time; called from any thread, possibly from several at once
     * @param mode makes the processor of the authentication mode
     * @param source where the keys come from, in words and without a secret
     */
    public RotatingCredentials(Supplier<Keys> keys, Function<Keys, CredentialProcessor> mode, String source) {
        this.keys = keys;
        this.mode = mode;
        this.source = source;
    }

    /**
     * Asks for the keys, and lets the mode compute.
     *
     * @throws CredentialException if there are no keys at this moment, or the mode cannot use them
     */
    @Override
    public Credentials credentialsFor(String clientId) {
        return present().credentialsFor(clientId);
    }

    /**
     * Asks for the keys, so that a program without them does not even start.
     *
     * @throws CredentialException as {@link #credentialsFor} does
     */
    public void check() {
        present();
    }

    private CredentialProcessor present() {
        try {
            CredentialProcessor present = mode.apply(keys.get());
            latest = present;
            return present;
        } catch (IllegalArgumentException e) {
            throw new CredentialException(e.getMessage());
        }
    }

    @Override
    public String describe() {
        CredentialProcessor present = latest;
        return (present == null ? "keys" : present.describe()) + " (from " + source + ")";
    }

    @Override
    public String advice() {
        CredentialProcessor present = latest;
        return present == null ? CredentialProcessor.super.advice() : present.advice();
    }
}
