package io.github.camelaliyun.mqtt.connection;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Finds the publish that makes the server close the connection, among those that were unacknowledged when it did so twice.
 * On a link on which nothing else is under way, and which PINGRESP has proven, half of the suspects are sent; if the server
 * closes again it is one of these, and the next trial is half of them. What is acknowledged is cleared. A publish is
 * convicted only when it was alone. Guarded by the window's lock.
 */
final class Trials {

    /** A close that comes later after the sending has another cause. */
    static final Duration SOON = Duration.ofSeconds(5);

    /** How long a trial waits, and how long it lasts, at most; others wait meanwhile. */
    static final Duration LIMIT = Duration.ofSeconds(5);

    /** Others are sent for so long before a trial that found no quiet is tried again. */
    static final Duration PAUSE = Duration.ofSeconds(1);

    static final int CLOSES_OF_A_SUSPECT = 2;

    private enum Stage {
        NONE,
        /** Nothing new is sent until everything else is acknowledged. */
        DRAINING,
        /** PINGREQ is sent. */
        PROVING,
        /** The suspects of this trial are sent. */
        OUT
    }

    private final ConnectionThreads threads;
    private final TrialCourt court;
    private final Caution caution;
    /** In the order of their acceptance. */
    private final TreeMap<Long, PendingPublish> suspects = new TreeMap<>();
    /** Those that the next trial is about; empty for half of all. */
    private List<PendingPublish> narrowed = List.of();

    private List<PendingPublish> tried = List.of();
    private Stage stage = Stage.NONE;
    private boolean pausing;
    /** Tells a timer or a PINGRESP of a stage that has ended. */
    private int attempt;
    /** When the stage, or the pause, has its limit. */
    private long limitNanos;
    /** A token was sent beside the suspects. */
    private boolean spoiled;

    /** @param places of the window */
    Trials(ConnectionThreads threads, TrialCourt court, int places) {
        this.threads = threads;
        this.court = court;
        this.caution = new Caution(threads, places);
    }

    /** Whether nothing else may be sent. */
    boolean holding() {
        return stage != Stage.NONE;
    }

    /** Whether any other packet would spoil the proof. */
    boolean proving() {
        return stage == Stage.PROVING || stage == Stage.OUT;
    }

    /** The server has closed the connection soon after the publish was sent. */
    void accuse(PendingPublish publish) {
        if (++publish.serverCloses >= CLOSES_OF_A_SUSPECT) {
            publish.suspect = true;
            suspects.put(publish.number, publish);
            caution.doubt(publish);
        }
    }

    /** The server has closed the connection twice right after a publish of QoS 0 to this topic, or its parent topic. */
    void accuseQos0(String topic) {
        caution.doubtQos0(topic);
    }

    /** Whether it is sent when it is tried alone. */
    boolean holds(PendingPublish publish) {
        return publish.suspect || caution.holds(publish);
    }

    /** Whether it waits for its trial, and cannot: too many like it do, for each of which so far the server has closed. */
    boolean refuses(PendingPublish publish) {
        return caution.isTooMany(publish, suspects.size());
    }

    /** Whether the server closed for all like it so far, when they were alone. */
    boolean isCause(PendingPublish publish) {
        return caution.isCause(publish);
    }

    /** Whether its leaving is not its outcome: what is of QoS 0 is answered by PINGRESP, or a close. */
    boolean isTried(PendingPublish publish) {
        return stage == Stage.OUT && tried.contains(publish);
    }

    /** The server has the publish, and the connection goes on. */
    void trust(PendingPublish publish) {
        caution.trust(publish);
    }

    /** The publish has its outcome, or is no suspect any more. */
    void clear(PendingPublish publish) {
        caution.forget(publish);
        publish.serverCloses = 0;
        if (publish.suspect) {
            publish.suspect = false;
            suspects.remove(publish.number);
        }
    }

    /** Goes on if what is waited for has happened. */
    void advance() {
        switch (stage) {
            case NONE -> begin();
            case DRAINING -> prove();
            case PROVING -> endIfNobodyIsSuspected();
            case OUT -> endIfAllAreAcknowledged();
        }
    }

    /** Twice a second: whatever became of the timer. */
    void tick() {
        if ((pausing || stage != Stage.NONE) && threads.now() - limitNanos >= 0) {
            timeUp(attempt);
        }
        advance();
    }

    private boolean nothingToTry() {
        return !caution.canTry(suspects.values());
    }

