package io.github.camelaliyun.mqtt.doctor;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;

import static io.github.camelaliyun.mqtt.doctor.DoctorRig.firstFailed;
import static io.github.camelaliyun.mqtt.doctor.DoctorRig.found;
import static org.assertj.core.api.Assertions.assertThat;

/** Why a TLS handshake fails is told by the first line that has failed. */
class TlsFindingsTest {

    private static final String OWN_ADDRESS = "SAN=ip:127.0.0.1";

    /** A warning, of RFC 8446, 6.2: fatal, protocol_version. */
    private static final byte[] OLD_PROTOCOL = {0x15, 3, 1, 0, 2, 2, 70};

    @TempDir
    private Path folder;

    private static Diagnosis examine(URI server, String caFile) throws Exception {
        try (DoctorRig rig = DoctorRig.of(server)
                .with(component -> component.setCaFile(caFile))
                .consuming("test/oppo")) {
            return rig.examine();
        }
    }

    @Test
    void aCertificateThatHasExpiredIsToldWithItsDate() throws Exception {
        try (CertifiedServer server = new CertifiedServer(
                folder,
                "old.example",
                "-ext",
                OWN_ADDRESS,
                "-startdate",
                "2020/01/01 12:00:00",
                "-validity",
                "30",
                "-signer",
                "ca")) {
            assertThat(firstFailed(examine(server.uri(), server.caFile())))
                    .startsWith("tls: the certificate of old.example expired on 2020-01-31, ")
                    .endsWith(" days ago");
        }
    }

    /** The JDK looks at no date of a certificate that is trusted itself. */
    @Test
    void aCertificateThatHasExpiredAndIsTrustedItselfIsWarnedOf() throws Exception {
        try (CertifiedServer server = new CertifiedServer(
                folder, "old.example", "-ext", OWN_ADDRESS, "-startdate", "2020/01/01 12:00:00", "-validity", "30")) {
            assertThat(found(examine(server.uri(), server.caFile()), "tls"))
                    .singleElement()
                    .asString()
                    .startsWith("WARN the certificate of old.example expired on 2020-01-31, ");
        }
    }

    @Test
    void aCertificateOfAnotherHostIsToldWithBothNames() throws Exception {
        try (CertifiedServer server =
                new CertifiedServer(folder, "mqtt.example", "-ext", "SAN=dns:mqtt.example,dns:other.example")) {
            assertThat(firstFailed(examine(server.uri(), server.caFile())))
                    .isEqualTo("tls: the certificate is for mqtt.example, other.example, not for 127.0.0.1");
        }
    }

    @Test
    void aCertificateThatNobodyTrustsIsToldWithItsIssuer() throws Exception {
        try (CertifiedServer server = new CertifiedServer(folder, "mqtt.example", "-ext", OWN_ADDRESS)) {
            Diagnosis diagnosis = examine(server.uri(), null);

            assertThat(firstFailed(diagnosis))
                    .isEqualTo("tls: the certificate of mqtt.example, issued by mqtt.example, is not trusted");
            assertThat(found(diagnosis, "connect")).containsExactly("SKIPPED not looked at, because of TLS");
        }
    }

    @Test
    void aGoodCertificateIsToldWithProtocolChainAndDaysLeft() throws Exception {
        try (CertifiedServer server =
                new CertifiedServer(folder, "mqtt.example", "-ext", OWN_ADDRESS, "-validity", "90")) {
            assertThat(found(examine(server.uri(), server.caFile()), "tls"))
                    .singleElement()
                    .asString()
                    .startsWith("OK TLSv1.3, certificate mqtt.example, good for 89 days (");
        }
    }

    @Test
    void aCertificateThatExpiresSoonIsWarnedOf() throws Exception {
        try (CertifiedServer server =
                        new CertifiedServer(folder, "mqtt.example", "-ext", OWN_ADDRESS, "-validity", "90");
                DoctorRig rig = DoctorRig.of(server.uri())
                        .with(component -> component.setCaFile(server.caFile()))
                        .consuming("test/oppo")) {
            rig.at(Clock.offset(Clock.systemUTC(), Duration.ofDays(80)));

            assertThat(found(rig.examine(), "tls"))
                    .singleElement()
                    .asString()
                    .startsWith("WARN TLSv1.3, certificate mqtt.example, good for 9 days (");
        }
    }

    @Test
    void aPortWithoutTlsIsToldByItsAnswer() throws Exception {
        try (ServerSocket server = answering("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes())) {
            assertThat(firstFailed(examine(uri(server), null)))
                    .isEqualTo("tls: port " + server.getLocalPort() + " does not speak TLS");
        }
    }

    @Test
    void aPortThatClosesTheHandshakeIsTold() throws Exception {
        try (ServerSocket server = answering(new byte[0])) {
            assertThat(firstFailed(examine(uri(server), null)))
                    .isEqualTo("tls: the server closed the connection in the TLS handshake, as port "
                            + server.getLocalPort() + " does if it does not speak TLS");
        }
    }

    @Test
    void aPortThatSaysNothingInTheHandshakeIsTold() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"))) {
            assertThat(firstFailed(examine(uri(server), null)))
                    .isEqualTo("tls: the server says nothing in the TLS handshake, as port " + server.getLocalPort()
                            + " may if it does not speak TLS");
        }
    }

    @Test
    void aServerWithAnOldProtocolAloneIsTold() throws Exception {
        try (ServerSocket server = answering(OLD_PROTOCOL)) {
            assertThat(firstFailed(examine(uri(server), null)))
                    .isEqualTo("tls: the server speaks only an old protocol that Java refuses");
        }
    }

    /** Answers the first bytes of each client, and closes. */
    private static ServerSocket answering(byte[] answer) throws IOException {
        ServerSocket server = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        Thread thread = new Thread(
                () -> {
                    while (!server.isClosed()) {
                        try (Socket client = server.accept()) {
                            int first = client.getInputStream().read();
                            if (first >= 0) {
                                client.getInputStream()
                                        .readNBytes(client.getInputStream().available());
                                client.getOutputStream().write(answer);
                                if (answer.length > 0) {
                                    client.getInputStream().readAllBytes();
                                }
                            }
                        } catch (IOException e) {
                            // This client has gone, or the server is being closed.
                        }
                    }
                },
                "answering");
        thread.setDaemon(true);
        thread.start();
        return server;
    }

    private static URI uri(ServerSocket server) {
        return URI.create("ssl://127.0.0.1:" + server.getLocalPort());
    }
}
