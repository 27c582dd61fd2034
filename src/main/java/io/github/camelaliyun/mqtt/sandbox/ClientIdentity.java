package io.github.camelaliyun.mqtt.sandbox;

import java.nio.file.Path;

/**
 * A client's key and certificate for mutual TLS, in files that only this user can read and that are gone when the sandbox is
 * closed.
 *
 * @param keyStore PKCS#12, with the key and the chain
 * @param password of the key store and of the key in it; never printed
 * @param certificate the chain in PEM
 * @param privateKey the key in PEM, PKCS#8, not encrypted
 */
public record ClientIdentity(Path keyStore, String password, Path certificate, Path privateKey) {

    @Override
    public String toString() {
        return "ClientIdentity[" + keyStore + "]";
    }
}
