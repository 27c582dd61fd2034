package io.github.camelaliyun.brokers;

import org.apache.activemq.broker.BrokerPlugin;
import org.apache.activemq.broker.BrokerService;
import org.apache.activemq.broker.SslContext;
import org.apache.activemq.security.AuthenticationUser;
import org.apache.activemq.security.SimpleAuthenticationPlugin;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;

/** Apache ActiveMQ Classic with KahaDB in a folder. */
public final class ActiveMqProgram {

    /** Bytes; its default of 64 KiB closes the connection of a client that sends a larger one by WebSocket. */
    private static final int LARGEST_MESSAGE = 4 * 1024 * 1024;

    private ActiveMqProgram() {}

    /** @param args the folder, and the ports for tcp, TLS and WebSocket */
    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[0]);
        BrokerService broker = new BrokerService();
        broker.setBrokerName("activemq");
        broker.setUseJmx(false);
        broker.setUseShutdownHook(false);
        broker.setPersistent(true);
        broker.setDataDirectory(folder.resolve("data").toString());
        AuthenticationUser user =
                new AuthenticationUser(System.getenv("BROKER_USER"), System.getenv("BROKER_PASSWORD"), "users");
        broker.setPlugins(new BrokerPlugin[] {new SimpleAuthenticationPlugin(List.of(user))});
        broker.setSslContext(sslContext(folder.resolve("server.p12")));
        broker.addConnector("mqtt://127.0.0.1:" + args[1]);
        broker.addConnector("mqtt+ssl://127.0.0.1:" + args[2]);
        broker.addConnector("ws://127.0.0.1:" + args[3] + "?websocket.maxBinaryMessageSize=" + LARGEST_MESSAGE
                + "&websocket.maxFrameSize=" + LARGEST_MESSAGE);
        broker.start();
        broker.waitUntilStarted();
        System.out.println("listening");
        while (System.in.read() >= 0) {
            // Until the test has closed the input, or has ended.
        }
        broker.stop();
        System.exit(0);
    }

    private static SslContext sslContext(Path keyStore) throws Exception {
        char[] password = System.getenv("KEY_STORE_PASSWORD").toCharArray();
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keyStore)) {
            store.load(in, password);
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, password);
        return new SslContext(keys.getKeyManagers(), null, null);
    }
}
