package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.credential.token.TokenException;
import io.github.camelaliyun.mqtt.credential.token.TokenException.Kind;
import io.github.camelaliyun.mqtt.credential.token.TokenType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.List;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;

/** Stories by chance: the source fails, refuses, blocks, recovers; links come and go; good and bad topics are used. */
class TokenRandomizedTest {

    private static final int STORIES_EACH = 350;
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final List<String> GOOD_DECLARED = List.of("one", "two", "three");
    private static final List<String> GOOD_MESSAGES = List.of("four", "five");
    private static final List<String> BAD_MESSAGES = List.of("bad1", "bad2");

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5})
    void goodTopicsAreCoveredAMinuteAfterTheFaultsEndAndTheSourceIsSpared(int block) throws Exception {
        for (int seed = block * STORIES_EACH; seed < (block + 1) * STORIES_EACH; seed++) {
            try {
                new Story(seed).run();
            } catch (Exception | AssertionError e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }

    private static final class Story {
        private final Random random;
        private final TokenBench bench;
        private final boolean badDeclared;

        Story(int seed) {
            random = new Random(seed);
            bench = new TokenBench(
                    seed, random.nextBoolean() ? List.of(TokenType.RW) : List.of(TokenType.R, TokenType.W), List.of());
            bench.life = Duration.ofSeconds(60 + random.nextInt(600));
            bench.step = Duration.ofMillis(100);
            badDeclared = random.nextBoolean();
        }

        void run() {
            bench.refuse("bad0", "bad1", "bad2");
            GOOD_DECLARED.forEach(parent -> bench.keeper.declare(List.of(parent + "/a")));
            if (badDeclared) {
                bench.keeper.declare(List.of("bad0/a"));
            }
            int steps = 20 + random.nextInt(60);
            for (int i = 0; i < steps; i++) {
                disturb();
                pass(SECOND.multipliedBy(random.nextInt(6)));
            }
            boolean grantedBefore = bench.calls.stream().anyMatch(call -> !call.failed());
            recover();
            pass(SECOND.multipliedBy(grantedBefore ? 61 : 61 + 15));
            check();
        }

        private void disturb() {
            switch (random.nextInt(12)) {
                case 0 -> bench.fault = new TokenException(anyKind(), "down");
                case 1 -> bench.fault = new IllegalStateException("broken");
                case 2, 3 -> bench.fault = null;
                case 4 -> bench.refuse("bad0", "bad1", "bad2", random.nextBoolean() ? "one" : "four");
                case 5 -> bench.refuse("bad0", "bad1", "bad2");
                case 6 -> bench.workersStand = !bench.workersStand;
                case 7 -> bench.disconnect();
                case 8 -> bench.acknowledges = !bench.acknowledges;
                case 9 -> bench.notice(new TokenNotice(TokenNotice.Kind.EXPIRES, 0, "RW"));
                case 10 -> bench.notice(new TokenNotice(TokenNotice.Kind.INVALID, 3, "RW"));
                default -> bench.kind = anyKind();
            }
        }

        private Kind anyKind() {
            return Kind.values()[random.nextInt(Kind.values().length)];
        }

        private void recover() {
            bench.fault = null;
            bench.refuse("bad0", "bad1", "bad2");
            bench.workersStand = false;
            bench.acknowledges = true;
        }

        /** A second at a time; publishers publish, and whoever connects tries once a second. */
        private void pass(Duration time) {
            for (long left = time.toSeconds(); left > 0; left--) {
                if (bench.link != null && bench.keeper.left().isZero()) {
                    // So does the service.
                    bench.disconnect();
                }
                connect();
                GOOD_MESSAGES.forEach(parent -> bench.cover(parent + "/x"));
                BAD_MESSAGES.forEach(parent -> bench.cover(parent + "/x"));
                bench.advance(SECOND);
            }
        }

        private void connect() {
            if (bench.link == null) {
                try {
                    bench.connect();
                } catch (TokenException e) {
                    assertThat(e).hasMessageNotContaining("null");
                }
            }
        }

        private void check() {
            assertThat(bench.failures).isEmpty();
            TokenKeeperRig.assertBackedOff(bench.calls);
            assertThat(bench.link).isNotNull();
            assertThat(GOOD_DECLARED).allMatch(parent -> bench.keeper.covers(parent + "/a"));
            assertThat(GOOD_MESSAGES)
                    .allMatch(parent -> bench.cover(parent + "/x").equals("COVERED"));
            assertThat(BAD_MESSAGES)
                    .noneMatch(parent -> bench.cover(parent + "/x").equals("COVERED"));
            pass(SECOND.multipliedBy(15));
            assertThat(bench.keeper.trouble() != null).isEqualTo(badDeclared);
            for (int i = 0; i < 20 && bench.held; i++) {
                bench.advance(Duration.ofMillis(100));
            }
            assertThat(bench.held).isFalse();
            bench.disconnect();
            bench.keeper.close();
            assertThat(bench.packetIds.inUse()).isZero();
            assertThat(bench.failures).isEmpty();
        }
    }
}
