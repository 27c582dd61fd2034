package io.github.camelaliyun.mqtt.doctor;

import io.github.camelaliyun.mqtt.kit.FreePort;
import io.github.camelaliyun.mqtt.kit.TestProxy;
import io.github.camelaliyun.mqtt.wire.Line;
import io.github.camelaliyun.mqtt.wire.LineListener;
import io.github.camelaliyun.mqtt.wire.LineOptions;
import io.github.camelaliyun.mqtt.wire.Way;
import io.github.camelaliyun.mqtt.wire.Wire;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import static io.github.camelaliyun.mqtt.doctor.DoctorRig.firstFailed;
import static io.github.camelaliyun.mqtt.doctor.DoctorRig.found;
import static org.assertj.core.api.Assertions.assertThat;

/** What lies between here and the server is told by the first line that has failed. */
class NetworkFindingsTest {

    private static Diagnosis examine(String server) throws Exception {
        try (DoctorRig rig = DoctorRig.of(URI.create(server)).consuming("test/oppo")) {
            Diagnosis diagnosis = rig.examine();
            assertThat(diagnosis + diagnosis.json()).doesNotContain(DoctorRig.SECRET);
            return diagnosis;
        }
    }

    @Test
    void aNameThatIsNotKnownIsTold() throws Exception {
        assertThat(names(CompletableFuture.failedFuture(new UnknownHostException("mqtt.example"))))
                .containsExactly(Finding.failed(
                        "the name mqtt.example is not known",
                        "copy the endpoint from the console (instance details), and check DNS; names of VPC endpoints are"
                                + " known within the VPC alone"));
    }

    @Test
    void aNameServerThatDoesNotAnswerIsGivenUp() throws Exception {
        assertThat(names(new CompletableFuture<>()).get(0).found())
                .isEqualTo("the name mqtt.example was not resolved within 4 s");
    }

    @Test
    void allAddressesOfANameAreTold() throws Exception {
        String server = "tcp://mqtt.example:1883";
        assertThat(names(CompletableFuture.completedFuture(List.of(
                                new Way(server, InetAddress.getByName("192.0.2.1"), null),
                                new Way(server, InetAddress.getByName("192.0.2.2"), null))))
                        .get(0)
                        .found())
                .startsWith("mqtt.example -> 192.0.2.1, 192.0.2.2 in ");
    }

    private static List<Finding> names(CompletableFuture<List<Way>> answer) throws Exception {
        Wire wire = new Wire() {
            @Override
            public CompletableFuture<List<Way>> lookUp(Way way) {
                return answer;
            }

            @Override
            public Line open(Way way, LineOptions options, LineListener listener) {
                throw new IllegalStateException("not to be opened");
            }
        };
        try (DoctorRig rig = DoctorRig.of(URI.create("tcp://mqtt.example:1883")).consuming("test/oppo")) {
            Examination examination = rig.examination(wire);
            new ProxyCheck(examination).run();
            return new NamesCheck(examination).run();
        }
    }

    @Test
    void aPortThatIsClosedIsTold() throws Exception {
        int port = FreePort.choose();

        Diagnosis diagnosis = examine("tcp://127.0.0.1:" + port);

        assertThat(firstFailed(diagnosis))
                .isEqualTo("tcp: 127.0.0.1 port " + port + ": nothing listens there (connection refused)");
        assertThat(found(diagnosis, "connect")).containsExactly("SKIPPED not looked at, because of TCP");
        assertThat(diagnosis.summary()).startsWith("TCP does not work: 1 failed, ");
    }

