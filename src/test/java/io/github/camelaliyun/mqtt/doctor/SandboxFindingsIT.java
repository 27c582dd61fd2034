package io.github.camelaliyun.mqtt.doctor;

import io.github.camelaliyun.mqtt.credential.SignatureCredentials;
import io.github.camelaliyun.mqtt.kit.FreePort;
import io.github.camelaliyun.mqtt.sandbox.Sandbox;
import io.github.camelaliyun.mqtt.sandbox.SandboxOptions;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;

import static io.github.camelaliyun.mqtt.doctor.DoctorRig.CLIENT_ID;
import static io.github.camelaliyun.mqtt.doctor.DoctorRig.firstFailed;
import static io.github.camelaliyun.mqtt.doctor.DoctorRig.found;
import static org.assertj.core.api.Assertions.assertThat;

/** What the service says, by its sandbox: who may connect, what may be subscribed, and tokens. */
class SandboxFindingsIT {

    private static Sandbox sandbox;

    @BeforeAll
    static void start() {
        sandbox = Sandbox.start(new SandboxOptions(
                0,
                false,
                "test-access-key",
                DoctorRig.SECRET,
                "post-cn-test",
                Set.of("GID_test"),
                Set.of("test", "alert")));
    }

    @AfterAll
    static void stop() {
        sandbox.close();
    }

    private static DoctorRig rig() {
        return DoctorRig.of(sandbox.tcp());
    }

    private static Diagnosis examine(DoctorRig rig) {
        try (rig) {
            Diagnosis diagnosis = rig.examine();
            assertThat(diagnosis.toString()).doesNotContain(DoctorRig.SECRET, "WrongSecret");
            return diagnosis;
        }
    }

    @Test
    void allIsWellOverEachTransport() throws Exception {
        for (URI server : new URI[] {sandbox.tcp(), sandbox.ssl(), sandbox.ws(), sandbox.wss()}) {
            Diagnosis diagnosis = examine(DoctorRig.of(server)
                    .with(component -> component.setCaFile("file:" + sandbox.caFile()))
                    .consuming("test/oppo", "alert/#"));

            assertThat(diagnosis.isWell()).as(diagnosis.toString()).isTrue();
            assertThat(diagnosis.count(Status.WARN)).as(diagnosis.toString()).isZero();
            assertThat(found(diagnosis, "p2p")).singleElement().asString().startsWith("OK ");
        }
    }

    @Test
    void aWrongSecretIsTold() throws Exception {
        assertThat(firstFailed(
                        examine(rig().with(component -> component.getAccount().setSecretKey("WrongSecret"))
                                .consuming("test/oppo"))))
                .isEqualTo("connect: the server refuses the user name or password (CONNACK 4): AccessKey ID, secret or"
                        + " instance ID is wrong");
    }

    @Test
    void aWrongInstanceIsTold() throws Exception {
        Diagnosis diagnosis =
                examine(rig().with(component -> component.getAccount().setInstanceId("post-cn-other"))
                        .consuming("test/oppo"));

        assertThat(firstFailed(diagnosis)).contains("instance ID is wrong");
        assertThat(diagnosis.toString()).contains("that the instance ID is this endpoint's");
    }

    @Test
    void aGroupThatDoesNotExistIsTold() throws Exception {
        Diagnosis diagnosis = examine(
                rig().with(component -> component.setGroupId("GID_other")).consuming("test/oppo"));

        assertThat(firstFailed(diagnosis))
                .isEqualTo("connect: the server does not authorize clientId GID_other@@@00001-doctor (CONNACK 5)");
        assertThat(diagnosis.toString()).contains("check that the Group ID exists in this instance");
    }

    @Test
    void tlsToAPlainPortIsTold() throws Exception {
        String plain = sandbox.tcp().toString().replace("tcp:", "ssl:");

        assertThat(firstFailed(examine(DoctorRig.of(URI.create(plain)).consuming("test/oppo"))))
                .startsWith("tls: ")
                .endsWith("does if it does not speak TLS");
    }

    @Test
    void aTlsPortThatIsSpokenToInPlainIsTold() throws Exception {
        String secure = sandbox.ssl().toString().replace("ssl:", "tcp:");

        assertThat(firstFailed(examine(DoctorRig.of(URI.create(secure)).consuming("test/oppo"))))
                .startsWith("connect: ");
    }

    @Test
    void aParentTopicThatDoesNotExistIsTold() throws Exception {
        assertThat(firstFailed(examine(rig().consuming("nowhere/x"))))
                .isEqualTo(
                        "filters: nowhere/x (route1): the server closed the connection over this subscription, as it does"
                                + " where the parent topic nowhere does not exist");
    }

    @Test
    void aFilterThatIsRefusedIsTold() throws Exception {
        sandbox.faults().refuse("alert/secret");

        assertThat(firstFailed(examine(rig().consuming("test/oppo", "alert/secret"))))
                .isEqualTo("filters: alert/secret (route2): refused by the server (SUBACK 0x80)");
    }

    @Test
    void nothingStaysOfTheDoctor() throws Exception {
        examine(rig().consuming("test/oppo"));

        assertThat(sandbox.connectedClients()).noneMatch(client -> client.contains("-doctor"));
    }

