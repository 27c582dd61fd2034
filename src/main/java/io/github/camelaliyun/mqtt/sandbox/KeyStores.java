package io.github.camelaliyun.mqtt.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;

/** Reads and writes PKCS#12 files, and certificates as PEM. */
final class KeyStores {

    /** Well known on purpose: a trust store holds a public certificate and nothing else. */
    static final String TRUST_STORE_PASSWORD = "changeit";

    private static final int PEM_LINE = 64;

    private KeyStores() {}

    static KeyStore read(Path file, String password) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, password.toCharArray());
        }
        return store;
    }

    static KeyStore empty() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    static void write(KeyStore store, Path file, String password) throws IOException, GeneralSecurityException {
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, password.toCharArray());
        }
    }

    /** Writes a certificate as PEM, which other languages read. */
    static Path writePem(Path file, Certificate certificate) throws IOException, GeneralSecurityException {
        String body = Base64.getMimeEncoder(PEM_LINE, new byte[] {'\n'}).encodeToString(certificate.getEncoded());
        return Files.writeString(file, "-----BEGIN CERTIFICATE-----\n" + body + "\n-----END CERTIFICATE-----\n");
    }

    /** Writes a trust store with this certificate alone. */
    static Path writeTrustStore(Path file, String alias, Certificate trusted)
            throws IOException, GeneralSecurityException {
        KeyStore store = empty();
        store.setCertificateEntry(alias, trusted);
        write(store, file, TRUST_STORE_PASSWORD);
        return file;
    }
}
