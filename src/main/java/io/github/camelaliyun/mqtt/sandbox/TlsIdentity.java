package io.github.camelaliyun.mqtt.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;

/**
 * The sandbox's key pair and self-signed certificate for {@code localhost} and 127.0.0.1, made anew for every start.
 *
 * <p>The JDK has no public API that issues a certificate; its {@code keytool} does. It runs as a process of its own, so
 * {@link #generate} returns at once and the half second it takes is spent beside the broker's start. The key store's
 * password is random and goes to keytool through its environment, where the process list does not show it.
 */
final class TlsIdentity {

    /** Well known on purpose: the trust store holds a public certificate and nothing else. */
    static final String TRUST_STORE_PASSWORD = "changeit";

    private static final String ALIAS = "sandbox";
    private static final String PASSWORD_VARIABLE = "SANDBOX_KEY_STORE_PASSWORD";
    private static final int PASSWORD_BYTES = 24;
    private static final long TIMEOUT_SECONDS = 30;

    private final Path folder;
    private final String password;
    private final Process keytool;

    private TlsIdentity(Path folder, String password, Process keytool) {
        this.folder = folder;
        this.password = password;
        this.keytool = keytool;
    }

    /** Starts the generation; {@link #await()} says when and how it ended. */
    static TlsIdentity generate(Path folder) {
        byte[] random = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(random);
        String password = HexFormat.of().formatHex(random);
        try {
            return new TlsIdentity(folder, password, startKeytool(folder, password));
        } catch (IOException e) {
            throw new SandboxException(
                    "the sandbox needs the JDK's keytool for its TLS certificate and cannot run " + keytoolPath()
                            + ": run on a JDK, or on a JRE that has bin/keytool",
                    e);
        }
    }

    private static Process startKeytool(Path folder, String password) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                keytoolPath().toString(),
                "-J-XX:TieredStopAtLevel=1",
                "-genkeypair",
                "-alias",
                ALIAS,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=localhost, O=sandbox",
                "-ext",
                "SAN=dns:localhost,ip:127.0.0.1",
                "-validity",
                "365",
                "-storetype",
                "PKCS12",
                "-keystore",
                folder.resolve("keystore.p12").toString(),
                "-storepass:env",
                PASSWORD_VARIABLE);
        builder.environment().put(PASSWORD_VARIABLE, password);
        // Into a file: keytool could otherwise block on a pipe that nobody reads.
        builder.redirectErrorStream(true)
                .redirectOutput(folder.resolve("keytool.out").toFile());
        return builder.start();
    }

    private static Path keytoolPath() {
        boolean windows = System.getProperty("os.name").startsWith("Windows");
        return Path.of(System.getProperty("java.home"), "bin", windows ? "keytool.exe" : "keytool");
    }

    /**
     * Waits until the key store is there.
     *
     * @throws SandboxException if keytool failed or took more than 30 s
     */
    void await() throws InterruptedException {
        if (!keytool.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
            throw new SandboxException(keytoolPath() + " did not make the sandbox's certificate within "
                    + TIMEOUT_SECONDS + " s: is the machine overloaded or short of entropy?");
        }
        if (keytool.exitValue() != 0) {
            throw new SandboxException(keytoolPath() + " could not make the sandbox's certificate, it said: " + said());
        }
    }

    /** Ends a keytool that still runs; for a start that failed elsewhere. */
    void abandon() {
        keytool.destroyForcibly();
    }

    Path keyStore() {
        return folder.resolve("keystore.p12");
    }

    /** Of the key store and of the key in it. */
    String password() {
        return password;
    }

    /** Writes the PKCS#12 trust store with the certificate alone; call after {@link #await()}. */
    Path writeTrustStore() {
        Path target = folder.resolve("truststore.p12");
        try (InputStream in = Files.newInputStream(keyStore());
                OutputStream out = Files.newOutputStream(target)) {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(in, password.toCharArray());
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry(ALIAS, keys.getCertificate(ALIAS));
            trusted.store(out, TRUST_STORE_PASSWORD.toCharArray());
            return target;
        } catch (IOException | GeneralSecurityException e) {
            throw new SandboxException("the sandbox cannot write its trust store " + target + ": is the disk full?", e);
        }
    }

    private String said() {
        try {
            return Files.readString(folder.resolve("keytool.out")).strip();
        } catch (IOException e) {
            return "(its output cannot be read: " + e + ")";
        }
    }
}
