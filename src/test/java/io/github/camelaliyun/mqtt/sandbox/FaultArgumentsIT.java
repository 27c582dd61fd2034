package io.github.camelaliyun.mqtt.sandbox;

import io.github.camelaliyun.mqtt.credential.token.TokenType;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Arguments that cannot be, and calls to a sandbox that is closed. */
class FaultArgumentsIT {

    private static final String ID = "GID_test@@@arguments";
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final Sandbox sandbox = SharedSandbox.get();
    private final SandboxFaults faults = sandbox.faults();
    private final SandboxTokens tokens = sandbox.tokens();

    @Test
    void clientIdThatIsNullOrEmptyIsRefusedByName() {
        for (String none : new String[] {null, ""}) {
            List<ThrowingCallable> calls = calls(
                    () -> faults.kick(none),
                    () -> faults.stall(none),
                    () -> faults.resume(none),
                    () -> faults.dropAcknowledgements(none, 1),
                    () -> faults.deliverBacklogInBatches(none, 1, SECOND),
                    () -> faults.limitRate(none, 1),
                    () -> faults.resendUnacknowledged(none, SECOND, Resend.NEW_ID),
                    () -> faults.expireToken(none),
                    () -> faults.expireToken(none, SECOND),
                    () -> sandbox.awaitSent(none, "test", SECOND),
                    () -> sandbox.sentTo(none),
                    () -> sandbox.subscriptionsOf(none),
                    () -> sandbox.connectsOf(none),
                    () -> tokens.withholdExpireNotice(none),
                    () -> tokens.delayUploadAck(none, SECOND),
                    () -> tokens.eventsOf(none));
            assertThat(calls).allSatisfy(call -> assertRefused("clientId", call));
        }
    }

    @Test
    void otherArgumentsAreRefusedByName() {
        Duration negative = SECOND.negated();
        Duration endless = Duration.ofSeconds(Long.MAX_VALUE);
        assertTimesAreChecked(negative, endless);
        Map<String, List<ThrowingCallable>> calls = Map.of(
                "topicFilter",
                calls(() -> faults.refuse(null), () -> faults.refuse(""), () -> faults.permit(null)),
                "count",
                calls(() -> faults.dropAcknowledgements(ID, -1)),
                "size",
                calls(() -> faults.deliverBacklogInBatches(ID, -1, SECOND)),
                "pause",
                calls(
                        () -> faults.deliverBacklogInBatches(ID, 1, null),
                        () -> faults.deliverBacklogInBatches(ID, 1, negative),
                        () -> faults.deliverBacklogInBatches(ID, 1, endless)),
                "publishesPerSecond",
                calls(() -> faults.limitRate(ID, -1)),
                "after",
                calls(
                        () -> faults.resendUnacknowledged(ID, null, Resend.SAME_ID),
                        () -> faults.resendUnacknowledged(ID, negative, Resend.SAME_ID),
                        () -> faults.resendUnacknowledged(ID, endless, Resend.SAME_ID),
                        () -> faults.expireToken(ID, null),
                        () -> faults.expireToken(ID, negative),
                        () -> faults.expireToken(ID, endless)),
                "how",
                calls(() -> faults.resendUnacknowledged(ID, SECOND, null)),
                "topic",
                calls(
                        () -> sandbox.publish(null, "text"),
                        () -> sandbox.publish("test/+", "text"),
                        () -> sandbox.publish("test/#", "text"),
                        () -> sandbox.awaitPublished(null, SECOND),
                        () -> sandbox.awaitReceiver(null, SECOND),
                        () -> sandbox.awaitReceiver("test/+", SECOND),
                        () -> sandbox.awaitSent(ID, "", SECOND)),
                "payload",
                calls(() -> sandbox.publish("test", (byte[]) null)),
                "limit",
                calls(
                        () -> sandbox.awaitPublished("test/none", null),
                        () -> sandbox.awaitReceiver("test/none", null),
                        () -> sandbox.awaitReceiver("test/none", negative),
                        () -> sandbox.awaitReceiver("test/none", endless),
                        () -> sandbox.awaitPublished("test/none", negative),
                        () -> sandbox.awaitSent(ID, "test/none", endless)));
        assertRefused("text", () -> sandbox.publish("test", (String) null));
        calls.forEach((name, each) -> assertThat(each).allSatisfy(call -> assertRefused(name, call)));
    }