    /** Its queue is full, so that the system drops what comes, as a firewall does. */
    @Test
    void aFirewallThatDropsIsTold() throws Exception {
        List<Socket> clients = new ArrayList<>();
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            fill(server, clients);

            assertThat(firstFailed(examine("tcp://127.0.0.1:" + server.getLocalPort())))
                    .isEqualTo("tcp: 127.0.0.1 port " + server.getLocalPort() + ": no answer within 1 s");
        } finally {
            for (Socket client : clients) {
                client.close();
            }
        }
    }

    private static void fill(ServerSocket server, List<Socket> clients) throws IOException {
        while (true) {
            Socket client = new Socket();
            clients.add(client);
            try {
                client.connect(new InetSocketAddress("127.0.0.1", server.getLocalPort()), 300);
            } catch (SocketTimeoutException e) {
                return;
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "HTTP   | REFUSES |            | the proxy does not connect to the server (status: 403 Forbidden)",
                "SOCKS5 | REFUSES |            | the proxy does not connect to the server (status: HOST_UNREACHABLE)",
                "HTTP   | SERVES  | me:pA55w0rd | the proxy wants a login, or refuses the one that it got (status: 407 Proxy"
                        + " Authentication Required)",
                "SOCKS5 | SERVES  | me:pA55w0rd | the proxy wants a login, or refuses the one that it got (unexpected authMethod:"
                        + " UNASSIGNED(-1))"
            })
    void aProxyThatRefusesIsTold(TestProxy.Kind kind, TestProxy.Manner manner, String login, String words)
            throws Exception {
        try (TestProxy proxy = new TestProxy(kind, login, manner);
                DoctorRig rig = DoctorRig.of(URI.create("tcp://mqtt.example:1883"))
                        .with(component -> component.setProxy(proxy.address()))
                        .consuming("test/oppo")) {
            Diagnosis diagnosis = rig.examine();

            assertThat(found(diagnosis, "proxy")).containsExactly("OK " + proxy.address());
            assertThat(firstFailed(diagnosis))
                    .startsWith("tcp: mqtt.example:1883 through " + proxy.address() + ": ")
                    .contains(words.substring(0, words.indexOf('(')));
            assertThat(diagnosis.toString()).doesNotContain("pA55w0rd");
        }
    }

    @Test
    void aProxyThatIsNotThereIsTold() throws Exception {
        int port = FreePort.choose();
        try (DoctorRig rig = DoctorRig.of(URI.create("tcp://mqtt.example:1883"))
                .with(component -> component.setProxy("http://127.0.0.1:" + port))
                .consuming("test/oppo")) {
            assertThat(firstFailed(rig.examine()))
                    .startsWith("tcp: mqtt.example:1883 through http://127.0.0.1:" + port
                            + ": the proxy cannot be reached (");
        }
    }

    @Test
    void whatIsBehindAProxyIsLookedAtThroughIt() throws Exception {
        try (AnsweringBroker broker = new AnsweringBroker();
                TestProxy proxy = new TestProxy(TestProxy.Kind.SOCKS5, null, TestProxy.Manner.SERVES);
                DoctorRig rig = DoctorRig.ofBroker(
                                URI.create("tcp://mqtt.example:" + broker.uri().getPort()))
                        .with(component -> component.setProxy(proxy.address()))
                        .consuming("test/oppo")) {
            Diagnosis diagnosis = rig.examine();

            assertThat(diagnosis.isWell()).as(diagnosis.toString()).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({"404", "403", "301", "502"})
    void anHttpServerThatMakesNoWebSocketIsToldByItsStatus(int status) throws Exception {
        try (ServerSocket server = http(status)) {
            assertThat(firstFailed(
                            examine("ws://127.0.0.1:" + server.getLocalPort() + "/chat?token=" + DoctorRig.SECRET)))
                    .isEqualTo("websocket: path /chat: the server answers HTTP " + status + " and no WebSocket");
        }
    }

    @Test
    void anEndpointOfAnotherInstanceIsToldBeforeAnythingIsSent() throws Exception {
        Diagnosis diagnosis = examine("ssl://post-cn-other.mqtt.aliyuncs.com:8883");

        assertThat(firstFailed(diagnosis))
                .startsWith(
                        "routes: route route1: instanceId 'post-cn-test' is another instance than that of brokerUrl");
        assertThat(found(diagnosis, "names")).isEmpty();
    }

    private static ServerSocket http(int status) throws IOException {
        ServerSocket server = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        Thread thread = new Thread(
                () -> {
                    while (!server.isClosed()) {
                        try (Socket client = server.accept()) {
                            if (client.getInputStream().read() >= 0) {
                                client.getOutputStream()
                                        .write(("HTTP/1.1 " + status + " No\r\nContent-Length: 0\r\n\r\n").getBytes());
                                client.getInputStream().readAllBytes();
                            }
                        } catch (IOException e) {
                            // This client has gone, or the server is being closed.
                        }
                    }
                },
                "http");
        thread.setDaemon(true);
        thread.start();
        return server;
    }
}
