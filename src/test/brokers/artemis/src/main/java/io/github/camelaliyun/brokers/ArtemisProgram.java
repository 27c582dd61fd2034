package io.github.camelaliyun.brokers;

import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.security.CheckType;
import org.apache.activemq.artemis.core.security.Role;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.server.impl.ActiveMQServerImpl;
import org.apache.activemq.artemis.spi.core.security.ActiveMQSecurityManager;

import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Apache Artemis with its journal in a folder. Its MQTT acceptors speak WebSocket as well. */
public final class ArtemisProgram {

    /** Bytes; its default of 64 KiB closes the connection of a client that sends a larger message in one frame. */
    private static final int LARGEST_FRAME = 4 * 1024 * 1024;

    private ArtemisProgram() {}

    /** @param args the folder, and the ports for tcp, TLS and WebSocket */
    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[0]);
        Configuration configuration = new ConfigurationImpl()
                .setJournalType(JournalType.NIO)
                .setJournalDirectory(folder.resolve("journal").toString())
                .setBindingsDirectory(folder.resolve("bindings").toString())
                .setPagingDirectory(folder.resolve("paging").toString())
                .setLargeMessagesDirectory(folder.resolve("large").toString())
                .setPersistenceEnabled(true)
                .setJMXManagementEnabled(false)
                .setSecurityEnabled(true)
                .addAcceptorConfiguration("tcp", "tcp://127.0.0.1:" + args[1] + "?protocols=MQTT")
                .addAcceptorConfiguration(
                        "tls",
                        "tcp://127.0.0.1:" + args[2]
                                + "?protocols=MQTT;sslEnabled=true;keyStoreType=PKCS12;keyStorePath="
                                + folder.resolve("server.p12") + ";keyStorePassword="
                                + System.getenv("KEY_STORE_PASSWORD"))
                .addAcceptorConfiguration(
                        "ws",
                        "tcp://127.0.0.1:" + args[3] + "?protocols=MQTT;webSocketMaxFramePayloadLength="
                                + LARGEST_FRAME);
        ActiveMQServer server = new ActiveMQServerImpl(configuration, new OneUser());
        server.start();
        if (!server.waitForActivation(30, TimeUnit.SECONDS)) {
            throw new IllegalStateException("artemis is not active after 30 s");
        }
        System.out.println("listening");
        while (System.in.read() >= 0) {
            // Until the test has closed the input, or has ended.
        }
        server.stop();
        System.exit(0);
    }

    /** Whoever has the password may do everything. */
    private static final class OneUser implements ActiveMQSecurityManager {

        @Override
        public boolean validateUser(String user, String password) {
            return System.getenv("BROKER_USER").equals(user)
                    && System.getenv("BROKER_PASSWORD").equals(password);
        }

        @Override
        public boolean validateUserAndRole(String user, String password, Set<Role> roles, CheckType checkType) {
            return validateUser(user, password);
        }
    }
}