    private void begin() {
        if (!nothingToTry() && !pausing && court.link() != null) {
            enter(Stage.DRAINING, LIMIT);
            prove();
        }
    }

    private void prove() {
        Outlet link = court.link();
        if (nothingToTry()) {
            end();
        } else if (link != null && court.quiet()) {
            stage = Stage.PROVING;
            int present = attempt;
            threads.guarded(() -> link.ping(() -> court.answered(present)));
        }
    }

    private void endIfNobodyIsSuspected() {
        if (nothingToTry()) {
            end();
        }
    }

    private void endIfAllAreAcknowledged() {
        if (tried.stream().allMatch(publish -> publish.acknowledged || publish.finished)) {
            end();
        }
    }

    /** PINGRESP has come. */
    void answered(int ofAttempt) {
        if (ofAttempt == attempt && stage == Stage.PROVING) {
            sendNext();
        } else if (ofAttempt == attempt && stage == Stage.OUT) {
            tried.stream().filter(publish -> publish.message.qos() == 0).forEach(this::arrived);
            endIfAllAreAcknowledged();
        }
    }

    private void arrived(PendingPublish publish) {
        publish.acknowledged = true;
        trust(publish);
        court.finish(publish);
    }

    private void sendNext() {
        List<PendingPublish> sent = new ArrayList<>();
        for (PendingPublish publish : next()) {
            if (court.send(publish)) {
                sent.add(publish);
            }
        }
        if (stage != Stage.PROVING) {
            // Interrupted by whoever was asked whether a publish may be sent.
            return;
        }
        if (sent.isEmpty()) {
            pause();
            return;
        }
        tried = sent;
        enter(Stage.OUT, LIMIT);
        if (sent.stream().anyMatch(publish -> publish.message.qos() == 0)) {
            int present = attempt;
            Outlet link = court.link();
            threads.guarded(() -> link.ping(() -> court.answered(present)));
        }
    }

    private List<PendingPublish> next() {
        List<PendingPublish> left = caution.awake(narrowed).stream()
                .filter(publish -> publish.suspect || publish.held)
                .toList();
        narrowed = List.of();
        return left.isEmpty() ? caution.next(suspects.values()) : left;
    }

    void timeUp(int ofAttempt) {
        if (ofAttempt != attempt) {
            return;
        }
        if (pausing) {
            pausing = false;
            advance();
        } else if (stage == Stage.OUT) {
            List<PendingPublish> silent = tried;
            silent.forEach(this::trust);
            silent.forEach(this::clear);
            silent.stream().filter(publish -> publish.left).forEach(court::finish);
            end();
        } else {
            pause();
        }
    }

    private void pause() {
        pausing = true;
        caution.relent();
        enter(Stage.NONE, PAUSE);
        court.resume();
    }

    private void end() {
        stop();
        court.resume();
        begin();
    }

    /** Nothing but a token may be sent for a while: a trial that is not out yet begins anew after it, and one that is proves nothing. */
    void interrupt() {
        if (stage == Stage.DRAINING || stage == Stage.PROVING) {
            stop();
        }
        spoiled = stage == Stage.OUT;
    }

    /** The convicted one, if there is one, and whether a trial explains the end of the link. */
    record Verdict(Optional<PendingPublish> convicted, boolean explained) {}

    /** The link has ended. */
    Verdict linkDown(boolean closedByServer) {
        List<PendingPublish> left = tried.stream()
                .filter(publish -> !publish.acknowledged && publish.sentOn != null)
                .toList();
        boolean explained = stage == Stage.OUT && closedByServer && !left.isEmpty() && !spoiled;
        boolean alone = explained && tried.size() == 1;
        if (stage == Stage.OUT) {
            narrowed = explained ? Caution.half(left) : left;
        }
        if (alone) {
            caution.convict(left.get(0));
        }
        stop();
        return new Verdict(alone ? Optional.of(left.get(0)) : Optional.empty(), explained);
    }

    private void stop() {
        stage = Stage.NONE;
        tried = List.of();
        pausing = false;
        spoiled = false;
        attempt++;
    }

    private void enter(Stage next, Duration limit) {
        stage = next;
        limitNanos = threads.now() + limit.toNanos();
        int present = ++attempt;
        // Without a timer there is the tick.
        threads.guarded(() -> threads.after(limit, () -> court.timeUp(present)));
    }
}
