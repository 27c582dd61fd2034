package io.github.camelaliyun.mqtt.sandbox;

import io.github.camelaliyun.mqtt.service.ServiceLimits;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.regex.Pattern;

/**
 * Issues client certificates, and the trust store by which the broker knows them again. Made anew for every start; like
 * {@link TlsIdentity}, its own key pair is made beside the broker's start. Its monitor guards the key store.
 */
final class ClientAuthority {

    private static final String ALIAS = "ca";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_@-]{1," + ServiceLimits.MAX_CLIENT_ID_LENGTH + "}");
    private static final int LINE_LENGTH = 64;

    private final Path folder;
    private final String password;
    private final Keytool keytool;
    private int issued;

    private ClientAuthority(Path folder, String password, Keytool keytool) {
        this.folder = folder;
        this.password = password;
        this.keytool = keytool;
    }

    /** Starts the generation in a folder that must be private; {@link #await()} says when and how it ended. */
    static ClientAuthority generate(Path folder) {
        String password = Keytool.randomPassword();
        Keytool keytool = Keytool.generateKeyPair(
                folder.resolve("client-ca.p12"), password, ALIAS, "CN=sandbox clients, O=sandbox", "-ext", "bc:c");
        return new ClientAuthority(folder, password, keytool);
    }

    /** Waits until the key pair is there, and writes the trust store if it is not there yet. */
    synchronized void await() throws InterruptedException {
        keytool.await();
        if (Files.exists(trustStore())) {
            return;
        }
        try {
            KeyStores.writeTrustStore(trustStore(), ALIAS, store().getCertificate(ALIAS));
        } catch (IOException | GeneralSecurityException e) {
            throw SandboxFolder.unusable(trustStore(), e);
        }
    }

    void abandon() {
        keytool.abandon();
    }

    /** With the authority's certificate alone; its password is {@link KeyStores#TRUST_STORE_PASSWORD}. */
    Path trustStore() {
        return folder.resolve("client-ca-trust.p12");
    }

    /**
     * Issues a certificate; takes about half a second.
     *
     * @param name becomes the certificate's common name: letters, digits, {@code _}, {@code -} and {@code @}
     */
    synchronized ClientIdentity issue(String name) {
        Argument.requireText("name", name);
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "a client certificate's name has 1 to " + ServiceLimits.MAX_CLIENT_ID_LENGTH
                            + " letters, digits, '_', '-' and '@'," + " like a clientId: choose another one");
        }
        String alias = "client-" + ++issued;
        try {
            Keytool.generateKeyPair(
                            folder.resolve("client-ca.p12"),
                            password,
                            alias,
                            "CN=" + name + ", O=sandbox",
                            "-signer",
                            ALIAS)
                    .await();
            return write(alias, store());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SandboxException("interrupted while a client certificate was issued", e);
        } catch (IOException | GeneralSecurityException e) {
            throw SandboxFolder.unusable(folder.resolve(alias + ".p12"), e);
        }
    }

    private ClientIdentity write(String alias, KeyStore from) throws IOException, GeneralSecurityException {
        Key key = from.getKey(alias, password.toCharArray());
        Certificate[] chain = from.getCertificateChain(alias);
        ClientIdentity identity = new ClientIdentity(
                folder.resolve(alias + ".p12"),
                Keytool.randomPassword(),
                folder.resolve(alias + ".crt"),
                folder.resolve(alias + ".key"));
        KeyStore own = KeyStores.empty();
        own.setKeyEntry(alias, key, identity.password().toCharArray(), chain);
        KeyStores.write(own, identity.keyStore(), identity.password());
        StringBuilder certificates = new StringBuilder();
        for (Certificate certificate : chain) {
            certificates.append(pem("CERTIFICATE", certificate.getEncoded()));
        }
        Files.writeString(identity.certificate(), certificates);
        Files.writeString(identity.privateKey(), pem("PRIVATE KEY", key.getEncoded()));
        return identity;
    }

    private KeyStore store() throws IOException, GeneralSecurityException {
        return KeyStores.read(folder.resolve("client-ca.p12"), password);
    }

    private static String pem(String type, byte[] encoded) {
        String base64 = Base64.getMimeEncoder(LINE_LENGTH, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(encoded);
        return "-----BEGIN " + type + "-----\n" + base64 + "\n-----END " + type + "-----\n";
    }
}