    private void assertTimesAreChecked(Duration negative, Duration endless) {
        for (Duration time : Arrays.asList(null, negative, endless)) {
            assertRefused("delay", () -> tokens.delayUploadAck(ID, time));
            assertRefused("minLife", () -> tokens.minLife(time));
        }
        assertRefused("life", () -> tokens.issue(TokenType.RW, null));
        assertRefused("life", () -> tokens.issue(TokenType.RW, endless));
        assertRefused("life", () -> tokens.issue(TokenType.RW, Duration.ofSeconds(Long.MIN_VALUE)));
        assertRefused("type", () -> tokens.issue(null, SECOND));
        assertRefused("resources", () -> tokens.issue(TokenType.RW, SECOND, (String[]) null));
        assertRefused("resources", () -> tokens.issue(TokenType.RW, SECOND, "test", null));
        assertRefused("token", () -> tokens.revoke(null));
        assertRefused("token", () -> tokens.expire(null));
        assertRefused("parentTopics", () -> sandbox.addParentTopics(List.of("test/x")));
        assertRefused("secretKey", () -> sandbox.changeSecret(null));
        assertRefused("signMode", () -> sandbox.registerIdentity("name", "secret", null));
        assertRefused("options", () -> Sandbox.start(null));
    }

    private static List<ThrowingCallable> calls(ThrowingCallable... calls) {
        return List.of(calls);
    }

    private static void assertRefused(String name, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessageStartingWith(name);
    }

    @Test
    void withoutMutualTlsThereIsNoClientCertificate() {
        assertThatThrownBy(() -> sandbox.issueClientIdentity("device"))
                .isInstanceOf(SandboxException.class)
                .hasMessage(
                        "this sandbox has no listener for mutual TLS: start it with SandboxOptions.withMutualTls()");
    }

    @Test
    void closedSandboxRefusesEveryFaultAndStillTellsWhatWas() throws Exception {
        Sandbox closed = Sandbox.start(SharedSandbox.options(0, false));
        try (TestClient client = TestClient.of(closed.tcp().toString(), ID).connect()) {
            client.publish("test/p2p/" + ID, "there and back");
            client.awaitReceived(1);
            closed.close();
            assertThat(client.isLost()).isTrue();
        }
        SandboxFaults late = closed.faults();
        List<ThrowingCallable> calls = calls(
                () -> late.kick(ID),
                () -> late.stall(ID),
                () -> late.resume(ID),
                () -> late.dropAcknowledgements(ID, 1),
                () -> late.refuse("test"),
                () -> late.permit("test"),
                () -> late.deliverBacklogInBatches(ID, 1, SECOND),
                () -> late.limitRate(ID, 1),
                () -> late.resendUnacknowledged(ID, SECOND, Resend.NEW_ID),
                () -> late.expireToken(ID),
                () -> closed.publish("test", "late"),
                () -> closed.awaitPublished("test/never", Duration.ofMinutes(1)),
                () -> closed.awaitSent(ID, "test/never", Duration.ofMinutes(1)));

        assertThat(calls)
                .allSatisfy(call -> assertThatThrownBy(call)
                        .isInstanceOf(SandboxException.class)
                        .hasMessage("the sandbox is closed: start another one"));
        PublishedMessage published = closed.awaitPublished("test/p2p/" + ID, SECOND);
        assertThat(published.text()).isEqualTo("there and back");
        assertThat(published.clientId()).isEqualTo(ID);
        assertThat(closed.awaitSent(ID, "test/p2p/" + ID, SECOND).payload())
                .isEqualTo("there and back".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void messageThatDoesNotComeIsMissedWithWhatThereWas() {
        sandbox.publish("test/p2p/" + ID, "for nobody");

        assertThatThrownBy(() -> sandbox.awaitPublished("test/" + ID + "/never", Duration.ofMillis(200)))
                .isInstanceOf(SandboxException.class)
                .hasMessageStartingWith("no client published to 'test/" + ID + "/never' within 200 ms; there was: [");
        assertThatThrownBy(() -> sandbox.awaitSent(ID, "test/never", Duration.ZERO))
                .isInstanceOf(SandboxException.class)
                .hasMessage("nothing on 'test/never' went out to " + ID + " within 0 ms; there was: []");
    }
}
