package io.github.camelaliyun.brokers;

import com.hivemq.configuration.service.InternalConfigurations;
import com.hivemq.embedded.EmbeddedExtension;
import com.hivemq.embedded.EmbeddedHiveMQ;
import com.hivemq.extension.sdk.api.ExtensionMain;
import com.hivemq.extension.sdk.api.auth.SimpleAuthenticator;
import com.hivemq.extension.sdk.api.auth.parameter.SimpleAuthInput;
import com.hivemq.extension.sdk.api.auth.parameter.SimpleAuthOutput;
import com.hivemq.extension.sdk.api.packets.connect.ConnackReasonCode;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartOutput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopOutput;
import com.hivemq.extension.sdk.api.services.Services;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** HiveMQ CE with its sessions in files of a folder. */
public final class HiveMqProgram {

    private static final String CONFIG = """
            <?xml version="1.0"?>
            <hivemq>
              <listeners>
                <tcp-listener><port>%s</port><bind-address>127.0.0.1</bind-address></tcp-listener>
                <tls-tcp-listener><port>%s</port><bind-address>127.0.0.1</bind-address><tls><keystore>
                  <path>%s</path><password>%s</password><private-key-password>%4$s</private-key-password>
                </keystore></tls></tls-tcp-listener>
                <websocket-listener><port>%s</port><bind-address>127.0.0.1</bind-address><path>/mqtt</path>
                  <subprotocols><subprotocol>mqtt</subprotocol></subprotocols></websocket-listener>
              </listeners>
              <mqtt><queued-messages><max-queue-size>100000</max-queue-size></queued-messages></mqtt>
              <persistence><mode>file</mode></persistence>
              <anonymous-usage-statistics><enabled>false</enabled></anonymous-usage-statistics>
            </hivemq>
            """;

    private HiveMqProgram() {}

    /** @param args the folder, and the ports for tcp, TLS and WebSocket */
    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[0]);
        for (String name : List.of("conf", "data", "extensions")) {
            Files.createDirectories(folder.resolve(name));
        }
        Files.writeString(
                folder.resolve("conf/config.xml"),
                CONFIG.formatted(
                        args[1], args[2], folder.resolve("server.p12"), System.getenv("KEY_STORE_PASSWORD"), args[3]));
        EmbeddedHiveMQ hiveMq = EmbeddedHiveMQ.builder()
                .withConfigurationFolder(folder.resolve("conf"))
                .withDataFolder(folder.resolve("data"))
                .withExtensionsFolder(folder.resolve("extensions"))
                .withEmbeddedExtension(EmbeddedExtension.builder()
                        .withId("one-user")
                        .withName("One user")
                        .withVersion("1")
                        .withAuthor("camel-aliyun-mqtt")
                        .withExtensionMain(new OneUser())
                        .build())
                .withoutLoggingBootstrap()
                .build();
        InternalConfigurations.AUTH_DENY_UNAUTHENTICATED_CONNECTIONS.set(true);
        InternalConfigurations.PERSISTENCE_SHUTDOWN_GRACE_PERIOD_MSEC.set(0);
        hiveMq.start().join();
        System.out.println("listening");
        while (System.in.read() >= 0) {
            // Until the test has closed the input, or has ended.
        }
        hiveMq.stop().join();
        System.exit(0);
    }

    /** Whoever has the password may do everything. */
    private static final class OneUser implements ExtensionMain, SimpleAuthenticator {

        @Override
        public void extensionStart(ExtensionStartInput input, ExtensionStartOutput output) {
            Services.securityRegistry().setAuthenticatorProvider(provider -> this);
        }

        @Override
        public void extensionStop(ExtensionStopInput input, ExtensionStopOutput output) {
            // There is nothing to undo.
        }

        @Override
        public void onConnect(SimpleAuthInput input, SimpleAuthOutput output) {
            String user = input.getConnectPacket().getUserName().orElse("");
            ByteBuffer password = input.getConnectPacket().getPassword().orElse(ByteBuffer.allocate(0));
            if (System.getenv("BROKER_USER").equals(user)
                    && System.getenv("BROKER_PASSWORD")
                            .equals(StandardCharsets.UTF_8.decode(password).toString())) {
                output.authenticateSuccessfully();
            } else {
                output.failAuthentication(ConnackReasonCode.BAD_USER_NAME_OR_PASSWORD);
            }
        }
    }
}
