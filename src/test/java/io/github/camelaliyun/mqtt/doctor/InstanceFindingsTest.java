package io.github.camelaliyun.mqtt.doctor;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Locale;

import static io.github.camelaliyun.mqtt.doctor.DoctorRig.CLIENT_ID;
import static io.github.camelaliyun.mqtt.doctor.DoctorRig.firstFailed;
import static io.github.camelaliyun.mqtt.doctor.DoctorRig.found;
import static org.assertj.core.api.Assertions.assertThat;

/** What the OpenAPI says of the instance, where the key may call it. */
class InstanceFindingsTest {

    private AnsweringBroker broker;
    private AnsweringOpenApi openApi;
    private boolean takeOver;

    @BeforeEach
    void listen() throws IOException {
        broker = new AnsweringBroker();
        openApi = new AnsweringOpenApi();
        openApi.answering("ListInstances", instances(5, 4_102_444_800_000L))
                .answering("ListGroupId", "{\"Data\":[{\"GroupId\":\"GID_test\"}]}")
                .answering("QuerySessionByClientId", "{\"OnlineStatus\":false}");
    }

    @AfterEach
    void close() throws IOException {
        broker.close();
        openApi.close();
    }

    private static String instances(int status, long expires) {
        return "{\"Success\":\"true\",\"Instances\":[{\"InstanceId\":\"post-cn-other\"},{\"InstanceId\":\"post-cn-test\","
                + "\"InstanceStatus\":" + status + ",\"ExpireTime\":" + expires
                + ",\"KernelVersion\":\"V3.3.0\"}]}";
    }

    private Diagnosis examine() throws Exception {
        return examine(Locale.ENGLISH, openApi.address());
    }

    private Diagnosis examine(Locale language, String address) throws Exception {
        try (DoctorRig rig = DoctorRig.of(broker.uri())
                .with(component -> component.getAccount().getToken().setEndpoint(address))
                .in(language)
                .consuming("test/oppo")) {
            if (takeOver) {
                rig.takingOver();
            }
            Diagnosis diagnosis = rig.examine();
            assertThat(diagnosis.toString()).doesNotContain(DoctorRig.SECRET);
            assertThat(diagnosis.json()).doesNotContain(DoctorRig.SECRET);
            return diagnosis;
        }
    }

    @Test
    void allThatIsWellIsToldBeforeConnect() throws Exception {
        Diagnosis diagnosis = examine();

        assertThat(found(diagnosis, "instance"))
                .hasSize(3)
                .anySatisfy(line -> assertThat(line).matches("OK post-cn-test is in service, until 2.*, kernel V3.3.0"))
                .contains("OK group GID_test exists", "OK clientId " + CLIENT_ID + " is not connected");
        assertThat(found(diagnosis, "trace")).isEmpty();
        // And what the clock is compared with.
        assertThat(openApi.calls).containsSubsequence("ListInstances", "ListGroupId", "QuerySessionByClientId");
    }

    @Test
    void anInstanceThatIsNotOfTheAccountIsTheFirstThatFails() throws Exception {
        openApi.answering("ListInstances", "{\"Instances\":[{\"InstanceId\":\"post-cn-other\"}]}");
        broker.connack(0x20, 2, 0, 4);

        assertThat(firstFailed(examine()))
                .isEqualTo("instance: this account has no instance post-cn-test in this region");
    }

    @ParameterizedTest
    @CsvSource({"3, expired", "15, frozen", "99, in state 99"})
    void anInstanceThatDoesNotServeIsTheFirstThatFails(int status, String word) throws Exception {
        openApi.answering("ListInstances", instances(status, 1_000_000_000_000L));
        broker.closesAtConnect();

        assertThat(firstFailed(examine())).startsWith("instance: post-cn-test is " + word + " (until 2001-09-09)");
    }

    @Test
    void aGroupThatWasNotCreatedIsTheFirstThatFails() throws Exception {
        openApi.answering("ListGroupId", "{\"Data\":[{\"GroupId\":\"GID_other\"}]}");
        broker.connack(0x20, 2, 0, 5);

        assertThat(firstFailed(examine())).isEqualTo("instance: group GID_test does not exist in post-cn-test");
    }

    @Test
    void aClientIdThatIsConnectedAlreadyIsWarnedOfBeforeItIsTakenOver() throws Exception {
        openApi.answering("QuerySessionByClientId", "{\"OnlineStatus\":true}");
        takeOver = true;

        assertThat(found(examine(), "instance"))
                .contains("WARN clientId " + CLIENT_ID
                        + " is connected already, by the process of these routes or by another one");
    }

    @Test
    void afterAFailedConnectTheTraceIsToldInWords() throws Exception {
        broker.closesAtConnect();
        openApi.answering(
                "QueryMqttTraceDevice",
                "{\"Total\":2,\"DeviceInfoList\":[{\"Time\":\"2026-11-28 10:00:01\",\"Action\":\"close\",\"ActionInfo\":"
                        + "\"clientId conflict\"},{\"Time\":\"2026-11-28 10:00:00\",\"Action\":\"connect\","
                        + "\"ActionInfo\":\"accepted\"}]}");

        Diagnosis diagnosis = examine();

        assertThat(found(diagnosis, "trace"))
                .containsExactly("OK the service's last 2 lines of " + CLIENT_ID + "-doctor, the latest first");
        assertThat(diagnosis.toString())
                .contains(
                        "2026-11-28 10:00:01 close: clientId conflict (another client connected with this clientId)",
                        "2026-11-28 10:00:00 connect: accepted (CONNECT accepted)");
        assertThat(examine(Locale.CHINESE, openApi.address()).toString()).contains("（另一个客户端使用了同一个 Client ID）");
    }

    @Test
    void aKeyThatMayNotCallItIsSkippedWithTheReason() throws Exception {
        openApi.close();
        openApi = new AnsweringOpenApi();

        assertThat(found(examine(), "instance"))
                .containsExactly(
                        "SKIPPED ListInstances failed with Forbidden.RAM, request R-1: the user of the AccessKey"
                                + " may not do that, grant it in the RAM console");
    }

    @Test
    void withoutARegionItIsSkippedWithTheReason() throws Exception {
        assertThat(found(examine(Locale.ENGLISH, null), "instance"))
                .containsExactly(
                        "SKIPPED not looked at: no key that may call the OpenAPI, or no token.region-id that says"
                                + " where it is");
    }

    @Test
    void anOpenApiThatKeepsSilentIsGivenUp() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"))) {
            assertThat(found(examine(Locale.ENGLISH, "http://127.0.0.1:" + silent.getLocalPort()), "instance"))
                    .singleElement()
                    .asString()
                    .startsWith("SKIPPED ListInstances failed with SDK.");
        }
    }
}