    /** As a process does that has the clientId: it connects again as soon as it has lost its connection. */
    @Test
    void aClientIdThatIsInUseIsTold() throws Exception {
        MqttClient other = new MqttClient(sandbox.tcp().toString(), CLIENT_ID, new MemoryPersistence());
        MqttConnectOptions options = new MqttConnectOptions();
        options.setUserName("Signature|test-access-key|post-cn-test");
        options.setPassword(signature().toCharArray());
        options.setAutomaticReconnect(true);
        other.connect(options);
        try {
            assertThat(firstFailed(examine(rig().takingOver().consuming("test/oppo"))))
                    .isEqualTo(
                            "inuse: clientId GID_test@@@00001 is in use: the server closed the doctor's connection, as it"
                                    + " does when another client connects with it");
        } finally {
            other.disconnectForcibly(0, 1_000, false);
            other.close(true);
        }
    }

    private static String signature() {
        return new SignatureCredentials("test-access-key", DoctorRig.SECRET, "post-cn-test")
                .credentialsFor(CLIENT_ID)
                .password();
    }

    @Test
    void aDeviceCredentialNeedsToBeToldToTakeOver() throws Exception {
        sandbox.registerDevice("device-key", DoctorRig.SECRET, CLIENT_ID);

        Diagnosis beside = examine(device());
        assertThat(found(beside, "connect"))
                .containsExactly(
                        "SKIPPED mode device: the credential belongs to GID_test@@@00001, and to connect with it ends"
                                + " the connection of a process that has it; stop that process and run with --take-over");
        assertThat(found(beside, "filters")).containsExactly("SKIPPED not looked at, because of CONNECT");
        assertThat(beside.isWell()).isTrue();

        Diagnosis over = examine(device().takingOver());
        assertThat(over.isWell()).as(over.toString()).isTrue();
        assertThat(found(over, "inuse"))
                .singleElement()
                .asString()
                .startsWith("OK GID_test@@@00001 is used by nobody else");
    }

    private static DoctorRig device() throws Exception {
        return rig().with(component -> {
                    component.getAccount().setAuthMode("device");
                    component.getAccount().setAccessKey("device-key");
                })
                .consuming("test/oppo");
    }

    @Test
    void tokensAreToldWithTheirLifeAndWhatTheyAreFor() throws Exception {
        Diagnosis diagnosis = examine(tokens(sandbox.tokens().openApi().toString())
                .consuming("test/oppo")
                .publishing("alert/x"));

        assertThat(diagnosis.isWell()).as(diagnosis.toString()).isTrue();
        assertThat(found(diagnosis, "token"))
                .singleElement()
                .asString()
                .matches(
                        "OK from http://127.0.0.1:\\d+ in \\d+ ms: good for 3(599|600) s, for alert/#,alert/p2p/#,test/#,test/p2p/#");
        assertThat(found(diagnosis, "clock")).singleElement().asString().startsWith("OK ");
    }

    @Test
    void aTopicThatNoTokenCoversIsTold() throws Exception {
        try (DoctorRig rig = tokens(sandbox.tokens().openApi().toString())
                .with(component -> component.getAccount().getToken().setResources("test/#"))
                .publishing("alert/x")
                .consuming("test/oppo")) {
            assertThat(firstFailed(rig.examine())).isEqualTo("token: no token covers the topic alert/x");
        }
    }

    @Test
    void aClockThatIsTenMinutesOffIsTold() throws Exception {
        for (int minutes : new int[] {10, -10}) {
            try (DoctorRig rig = tokens(sandbox.tokens().openApi().toString())
                    .at(Clock.offset(Clock.systemUTC(), Duration.ofMinutes(minutes)))
                    .consuming("test/oppo")) {
                assertThat(firstFailed(rig.examine()))
                        .matches("clock: this machine's clock is (59\\d|60\\d) s "
                                + (minutes > 0 ? "ahead of" : "behind") + " the date of http://127.0.0.1:\\d+");
            }
        }
    }

    @Test
    void aTokenServerThatIsDownIsTold() throws Exception {
        int port = FreePort.choose();

        assertThat(firstFailed(examine(tokenServer(port))))
                .startsWith("token: the token server http://127.0.0.1:" + port + " cannot be reached (");
    }

    @Test
    void aTokenServerThatSaysNothingIsGivenUp() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"))) {
            Diagnosis diagnosis = examine(tokenServer(server.getLocalPort()));

            assertThat(firstFailed(diagnosis))
                    .isEqualTo("token: the token server http://127.0.0.1:" + server.getLocalPort()
                            + " did not answer within 5000 ms");
            assertThat(found(diagnosis, "connect")).containsExactly("SKIPPED not looked at, because of token");
        }
    }

    private static DoctorRig tokens(String openApi) {
        return rig().with(component -> {
            component.getAccount().setAuthMode("token");
            component.getAccount().getToken().setEndpoint(openApi);
        });
    }

    private static DoctorRig tokenServer(int port) throws Exception {
        return rig().with(component -> {
                    component.getAccount().setAuthMode("token");
                    component.getAccount().getToken().setServerUrl("http://127.0.0.1:" + port + "/tokens");
                })
                .consuming("test/oppo");
    }
}
