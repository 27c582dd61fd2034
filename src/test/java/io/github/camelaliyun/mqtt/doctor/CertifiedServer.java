package io.github.camelaliyun.mqtt.doctor;

import io.github.camelaliyun.mqtt.kit.Pem;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;

import static org.assertj.core.api.Assertions.assertThat;

/** A TLS server on 127.0.0.1 with a certificate as a test wants it, which takes handshakes and nothing more. One daemon thread. */
final class CertifiedServer implements AutoCloseable {

    /** Of an issuer, which {@code -signer ca} among the options makes, too. */
    private static final String CA = "ca";

    private static final String PASSWORD = "only-for-this-test";

    private final SSLServerSocket server;
    private final Path caFile;

    /** @param options of keytool, beside name, key and store */
    CertifiedServer(Path folder, String name, String... options) throws Exception {
        KeyStore store = make(folder, name, options);
        caFile = Files.writeString(
                folder.resolve("ca.pem"),
                Pem.block(
                        "CERTIFICATE",
                        store.getCertificate(store.containsAlias(CA) ? CA : "test")
                                .getEncoded()));
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        server = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        Thread accepting = new Thread(this::accept, "certified-server");
        accepting.setDaemon(true);
        accepting.start();
    }

    private static KeyStore make(Path folder, String name, String... options) throws Exception {
        Path file = folder.resolve("keys.p12");
        if (List.of(options).contains(CA)) {
            keytool(file, CA, "CN=ca", "-ext", "bc:c");
        }
        keytool(file, "test", "CN=" + name, options);
        return KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray());
    }

    private static void keytool(Path file, String alias, String name, String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-J-XX:TieredStopAtLevel=1",
                "-genkeypair",
                "-alias",
                alias,
                "-keyalg",
                "EC",
                "-dname",
                name,
                "-storetype",
                "PKCS12",
                "-keystore",
                file.toString(),
                "-storepass",
                PASSWORD));
        command.addAll(List.of(options));
        Process keytool = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(file.resolveSibling("keytool.out").toFile())
                .start();
        assertThat(keytool.waitFor(50, TimeUnit.SECONDS)).isTrue();
    }

    private void accept() {
        while (!server.isClosed()) {
            try (Socket client = server.accept()) {
                client.setSoTimeout(5_000);
                while (client.getInputStream().read() >= 0) {
                    // Takes whatever a client sends that has no objection to the certificate.
                }
            } catch (IOException e) {
                // This client has gone, or the server is being closed.
            }
        }
    }

    URI uri() {
        return URI.create("ssl://127.0.0.1:" + server.getLocalPort());
    }

    String caFile() {
        return "file:" + caFile;
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
