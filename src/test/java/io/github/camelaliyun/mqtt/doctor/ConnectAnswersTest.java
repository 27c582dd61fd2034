package io.github.camelaliyun.mqtt.doctor;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.util.Locale;

import static io.github.camelaliyun.mqtt.doctor.DoctorRig.CLIENT_ID;
import static io.github.camelaliyun.mqtt.doctor.DoctorRig.firstFailed;
import static io.github.camelaliyun.mqtt.doctor.DoctorRig.found;
import static org.assertj.core.api.Assertions.assertThat;

/** From CONNECT on: each answer of a server is told in words, by the first line that has failed. */
class ConnectAnswersTest {

    private AnsweringBroker broker;

    @BeforeEach
    void listen() throws IOException {
        broker = new AnsweringBroker();
    }

    @AfterEach
    void close() throws IOException {
        broker.close();
    }

    private Diagnosis examine(String... filters) throws Exception {
        try (DoctorRig rig = DoctorRig.of(broker.uri()).consuming(filters)) {
            Diagnosis diagnosis = rig.examine();
            assertThat(diagnosis.toString()).doesNotContain(DoctorRig.SECRET);
            assertThat(diagnosis.json()).doesNotContain(DoctorRig.SECRET);
            return diagnosis;
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1 | the server does not speak this version of MQTT (CONNACK 1)",
                "2 | the server refuses the clientId GID_test@@@00001-doctor (CONNACK 2)",
                "3 | the server says that it is unavailable (CONNACK 3)",
                "4 | the server refuses the user name or password (CONNACK 4): AccessKey ID, secret or instance ID is wrong",
                "5 | the server does not authorize clientId GID_test@@@00001-doctor (CONNACK 5)",
                "132 | the server answers with 0x84, a code of MQTT 5: unsupported protocol version, it does not speak MQTT 3.1.1",
                "134 | the server answers with 0x86, a code of MQTT 5: bad user name or password",
                "151 | the server answers with 0x97, a code of MQTT 5: quota exceeded",
                "200 | the server answers with 0xc8, a code of MQTT 5: unknown",
                "6 | the server answers with code 0x6, which MQTT 3.1.1 does not have"
            })
    void eachCodeOfConnackIsToldInWords(int code, String words) throws Exception {
        broker.connack(0x20, 2, 0, code);

        Diagnosis diagnosis = examine("test/oppo");

        assertThat(firstFailed(diagnosis)).isEqualTo("connect: " + words);
        assertThat(found(diagnosis, "filters")).containsExactly("SKIPPED not looked at, because of CONNECT");
        assertThat(diagnosis.exitCode()).isEqualTo(1);
    }

    @Test
    void aServerOfMqtt5AloneIsToldByTheFormOfItsAnswer() throws Exception {
        broker.connack(0x20, 3, 0, 0x84, 0);

        assertThat(firstFailed(examine("test/oppo")))
                .isEqualTo(
                        "connect: the server answers with 0x84, a code of MQTT 5: unsupported protocol version, it does"
                                + " not speak MQTT 3.1.1");
    }

    @Test
    void aServerThatSaysNothingIsGivenUp() throws Exception {
        broker.connack();

        assertThat(firstFailed(examine("test/oppo")))
                .isEqualTo("connect: the server has not answered CONNECT within 4 s");
    }

    @Test
    void aServerThatClosesIsTold() throws Exception {
        broker.closesAtConnect();

        assertThat(firstFailed(examine("test/oppo")))
                .isEqualTo("connect: the server closed the connection without an answer to CONNECT");
    }

    @Test
    void itConnectsBesideTheProcessWithADeviceIdOfItsOwn() throws Exception {
        examine("test/oppo");

        assertThat(broker.clientIds).singleElement().asString().matches(CLIENT_ID + "-doctor-[a-z0-9]{4}");
    }

    @Test
    void aFilterThatIsRefusedIsNamed() throws Exception {
        broker.suback(0x80);

        Diagnosis diagnosis = examine("test/oppo", "test/alert/#");

        assertThat(found(diagnosis, "filters"))
                .containsExactly(
                        "FAILED test/oppo (route1): refused by the server (SUBACK 0x80)",
                        "FAILED test/alert/# (route2): refused by the server (SUBACK 0x80)");
        assertThat(found(diagnosis, "keepalive").get(0)).startsWith("OK ");
    }

    @Test
    void aFilterThatIsGrantedLessIsWarnedOf() throws Exception {
        broker.suback(0);

        assertThat(found(examine("test/oppo"), "filters"))
                .containsExactly("WARN test/oppo (route1): granted QoS 0, asked for 1");
    }

    @Test
    void aServerThatClosesOverAFilterSaysThatItsParentTopicMayBeMissing() throws Exception {
        broker.closesAtSubscribe();

        Diagnosis diagnosis = examine("nowhere/oppo", "test/x");

        assertThat(firstFailed(diagnosis))
                .isEqualTo(
                        "filters: nowhere/oppo (route1): the server closed the connection over this subscription, as it does"
                                + " where the parent topic nowhere does not exist");
        assertThat(found(diagnosis, "filters")).contains("SKIPPED test/x: not looked at, as the connection is closed");
        assertThat(found(diagnosis, "p2p")).containsExactly("SKIPPED not looked at, because of filters");
    }

    @Test
    void aSubscribeThatIsNotAnsweredIsTold() throws Exception {
        broker.ignoresSubscribe();

        assertThat(firstFailed(examine("test/oppo")))
                .isEqualTo("filters: test/oppo (route1): the server has not answered SUBSCRIBE within 3 s");
    }

