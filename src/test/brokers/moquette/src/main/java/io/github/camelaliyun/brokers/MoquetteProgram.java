package io.github.camelaliyun.brokers;

import io.moquette.broker.Server;
import io.moquette.broker.config.MemoryConfig;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;

/** Moquette with its state in memory. */
public final class MoquetteProgram {

    private MoquetteProgram() {}

    /** @param args the folder, and the ports for tcp, TLS and WebSocket */
    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[0]);
        Path data = folder.resolve("data");
        Files.createDirectories(data);
        Properties properties = new Properties();
        properties.setProperty("host", "127.0.0.1");
        properties.setProperty("port", args[1]);
        properties.setProperty("ssl_port", args[2]);
        properties.setProperty("websocket_port", args[3]);
        properties.setProperty("jks_path", folder.resolve("server.p12").toString());
        properties.setProperty("key_store_type", "pkcs12");
        properties.setProperty("key_store_password", System.getenv("KEY_STORE_PASSWORD"));
        properties.setProperty("key_manager_password", System.getenv("KEY_STORE_PASSWORD"));
        properties.setProperty("allow_anonymous", "false");
        // Killed in a stream, this version does not come back from its store: it accepts connections and serves none.
        properties.setProperty("persistence_enabled", "false");
        properties.setProperty("data_path", data.toString());
        // Its default is 8,092 bytes.
        properties.setProperty("netty.mqtt.message_size", String.valueOf(4 * 1024 * 1024));
        // Packets that wait for its event loops; it drops what finds no place among its default of 1,024.
        properties.setProperty("session_queue_size", "100000");
        properties.setProperty("telemetry_enabled", "false");
        Server server = new Server();
        server.startServer(
                new MemoryConfig(properties),
                List.of(),
                null,
                (clientId, user, password) -> System.getenv("BROKER_USER").equals(user)
                        && password != null
                        && System.getenv("BROKER_PASSWORD").equals(new String(password, StandardCharsets.UTF_8)),
                null);
        System.out.println("listening");
        while (System.in.read() >= 0) {
            // Until the test has closed the input, or has ended.
        }
        server.stopServer();
        System.exit(0);
    }
}
