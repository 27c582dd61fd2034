package io.github.camelaliyun.mqtt.simulation;

import io.github.camelaliyun.mqtt.wire.Packet;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Checks that the client waits between two lines, longer each time, and notes what explains the end of a line. */
final class PauseCheck {

    /** A second less a quarter. */
    private static final long SHORTEST_PAUSE_NANOS = Duration.ofMillis(750).toNanos();

    /** A quarter more are 30. */
    private static final int LONGEST_SECONDS = 24;

    private static final long SHORT_NANOS = Duration.ofSeconds(4).toNanos();

    /** A line that ends later after a publish was sent ends for another cause. */
    private static final long SOON_NANOS = Duration.ofSeconds(5).toNanos();

    private static final int ACCUSATIONS_OF_A_SUSPECT = 2;

    private final World world;
    private final List<String> violations;

    /** How often the client has seen a line end by the server soon after it sent a publish, by payload number. */
    private final Map<Integer, Integer> accusations = new HashMap<>();

    /** What the client has sent under a packet identifier last, by payload number. */
    private final Map<Integer, Integer> clientsIdentifiers = new HashMap<>();

    /** The parent topics of what the client has sent, by payload number. */
    private final Map<Integer, String> parents = new HashMap<>();

    /** Those of which a publish was accused twice, or one of QoS 0 was the latest before two ends by the server. */
    private final Set<String> doubtedParents = new HashSet<>();

    /** The parent topic of the latest of QoS 0 on the present line; null for none. */
    private String qos0;

    /** Those of the latest of QoS 0 before each end by the server. */
    private final Set<String> qos0BeforeEnds = new HashSet<>();

    private SimLine latest;

    /** Lines in a row that were not accepted, or not for long. */
    private int shortLines;

    /** @param violations where a pause that was too short is told */
    PauseCheck(World world, List<String> violations) {
        this.world = world;
        this.violations = violations;
    }

    /** The client has opened a line, after {@link #checkPause} for the one before it. */
    void opened(SimLine line) {
        latest = line;
        qos0 = null;
    }

    /** Between the end of a line that the client did not want and the next one there is a wait, which doubles. */
    void checkPause() {
        if (latest == null || latest.isLeft() || !latest.isOver()) {
            shortLines = 0;
            return;
        }
        boolean explained = isExplained(latest);
        if (latest.acceptedNanos != 0 && latest.endedNanos() - latest.acceptedNanos >= SHORT_NANOS) {
            shortLines = 0;
        }
        if (!explained) {
            shortLines++;
        }
        // A filter that the server may have closed for may be corrected meanwhile.
        boolean correctable = latest.endedByServer() && latest.isSubscribing();
        int doublings = explained || correctable ? 0 : Math.min(shortLines - 1, 5);
        long least = SHORTEST_PAUSE_NANOS * Math.min(LONGEST_SECONDS, 1L << doublings);
        if (world.now() - latest.endedNanos() < least) {
            violations.add("opens again after " + (world.now() - latest.endedNanos()) / 1_000_000 + " ms, with "
                    + shortLines + " short lines before");
        }
    }

    /**
     * Whether a trial explains why a line ended, which is no reason to wait longer: what was unanswered on it had been so at
     * two such ends before, or has the parent topic of such a one, as the latest of QoS 0 has where nothing is unanswered. Notes this end for what follows.
     */
    private boolean isExplained(SimLine line) {
        Map<Integer, Long> unanswered = line.endedByServer() ? line.unanswered() : Map.of();
        boolean explained = unanswered.isEmpty()
                ? line.endedByServer() && doubtedParents.contains(qos0)
                : unanswered.keySet().stream().map(clientsIdentifiers::get).allMatch(this::isSuspect);
        unanswered.forEach((packetId, sentNanos) -> {
            if (line.endedNanos() - sentNanos <= SOON_NANOS) {
                Integer number = clientsIdentifiers.get(packetId);
                if (accusations.merge(number, 1, Integer::sum) >= ACCUSATIONS_OF_A_SUSPECT) {
                    doubtedParents.add(parents.get(number));
                }
            }
        });
        if (line.endedByServer() && qos0 != null && !qos0BeforeEnds.add(qos0)) {
            doubtedParents.add(qos0);
        }
        return explained;
    }

    /** The client sends a publish, which may arrive. */
    void sends(Packet.Publish publish) {
        int number = Letter.number(publish.payload());
        clientsIdentifiers.put(publish.packetId(), number);
        String parent = publish.topic().replaceAll("/.*", "");
        parents.put(number, parent);
        if (publish.qos() == 0) {
            qos0 = parent;
        }
    }

    /** Or has the parent topic of one. */
    private boolean isSuspect(Integer number) {
        return accusations.getOrDefault(number, 0) >= ACCUSATIONS_OF_A_SUSPECT
                || doubtedParents.contains(parents.get(number));
    }
}