    @Test
    void aP2pMessageThatIsNotDeliveredIsTold() throws Exception {
        Diagnosis diagnosis = examine("test/oppo");

        assertThat(found(diagnosis, "roundtrip").get(0)).startsWith("OK test/doctor/");
        assertThat(firstFailed(diagnosis))
                .isEqualTo(
                        "p2p: test/p2p/GID_test@@@00001-doctor: the P2P message was acknowledged by the server, and not"
                                + " delivered within 3 s");
    }

    @Test
    void aMessageThatDoesNotComeBackIsTold() throws Exception {
        broker.keepsMessages();

        assertThat(firstFailed(examine("test/oppo")))
                .startsWith("roundtrip: test/doctor/")
                .endsWith(": acknowledged by the server, and not received within 3 s");
    }

    @Test
    void aPingThatIsNotAnsweredIsTold() throws Exception {
        broker.ignoresPings();

        try (DoctorRig rig = DoctorRig.ofBroker(broker.uri()).consuming("test/oppo")) {
            assertThat(firstFailed(rig.examine())).isEqualTo("keepalive: no PINGRESP within 3 s");
        }
    }

    @Test
    void anyBrokerIsLookedAtWithoutTheRulesOfTheService() throws Exception {
        try (DoctorRig rig =
                DoctorRig.ofBroker(broker.uri()).consuming("test/oppo").publishing("test/out")) {
            Diagnosis diagnosis = rig.examine();

            assertThat(diagnosis.isWell()).as(diagnosis.toString()).isTrue();
            assertThat(found(diagnosis, "p2p")).containsExactly("SKIPPED only the service has P2P messages");
        }
    }

    @Test
    void aFilterIsUnsubscribedAgainAndEachIsLookedAtOnce() throws Exception {
        broker.suback(1);

        Diagnosis diagnosis = examine("test/oppo", "test/oppo?concurrentConsumers=2", "test/p2p/" + CLIENT_ID);

        assertThat(found(diagnosis, "filters"))
                .containsExactly(
                        "OK test/oppo (route1, route2): granted QoS 1",
                        "OK test/p2p/GID_test@@@00001 (route3): P2P messages need no subscription");
        assertThat(broker.subscribed).hasSize(2).first().isEqualTo("test/oppo");
    }

    @Test
    void twoRunsAtOnceDoNotHaveTheSameClientId() throws Exception {
        examine("test/oppo");
        examine("test/oppo");

        assertThat(broker.clientIds).doesNotHaveDuplicates().hasSize(2);
    }

    @Test
    void theClientIdOfARunIsAlwaysOneOfTheServices() throws Exception {
        for (int group : new int[] {8, 45, 52, 56, 60}) {
            String device = "d".repeat(61 - group);
            try (DoctorRig rig = DoctorRig.of(broker.uri())
                    .with(component -> component.setGroupId("GID_" + "g".repeat(group - 4)))
                    .with(component -> component.setDeviceId(device))
                    .consuming("test/oppo")) {
                rig.examine();
            }
            assertThat(broker.clientIds.get(broker.clientIds.size() - 1))
                    .startsWith("GID_" + "g".repeat(group - 4) + "@@@")
                    .matches("\\w+@@@[\\w-]+")
                    .hasSizeLessThanOrEqualTo(64);
        }
    }

    /** What waits in it is the routes'. */
    @Test
    void aSessionOfTheRoutesThatIsTakenOverIsLeftAsItIs() throws Exception {
        broker.hasWaiting(7);
        try (DoctorRig rig = DoctorRig.of(broker.uri())
                .with(component -> component.getConfiguration().setCleanSession(false))
                .takingOver()
                .consuming("test/oppo")) {
            Diagnosis diagnosis = rig.examine();

            assertThat(diagnosis.isWell()).as(diagnosis.toString()).isTrue();
            assertThat(broker.clientIds).containsExactly(CLIENT_ID);
            assertThat(broker.clean).containsExactly(false);
            assertThat(broker.acknowledged).isEmpty();
            assertThat(broker.subscribed).isEmpty();
            assertThat(broker.unsubscribed).isEmpty();
            assertThat(broker.published).isEmpty();
            assertThat(found(diagnosis, "filters"))
                    .containsExactly(
                            "SKIPPED test/oppo (route1): not looked at, as the session of the routes is used, in"
                                    + " which a subscription would stay");
        }
    }

    @Test
    void aSessionOfTheDoctorsOwnIsClean() throws Exception {
        broker.hasWaiting(7);
        try (DoctorRig rig = DoctorRig.of(broker.uri())
                .with(component -> component.getConfiguration().setCleanSession(false))
                .consuming("test/oppo")) {
            rig.examine();

            assertThat(broker.clean).containsExactly(true);
            assertThat(broker.acknowledged).containsOnly(7).hasSize(2);
            assertThat(broker.unsubscribed).contains("test/oppo");
        }
    }

    @Test
    void theReportIsInChineseWhereTheLocaleIs() throws Exception {
        broker.connack(0x20, 2, 0, 4);
        try (DoctorRig rig = DoctorRig.of(broker.uri()).consuming("test/oppo").in(Locale.SIMPLIFIED_CHINESE)) {
            assertThat(firstFailed(rig.examine())).startsWith("connect: \u670d\u52a1\u7aef\u62d2\u7edd\u4e86");
        }
    }
}
