package io.github.camelaliyun.mqtt.cases;

import io.github.camelaliyun.mqtt.kit.Estate;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.HexFormat;

/** What a server answers the first record of TLS with, other than a handshake that goes on, is told apart. */
@Timeout(120)
class RefusedTlsIT {

    /** The random of ServerHello. */
    private static final String ZEROS = "0000000000000000000000000000000000000000000000000000000000000000";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "15030100020246 | the server speaks no version of TLS that this client does (Received fatal alert:"
                        + " protocol_version): enable TLS 1.2 or 1.3 on the server",
                "160302002a020000260302" + ZEROS
                        + "00002f00 | the server speaks no version of TLS that this client does (The"
                        + " server selected protocol version TLS11",
                "160301002a020000260301" + ZEROS
                        + "00002f00 | the server speaks no version of TLS that this client does (The"
                        + " server selected protocol version TLS10",
                "15030300020228 | the server refuses the TLS handshake (Received fatal alert: handshake_failure): it has no"
                        + " cipher suite in common with this client, or it demands a client certificate",
                "15030300020270 | the TLS server has no certificate for the host of the endpoint (Received fatal alert:"
                        + " unrecognized_name): write the host as the server knows it",
                "1503030002022a | the server demands a client certificate that it accepts (Received fatal alert: bad_certificate)",
                "485454502f312e3120343030 | TLS failed (what answers there does not speak TLS): check that ssl:// or wss:// goes to a TLS port",
                "'' | TLS failed (the server closed the connection in the TLS handshake): check that ssl:// or wss:// goes to",
            })
    void theAnswerIsToldApartWithItsCure(String answer, String reason) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread answering = new Thread(() -> answer(server, HexFormat.of().parseHex(answer)), "refusing-tls");
            answering.setDaemon(true);
            answering.start();
            try (Estate application =
                    PlainBroker.application(URI.create("ssl://127.0.0.1:" + server.getLocalPort()), "refused")) {
                application.consume("in", "paho:refused/in", exchange -> {});
                application.awaitReason(reason);
            } finally {
                server.close();
                answering.join(10_000);
            }
        }
    }

    private static void answer(ServerSocket server, byte[] answer) {
        while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
                // The client's first record, so that the close is no reset.
                if (socket.getInputStream().read(new byte[16_384]) > 0) {
                    socket.getOutputStream().write(answer);
                    if (answer.length == 0) {
                        socket.shutdownOutput();
                    }
                    // The client ends it.
                    socket.getInputStream().readAllBytes();
                }
            } catch (IOException e) {
                // The client, or the end of the test, has closed.
            }
        }
    }
}
