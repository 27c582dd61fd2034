package io.github.camelaliyun.mqtt.sandbox;

import io.github.camelaliyun.mqtt.credential.AuthMode;
import io.github.camelaliyun.mqtt.credential.Keys;
import io.github.camelaliyun.mqtt.credential.SignMode;

/**
 * What a client signs with in its mode, where a sandbox has to know that besides an AccessKey pair.
 *
 * @param mode how the client authenticates
 * @param keys both halves
 * @param clientId of a device credential; of no meaning in the other modes
 * @param signMode of a custom identity; of no meaning in the other modes
 */
public record SandboxLogin(AuthMode mode, Keys keys, String clientId, SignMode signMode) {

    /**
     * Registers a device credential or a custom identity; does nothing in the modes of an AccessKey pair, which is an account.
     *
     * @param sandbox learns of it
     * @throws IllegalArgumentException as {@link Sandbox#registerDevice} and {@link Sandbox#registerIdentity}
     */
    public void registerWith(Sandbox sandbox) {
        if (mode == AuthMode.DEVICE) {
            sandbox.registerDevice(keys.accessKey(), keys.secretKey(), clientId);
        } else if (mode == AuthMode.CUSTOM) {
            sandbox.registerIdentity(keys.accessKey(), keys.secretKey(), signMode);
        }
    }
}
