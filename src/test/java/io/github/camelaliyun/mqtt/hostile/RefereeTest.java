package io.github.camelaliyun.mqtt.hostile;

import io.github.camelaliyun.mqtt.hostile.HostileCase.Framing;
import io.github.camelaliyun.mqtt.hostile.HostileCase.Stratum;
import io.github.camelaliyun.mqtt.hostile.Verdict.Item;
import io.github.camelaliyun.mqtt.hostile.Verdict.Kind;
import io.github.camelaliyun.mqtt.hostile.Witness.End;
import io.github.camelaliyun.mqtt.hostile.Witness.Testimony;
import io.github.camelaliyun.mqtt.wire.Packet;
import io.github.camelaliyun.mqtt.wire.Refusals;
import org.junit.jupiter.api.Test;

import java.io.EOFException;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** Each way in which a line and the judge can agree or not. */
class RefereeTest {

    private static final Packet PUBACK_1 = new Packet.Puback(1);
    private static final Throwable REFUSAL = Refusals.because("a packet that is not MQTT");

    private final Summary summary = new Summary();

    @Test
    void theSamePacketIsRight() {
        compare("40020001", verdict("PUBACK id=1"), delivered(PUBACK_1));

        assertThat(summary.wrong()).isEmpty();
        assertThat(summary.toString()).contains("{delivered=1}");
    }

    @Test
    void otherFieldsAreWrong() {
        compare("40020001", verdict("PUBACK id=1"), delivered(new Packet.Puback(2)));

        assertWrong("delivers other fields");
    }

    @Test
    void anotherPayloadIsWrong() {
        compare(
                "300400016141",
                verdict("PUBLISH qos=0 retain=false dup=false id=0 topic=1:a payload=1 hash=c40bf6cc"),
                delivered(new Packet.Publish("a", new byte[] {'B'}, 0, false, false, 0)));

        assertWrong("delivers other fields");
    }

    @Test
    void theHashIsThatOfTheJudge() {
        compare(
                "300400016141",
                verdict("PUBLISH qos=0 retain=false dup=false id=0 topic=1:a payload=1 hash=c40bf6cc"),
                delivered(new Packet.Publish("a", new byte[] {'A'}, 0, false, false, 0)));

        assertThat(summary.wrong()).isEmpty();
    }

    @Test
    void aSmallPublishThatIsSkippedIsWrong() {
        compare(
                "300400016141",
                verdict("PUBLISH qos=0 retain=false dup=false id=0 topic=1:a payload=1 hash=c40bf6cc"),
                delivered(new Packet.Oversized("a", 1, 0, false, false, 0)));

        assertWrong("delivers other fields");
    }

    @Test
    void aPacketThatIsLeftOutIsWrong() {
        compare("40020001", verdict("PUBACK id=1"), delivered());

        assertWrong("passes over PUBACK");
    }

    @Test
    void aPacketTooMuchIsWrong() {
        compare("40020001", verdict("PUBACK id=1"), delivered(PUBACK_1, PUBACK_1));

        assertWrong("delivers more");
    }

    @Test
    void aRefusalOfBothIsRight() {
        compare("41020001", refused("flags"), closed(REFUSAL));

        assertThat(summary.wrong()).isEmpty();
        assertThat(summary.toString()).contains("{refused=1}");
    }

    @Test
    void aRefusalWithoutAReasonIsWrong() {
        compare("41020001", refused("flags"), closed(Refusals.because(" ")));

        assertWrong("without saying why");
    }

    @Test
    void aRefusalWithTheNameOfAClassIsWrong() {
        compare("41020001", refused("flags"), closed(new IOException("java.io.IOException")));

        assertWrong("without saying why");
    }

    @Test
    void aRefusalOfTheLineAloneIsWrong() {
        compare("40020001", verdict("PUBACK id=1"), closed(REFUSAL));

        assertWrong("refuses what the judge takes");
    }

    @Test
    void aRefusalOfTheLineAloneIsRightWhereARuleHasIt() {
        compare("40020000", verdict("PUBACK id=0"), closed(REFUSAL));

        assertThat(summary.wrong()).isEmpty();
        assertThat(summary.explained()).containsOnlyKeys(Rule.PACKET_ID_0);
    }

    @Test
    void whatBothTakeIsWrongWhereARuleForbidsIt() {
        compare("40020000", verdict("PUBACK id=0"), delivered(new Packet.Puback(0)));

        assertWrong("delivers what it must refuse: PACKET_ID_0");
    }

    @Test
    void whatTheJudgeAloneRefusesIsRightWhereARuleDeliversIt() {
        compare("9003000103", refused("code"), delivered(new Packet.Suback(1, new byte[] {3})));

        assertThat(summary.wrong()).isEmpty();
        assertThat(summary.explained()).containsOnlyKeys(Rule.RESERVED_SUBACK_CODE);
    }

    @Test
    void aRefusalIsWrongWhereARuleDelivers() {
        compare("9003000103", refused("code"), closed(REFUSAL));

        assertWrong("refuses what the judge");
    }

    @Test
    void whatTheJudgeAloneRefusesIsWrong() {
        compare("d0ffffffff01", refused("Invalid variable byte integer"), delivered(Packet.PINGRESP));

        assertWrong("delivers what the judge refuses: Invalid variable byte integer");
    }

    @Test
    void theServersEndWithinAPacketIsRight() {
        compare("4002", beginning(), closed(new EOFException()));

        assertThat(summary.wrong()).isEmpty();
    }

    @Test
    void theServersEndInsteadOfARefusalIsWrong() {
        compare("41020001", refused("flags"), closed(new EOFException()));

        assertWrong("closes for another reason");
    }

    @Test
    void aRefusalWithinAPacketIsRightWhereARuleForbidsWhatShows() {
        compare("3009000123", beginning(), closed(REFUSAL));

        assertThat(summary.wrong()).isEmpty();
        assertThat(summary.explained()).containsOnlyKeys(Rule.WILDCARD_IN_TOPIC);
    }

    @Test
    void anEndBehindAValidPacketIsWrong() {
        compare(
                "40020001",
                verdict("PUBACK id=1"),
                new Testimony(List.of(PUBACK_1), End.CLOSED, new IOException("the network is down")));

        assertWrong("closes for another reason");
    }

    @Test
    void aLineThatGetsStuckIsWrong() {
        compare("40020001", verdict("PUBACK id=1"), new Testimony(List.of(PUBACK_1), End.NONE, null));

        assertWrong("neither delivers");
    }

    private void compare(String hex, Verdict verdict, Testimony testimony) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        HostileCase hostile = new HostileCase(
                0, new Stratum(Frame.PUBACK, Flaw.NONE), bytes, 0, new int[0], false, Framing.ONE_FRAME);
        summary.played(hostile);
        new Referee(summary).compare(hostile, verdict, testimony);
    }

    private void assertWrong(String begin) {
        assertThat(summary.wrong()).hasSize(1);
        assertThat(summary.wrong().keySet().iterator().next()).contains(begin);
    }

    private static Verdict verdict(String text) {
        return new Verdict(List.of(new Item(Kind.PACKET, 0, 4, text)));
    }

    private static Verdict refused(String text) {
        return new Verdict(List.of(new Item(Kind.REFUSED, 0, 4, text)));
    }

    private static Verdict beginning() {
        return new Verdict(List.of(new Item(Kind.BEGINNING, 0, 2, "")));
    }

    private static Testimony delivered(Packet... packets) {
        return new Testimony(List.of(packets), End.MARKER, null);
    }

    private static Testimony closed(Throwable cause) {
        return new Testimony(List.of(), End.CLOSED, cause);
    }
}
