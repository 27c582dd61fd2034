package io.github.camelaliyun.mqtt.brokers;

import io.github.camelaliyun.mqtt.kit.ChildProcess;
import io.github.camelaliyun.mqtt.kit.FreePort;
import io.github.camelaliyun.mqtt.kit.Pem;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Where a broker runs: a folder and three ports of its own, one user, and a certificate for 127.0.0.1 of an authority made
 * for it. The folder has the certificate as {@code server.p12}, and as {@code server.crt} and {@code server.key} (PEM); the
 * authority's is {@code ca.crt}.
 */
final class Site implements AutoCloseable {

    static final String USER = "tester";

    private static final Duration KEYTOOL_LIMIT = Duration.ofSeconds(30);
    private static final String STORE_PASSWORD_VARIABLE = "KEY_STORE_PASSWORD";
    private static final String AUTHORITY = "authority";
    private static final String SERVER = "server";

    private final Path folder;
    private final int tcpPort = FreePort.choose();
    private final int tlsPort = FreePort.choose();
    private final int wsPort = FreePort.choose();
    private final String password = UUID.randomUUID().toString();
    private final String keyStorePassword = UUID.randomUUID().toString();

    private Site(Path folder) {
        this.folder = folder;
    }

    /** Makes the folder and what is in it. */
    static Site prepare(String broker) {
        try {
            Site site = new Site(Files.createTempDirectory(broker + "-"));
            try {
                site.certify();
            } catch (IOException | GeneralSecurityException | RuntimeException e) {
                site.close();
                throw e;
            }
            return site;
        } catch (IOException e) {
            throw new UncheckedIOException("the folder of " + broker + " could not be made", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the certificate of " + broker + " could not be made", e);
        }
    }

    Path folder() {
        return folder;
    }

    int tcpPort() {
        return tcpPort;
    }

    int tlsPort() {
        return tlsPort;
    }

    int wsPort() {
        return wsPort;
    }

    /** Of {@link #USER}. */
    String password() {
        return password;
    }

    /** Of {@code server.p12}. */
    String keyStorePassword() {
        return keyStorePassword;
    }

    Path caFile() {
        return folder.resolve("ca.crt");
    }

    Path certificate() {
        return folder.resolve("server.crt");
    }

    Path privateKey() {
        return folder.resolve("server.key");
    }

    /** Deletes the folder; the broker has ended. */
    @Override
    public void close() {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (NoSuchFileException alreadyDeleted) {
            // That is the aim.
        } catch (IOException e) {
            throw new UncheckedIOException(folder + " could not be deleted", e);
        }
    }

    private void certify() throws IOException, GeneralSecurityException {
        Path both = folder.resolve("both.p12");
        generate(both, AUTHORITY, "CN=Authority of a test", "-ext", "bc:c");
        generate(both, SERVER, "CN=localhost", "-signer", AUTHORITY, "-ext", "SAN=dns:localhost,ip:127.0.0.1");
        char[] secret = keyStorePassword.toCharArray();
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(both)) {
            store.load(in, secret);
        }
        Files.delete(both);
        Key key = store.getKey(SERVER, secret);
        Certificate[] chain = store.getCertificateChain(SERVER);
        KeyStore server = KeyStore.getInstance("PKCS12");
        server.load(null, null);
        server.setKeyEntry(SERVER, key, secret, chain);
        try (OutputStream out = Files.newOutputStream(folder.resolve("server.p12"))) {
            server.store(out, secret);
        }
        Files.writeString(certificate(), Pem.block("CERTIFICATE", chain[0].getEncoded()));
        Files.writeString(privateKey(), Pem.block("PRIVATE KEY", key.getEncoded()));
        Files.writeString(
                caFile(),
                Pem.block("CERTIFICATE", store.getCertificate(AUTHORITY).getEncoded()));
    }

    private void generate(Path store, String alias, String name, String... more) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-J-XX:TieredStopAtLevel=1",
                "-genkeypair",
                "-alias",
                alias,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                name,
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass:env",
                STORE_PASSWORD_VARIABLE));
        command.addAll(List.of(more));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put(STORE_PASSWORD_VARIABLE, keyStorePassword);
        ChildProcess keytool = ChildProcess.start("keytool", builder);
        if (keytool.awaitExit(KEYTOOL_LIMIT) != 0) {
            throw new IllegalStateException("keytool could not make a certificate:\n" + keytool.output());
        }
    }
}
