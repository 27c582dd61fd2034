package io.github.camelaliyun.mqtt.hostile;

import io.github.camelaliyun.mqtt.hostile.Verdict.Item;
import io.github.camelaliyun.mqtt.hostile.Verdict.Kind;
import io.github.camelaliyun.mqtt.kit.RequiresNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.Collections;
import java.util.HexFormat;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** What comes back from the other process. */
@RequiresNode
@Timeout(240)
class JudgeIT {

    @Test
    void theJudgeSaysWhatIsInTheBytesAndWhere() {
        try (Judge judge = new Judge()) {
            List<Verdict> verdicts = judge.judge(List.of(
                    bytes("40020001d000"),
                    bytes("35090002e4b8" + "0001" + "414243"),
                    bytes("3109" + "0003e4b8bb" + "41414141"),
                    bytes("40020001" + "9003000103" + "d000"),
                    bytes("400200"),
                    bytes("41020001"),
                    bytes("d0ffffffff01"),
                    new byte[0]));

            assertThat(verdicts.get(0).items())
                    .containsExactly(
                            new Item(Kind.PACKET, 0, 4, "PUBACK id=1"), new Item(Kind.PACKET, 4, 6, "PINGRESP"));
            assertThat(verdicts.get(0).isClean()).isTrue();
            assertThat(verdicts.get(1).items().get(0).text())
                    .isEqualTo("PUBLISH qos=2 retain=true dup=false id=1 topic=1:\ufffd payload=3 hash=5c842f6b");
            assertThat(verdicts.get(2).items().get(0).text())
                    .startsWith("PUBLISH qos=0 retain=true dup=false id=0 topic=1:\u4e3b payload=4 hash=");
            assertThat(verdicts.get(3).items())
                    .extracting(Item::kind)
                    .containsExactly(Kind.PACKET, Kind.REFUSED, Kind.PACKET);
            assertThat(verdicts.get(3).items()).extracting(Item::start).containsExactly(0, 4, 9);
            assertThat(verdicts.get(3).isClean()).isFalse();
            assertThat(verdicts.get(4).items()).containsExactly(new Item(Kind.BEGINNING, 0, 3, ""));
            assertThat(verdicts.get(4).isCutOff()).isTrue();
            assertThat(verdicts.get(5).items()).extracting(Item::kind).containsExactly(Kind.REFUSED);
            assertThat(verdicts.get(6).items()).extracting(Item::kind).containsExactly(Kind.REFUSED);
            assertThat(verdicts.get(7).items()).isEmpty();
        }
    }

    @Test
    void aLargeBatchComesBackWhole() {
        try (Judge judge = new Judge()) {
            byte[] large = new byte[300_000];
            byte[] head = bytes("30dca712000161");
            System.arraycopy(head, 0, large, 0, head.length);
            List<Verdict> verdicts = judge.judge(Collections.nCopies(20, large));

            assertThat(verdicts).hasSize(20).allSatisfy(verdict -> {
                assertThat(verdict.isClean()).isTrue();
                assertThat(verdict.items()).extracting(Item::end).containsExactly(large.length);
            });
        }
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }
}
