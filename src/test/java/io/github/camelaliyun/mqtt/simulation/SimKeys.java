package io.github.camelaliyun.mqtt.simulation;

import io.github.camelaliyun.mqtt.credential.CredentialProcessor;
import io.github.camelaliyun.mqtt.credential.Credentials;

/** The user name and password of a client, for which the credential processor is asked; it fails when it is told to. */
final class SimKeys implements CredentialProcessor {

    private final World world;
    private int fails;
    private int asked;

    SimKeys(World world) {
        this.world = world;
    }

    /** The next calls throw, so many of them. */
    void fail(int times) {
        fails = times;
    }

    /** How often it was asked. */
    int asked() {
        return asked;
    }

    @Override
    public Credentials credentialsFor(String clientId) {
        world.usersCode("the credential processor");
        asked++;
        if (fails > 0) {
            fails--;
            if (fails % 2 == 0) {
                throw new NoClassDefFoundError("credentials without their classes");
            }
            throw new IllegalStateException("no credentials today");
        }
        return new Credentials("user", OperatorWords.SECRET);
    }
}
