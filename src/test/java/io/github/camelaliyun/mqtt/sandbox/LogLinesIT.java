package io.github.camelaliyun.mqtt.sandbox;

import io.github.camelaliyun.mqtt.credential.Credentials;
import io.github.camelaliyun.mqtt.kit.LogCapture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** Case P38: how much one client can make the sandbox log. */
@Timeout(120)
class LogLinesIT {

    private static final String LONGEST = "x".repeat(65_535);
    private static final byte[] PINGREQ = {(byte) 0xC0, 0};

    private final String clientId = SharedSandbox.uniqueClientId();
    private final LogCapture log = new LogCapture();

    @AfterEach
    void endCapture() {
        log.close();
    }

    /** P38 */
    @Test
    void subscribeOfFiveThousandFiltersIsOneLine() throws Exception {
        String[] filters =
                IntStream.range(0, 5_000).mapToObj(number -> "test/" + number).toArray(String[]::new);
        try (RawClient client = RawClient.connected(clientId)) {
            client.send(RawClient.subscribe(1, filters));

            assertThat(client.read(2)[0]).isEqualTo((byte) 0x90);
        }
        assertThat(linesOf(clientId))
                .containsExactly("WARN sandbox dropped 4970 of the 5000 subscriptions in a SUBSCRIBE of " + clientId
                        + ", the first of them to 'test/30'; the service's rule: a client has at most 30 subscriptions,"
                        + " more are dropped without an error");
    }

    /** P38 */
    @Test
    void clientIdOfSixtyFourKilobytesIsCut() throws Exception {
        try (RawClient client = RawClient.open(SharedSandbox.get().tcp())) {
            client.send(RawClient.connect(4, LONGEST, SharedSandbox.signed(LONGEST)));

            assertThat(client.readToTheEnd()).containsExactly(0x20, 2, 0, 2);
        }
        String cut = "x".repeat(128) + "... (65535 characters)";
        assertThat(linesOf("sandbox refused " + cut))
                .hasSize(1)
                .allSatisfy(
                        line -> assertThat(line)
                                .isEqualTo(
                                        "WARN sandbox refused " + cut
                                                + ": CONNECT with this clientId; the service's rule: clientId '" + cut
                                                + "' is none of the service's: write it in the form <Group ID>@@@<Device ID>, for example GID_group@@@00001"));
        assertThat(log.lines()).noneMatch(line -> line.length() > 1_000);
    }

    /** P38, other instances: a line for each of what a client sends at once, and names as long as a packet holds. */
    @Test
    void connectionThatIsClosedIsOneLineWhateverElseItHasSent() throws Exception {
        String[] filters = IntStream.range(0, 5_000)
                .mapToObj(number -> "unknown/" + number)
                .toArray(String[]::new);
        refused(RawClient.subscribe(1, filters));
        assertThat(linesOf(clientId)).hasSize(1).first().asString().contains("SUBSCRIBE to 'unknown/");

        refused(RawClient.join(Stream.generate(() -> RawClient.publish("unknown/a", new byte[0]))
                .limit(1_000)
                .toArray(byte[][]::new)));
        assertThat(linesOf(clientId)).hasSize(2).last().asString().contains("PUBLISH to 'unknown/a'");
    }

    /** P38, other instances. */
    @Test
    void topicsFiltersAndUserNamesOfSixtyFourKilobytesAreCut() throws Exception {
        String topic = "test/" + LONGEST.substring(5);
        refused(RawClient.publish(topic, new byte[0]));
        refused(RawClient.publish(LONGEST, new byte[0]));
        refused(RawClient.subscribe(1, topic));
        refused(RawClient.subscribe(1, LONGEST));
        refused(RawClient.subscribe(1, "$share/" + LONGEST.substring(7)));
        try (RawClient client = RawClient.open(SharedSandbox.get().tcp())) {
            client.send(RawClient.connect(4, clientId, new Credentials(LONGEST, "secret")));
            assertThat(client.readToTheEnd()).containsExactly(0x20, 2, 0, 4);
        }

        assertThat(linesOf(clientId)).hasSize(6);
        assertThat(log.lines()).noneMatch(line -> line.length() > 700);
    }

    @Test
    void lineSeparatorForgesNoLine() throws Exception {
        refused(RawClient.publish("unknown/\u2028WARN forged", new byte[0]));

        assertThat(linesOf(clientId)).hasSize(1).first().asString().contains("'unknown/\\u2028WARN forged'");
    }

    /** Returns when the sandbox has closed the connection. */
    private void refused(byte[] packets) throws Exception {
        try (RawClient client = RawClient.connected(clientId)) {
            client.send(packets).send(PINGREQ);
            client.readToTheEnd();
        }
    }

    private List<String> linesOf(String words) {
        return log.lines().stream().filter(line -> line.contains(words)).toList();
    }
}
