package io.github.camelaliyun.mqtt.cases;

import io.github.camelaliyun.mqtt.kit.ChildJvm;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

import static io.github.camelaliyun.mqtt.cases.SmallHeapProgram.BUSY;
import static io.github.camelaliyun.mqtt.cases.SmallHeapProgram.FREE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A broker that sends more than there is room for ends no reader: the routes go on, in a heap of 64 MB. */
@Timeout(120)
class HostilePeerIT {

    private static final Duration STARTS_WITHIN = Duration.ofSeconds(60);
    private static final Duration LIMIT = Duration.ofSeconds(20);
    /** A link may be kept waiting for 5 s before it is closed, and made again a moment later. */
    private static final Duration LIMIT_WITH_A_NEW_LINK = Duration.ofSeconds(30);

    private static final String GRACE_MILLIS = "500";
    private static final List<String> SMALL_HEAP =
            List.of("-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData");

    private static final String OUT_OF_MEMORY = "OutOfMemoryError";
    private static final int HUGE = 200 * 1_000_000;
    private static final int SMALL_ID = 60_000;
    /** Four times the heap. */
    private static final int FLOOD = 4_300;

    private static final int FLOOD_BYTES = 60_000;

    @Test
    void c05APublishOf200MegabytesIsSkippedAndWhatFollowsArrives() throws Exception {
        try (PacketBroker broker = new PacketBroker(FREE, (link, number) -> {
                    link.publish(FREE, 1, 1, "huge", HUGE);
                    link.publish(FREE, 1, SMALL_ID, "small", 0);
                });
                ChildJvm program = program(broker, true)) {
            awaitArrival(program, "small", LIMIT);

            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(broker.acknowledged())
                            .as("the one that was skipped is treated as unclaimed")
                            .contains(1, SMALL_ID));
            assertThat(broker.connects()).isEqualTo(1);
            assertThat(program.lines()).noneMatch(line -> line.contains("free got huge"));
        }
    }

    @Test
    void c05APublishOf200MegabytesWithQos0IsSkippedAndWhatFollowsArrives() throws Exception {
        try (PacketBroker broker = new PacketBroker(FREE, (link, number) -> {
                    link.publish(FREE, 0, 0, "huge", HUGE);
                    link.publish(FREE, 1, SMALL_ID, "small", 0);
                });
                ChildJvm program = program(broker, true)) {
            awaitArrival(program, "small", LIMIT);

            assertThat(broker.connects()).isEqualTo(1);
        }
    }

    @Test
    void c05AFloodWithoutAWindowForABusyRouteEndsALinkAtMost() throws Exception {
        try (PacketBroker broker = new PacketBroker(FREE, (link, number) -> {
                    for (int i = 1; number == 1 && i <= FLOOD; i++) {
                        link.publish(BUSY, 1, i, "flood " + i, FLOOD_BYTES);
                    }
                    link.publish(FREE, 1, SMALL_ID, "small", 0);
                });
                ChildJvm program = program(broker, true)) {
            awaitOrOutOfMemory(program, LIMIT_WITH_A_NEW_LINK, () -> broker.connects() > 1);
            program.send(SmallHeapProgram.RELEASE);
            awaitArrival(program, "small", LIMIT);

            assertThat(broker.connects()).isBetween(2, 3);
            assertSaysWhy(program);
        }
    }

    @Test
    void c05AFloodOfQos0ForABusyRouteIsDroppedBeyondItsBound() throws Exception {
        AtomicBoolean sent = new AtomicBoolean();
        try (PacketBroker broker = new PacketBroker(FREE, (link, number) -> {
                    for (int i = 1; number == 1 && i <= FLOOD; i++) {
                        link.publish(BUSY, 0, 0, "flood " + i, FLOOD_BYTES);
                    }
                    sent.set(true);
                    link.publish(FREE, 1, SMALL_ID, "small", 0);
                });
                ChildJvm program = program(broker, true)) {
            awaitOrOutOfMemory(program, LIMIT, sent::get);
            program.send(SmallHeapProgram.RELEASE);
            awaitArrival(program, "small", LIMIT);

            assertThat(broker.connects()).isBetween(1, 2);
            assertThat(program.lines())
                    .as("messages of the flood that were processed")
                    .filteredOn(line -> line.contains("begins with flood"))
                    .hasSizeBetween(1, FLOOD / 2);
        }
    }

    @Test
    void c05ManyMessagesOfAMegabyteForABusyRouteOfAPersistentSessionAreAllFetched() throws Exception {
        int messages = 60;
        int megabyte = 1_000_000;
        PacketBroker[] itself = new PacketBroker[1];
        try (PacketBroker broker = new PacketBroker(FREE, (link, number) -> {
            link.publish(FREE, 1, SMALL_ID, "small", 0);
            for (int i = 1; i <= messages; i++) {
                if (!itself[0].acknowledged().contains(i)) {
                    link.publish(BUSY, 1, i, "big " + i, megabyte);
                }
            }
        })) {
            itself[0] = broker;
            try (ChildJvm program = program(broker, false)) {
                awaitArrival(program, "small", LIMIT);
                program.send(SmallHeapProgram.RELEASE);

                await().atMost(LIMIT_WITH_A_NEW_LINK)
                        .untilAsserted(() -> assertThat(program.lines())
                                .as("big messages that were processed")
                                .filteredOn(line -> line.contains("begins with big "))
                                .extracting(line -> line.replaceFirst(".*begins with ", ""))
                                .doesNotHaveDuplicates()
                                .hasSize(messages));
            }
        }
    }

    private static ChildJvm program(PacketBroker broker, boolean cleanSession) {
        ChildJvm program = ChildJvm.start(
                SmallHeapProgram.class,
                SMALL_HEAP,
                broker.uri().toString(),
                Boolean.toString(cleanSession),
                GRACE_MILLIS);
        program.awaitLine(SmallHeapProgram.STARTED, STARTS_WITHIN);
        return program;
    }

    private static void awaitArrival(ChildJvm program, String text, Duration limit) {
        String arrival = "free got " + text;
        awaitOrOutOfMemory(program, limit, () -> program.lines().stream().anyMatch(line -> line.contains(arrival)));
        assertThat(program.lines())
                .as("what the program printed within " + limit.toSeconds() + " s")
                .noneMatch(line -> line.contains(OUT_OF_MEMORY))
                .anyMatch(line -> line.contains(arrival));
        assertThat(program.isAlive()).isTrue();
    }

    /** Returns at the limit too: what there is then is looked at. */
    private static void awaitOrOutOfMemory(ChildJvm program, Duration limit, BooleanSupplier condition) {
        try {
            await().atMost(limit)
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> condition.getAsBoolean()
                            || program.lines().stream().anyMatch(line -> line.contains(OUT_OF_MEMORY)));
        } catch (ConditionTimeoutException e) {
            // The caller says what is missing.
        }
    }

    private static void assertSaysWhy(ChildJvm program) {
        assertThat(program.lines()).anyMatch(line -> line.contains(" WARN ") && line.matches(".*(bytes|MiB|MB).*"));
    }
}
