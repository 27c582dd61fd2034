package io.github.camelaliyun.mqtt.sandbox;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;

/**
 * The sandbox's key pair and self-signed certificate for {@code localhost} and 127.0.0.1, made anew for every start.
 * {@link #generate} returns at once and the half second it takes is spent beside the broker's start.
 */
final class TlsIdentity {

    private static final String ALIAS = "sandbox";

    private final Path folder;
    private final String password;
    private final Keytool keytool;

    private TlsIdentity(Path folder, String password, Keytool keytool) {
        this.folder = folder;
        this.password = password;
        this.keytool = keytool;
    }

    /** Starts the generation; {@link #await()} says when and how it ended. */
    static TlsIdentity generate(Path folder) {
        String password = Keytool.randomPassword();
        Keytool keytool = Keytool.generateKeyPair(
                folder.resolve("keystore.p12"),
                password,
                ALIAS,
                "CN=localhost, O=sandbox",
                "-ext",
                "SAN=dns:localhost,ip:127.0.0.1");
        return new TlsIdentity(folder, password, keytool);
    }

    /** Waits until the key store is there. */
    void await() throws InterruptedException {
        keytool.await();
    }

    /** Ends a keytool that still runs; for a start that failed elsewhere. */
    void abandon() {
        keytool.abandon();
    }

    Path keyStore() {
        return folder.resolve("keystore.p12");
    }

    /** Of the key store and of the key in it. */
    String password() {
        return password;
    }

    /** As PEM, once {@link #writeTrustStore()} has returned. */
    Path caFile() {
        return folder.resolve("ca.crt");
    }

    /** Writes the certificate alone, as PEM and as the PKCS#12 trust store that is returned; call after {@link #await()}. */
    Path writeTrustStore() {
        Path target = folder.resolve("truststore.p12");
        try {
            Certificate certificate = KeyStores.read(keyStore(), password).getCertificate(ALIAS);
            KeyStores.writePem(caFile(), certificate);
            return KeyStores.writeTrustStore(target, ALIAS, certificate);
        } catch (IOException | GeneralSecurityException e) {
            throw SandboxFolder.unusable(target, e);
        }
    }
}
