package io.github.camelaliyun.mqtt.sandbox;

import io.github.camelaliyun.mqtt.kit.Pem;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;

/** A TLS server on 127.0.0.1 whose certificate is for another host; it takes the handshake and nothing more. */
public final class OtherHost implements AutoCloseable {

    public static final String NAME = "mqtt.elsewhere.example";

    private static final String ALIAS = "other";

    private final SSLServerSocket server;
    private final Path trustStore;
    private final Thread accepting = new Thread(this::accept, "other-host");

    /** @param folder for its key store and the trust store that has its certificate */
    public OtherHost(Path folder) throws Exception {
        String password = Keytool.randomPassword();
        KeyStore store = generate(folder, password);
        trustStore =
                KeyStores.writeTrustStore(folder.resolve("other-host-trust.p12"), ALIAS, store.getCertificate(ALIAS));
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, password.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        server = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 10, InetAddress.getLoopbackAddress());
        accepting.start();
    }

    /** Writes the certificate and the key of one more, which nobody whom the sandbox knows has signed. */
    public static void writePem(Path folder, Path certificate, Path privateKey) throws Exception {
        String password = Keytool.randomPassword();
        KeyStore store = generate(folder, password);
        Files.writeString(
                certificate,
                Pem.block("CERTIFICATE", store.getCertificate(ALIAS).getEncoded()));
        Files.writeString(
                privateKey,
                Pem.block(
                        "PRIVATE KEY",
                        store.getKey(ALIAS, password.toCharArray()).getEncoded()));
    }

    private static KeyStore generate(Path folder, String password) throws Exception {
        Path file = folder.resolve("other-host.p12");
        Keytool.generateKeyPair(file, password, ALIAS, "CN=" + NAME, "-ext", "SAN=dns:" + NAME)
                .await();
        return KeyStores.read(file, password);
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

    public URI uri() {
        return URI.create("ssl://127.0.0.1:" + server.getLocalPort());
    }

    public Path trustStore() {
        return trustStore;
    }

    @Override
    public void close() throws Exception {
        server.close();
        accepting.join(10_000);
    }
}
