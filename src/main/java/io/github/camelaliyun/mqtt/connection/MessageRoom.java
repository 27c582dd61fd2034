package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.connection.ConnectionEvent.Dropped;
import io.github.camelaliyun.mqtt.connection.ConnectionEvent.GivenUp.Fate;
import io.github.camelaliyun.mqtt.wire.Packet;

import java.time.Duration;

/**
 * How much of what has arrived is held, and what becomes of what comes when that is the most that may be.
 *
 * <p>MQTT 3.1.1 has no word with which a receiver could ask for less at a time, and a broker that sends everything at once
 * would fill the memory. Over the bound a QoS 0 message is dropped. In a persistent session the broker keeps what is not
 * acknowledged: after a moment's wait, messages are left with it and fetched by connecting again when there is room. In a
 * clean one reading pauses, for some seconds at most.
 *
 * <p>Guarded by the lock of {@link Inbound}, under which all methods are called.
 */
final class MessageRoom {

    /**
     * Many times as many as brokers send unacknowledged by themselves, 20 (Mosquitto) to 1,000 (the sandbox), so that a route
     * that is restarted while a broker without a window sends needs no new connection. Small ones take some 2 MiB.
     */
    static final int MAX_MESSAGES = 16_384;

    /** In a persistent session: routes that are about to take more have this time for it. */
    static final Duration PATIENCE = Duration.ofMillis(200);
    /** In a clean session: as long as reading may pause. */
    static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    /** There is room again when so much of what was there at the bound has ended. */
    private static final double DONE = 2.0 / 3;
    /** The part of what may be held that has to end in {@link #PATIENCE}. */
    private static final double PROGRESS = 1.0 / 32;
    /** The part of the bounds that is for messages of subscribers that are stopped: one in so many. */
    private static final int STOPPED_PART = 4;
    /** What was left is fetched though others are at work still, when so long nothing has ended. */
    private static final long STUCK_NANOS = Duration.ofSeconds(30).toNanos();

    private final boolean persistent;
    private final long maxBytes;
    private final ReceivedLedger ledger;
    private final ConnectionThreads threads;
    private final Inbound.Upstream upstream;
    private final MessageHost host;
    private final ReadingPause pause;
    private final Fetches fetches;
    private final Evictions evictions;

    private Link link;
    private long bytes;
    private int left;
    private int activeAtBound;
    private boolean impatient;
    private int messagesAtPause;
    private long bytesAtPause;
    private long dropped;

    MessageRoom(
            ConnectionOptions options,
            ReceivedLedger ledger,
            ConnectionThreads threads,
            Inbound.Upstream upstream,
            MessageHost host) {
        this.persistent = !options.cleanSession();
        this.maxBytes = options.inbound().maxHeldBytes();
        this.ledger = ledger;
        this.threads = threads;
        this.upstream = upstream;
        this.host = host;
        this.pause = new ReadingPause(threads, host::locked);
        this.fetches = new Fetches(threads, upstream);
        this.evictions = new Evictions(ledger, threads, host, this);
    }

    /** A link is up: what had been left with the broker comes by it. */
    void linkUp(Link next) {
        link = next;
        fetches.linkUp(next);
        left = 0;
        impatient = false;
        evictions.linkUp(next);
        if (!persistent) {
            giveUpPausing();
        }
        if (!persistent && bytes > maxBytes) {
            // What came by earlier links is being processed still.
            pauseReading(LONGEST_PAUSE, this::pausedTooLong);
        }
    }

    /** The broker of a clean session has forgotten them; over the bound nothing new would be read for their sake. */
    private void giveUpPausing() {
        while (bytes > maxBytes * DONE) {
            InboundMessage message = host.evict(any -> true);
            if (message == null) {
                return;
            }
            host.giveUp(message, Fate.NO_ROOM);
            release(message);
        }
    }

    void linkDown() {
        pause.end();
        fetches.linkDown();
        left = 0;
        link = null;
        evictions.linkDown();
    }

    /** Whether there is room for a new message; if not, it has been dropped or left with the broker. */
    boolean hasRoomFor(Packet.Publish publish) {
        boolean qos0 = publish.qos() == 0;
        if (isLeaving() && !qos0) {
            // Once one was left, all are until they are fetched: or they would overtake it.
            leave(publish);
            return false;
        }
        long after = bytes + InboundMessage.sizeOf(publish);
        if (qos0) {
            // The rest of the bound is for what must not be dropped.
            boolean room = bytes == 0 || after <= maxBytes * DONE;
            if (!room) {
                countDropped(publish.topic());
            }
            return room;
        }
        boolean full = (bytes > 0 && after > maxBytes) || (persistent && unacknowledged() >= MAX_MESSAGES);
        if (!full) {
            return true;
        }
        if (!persistent) {
            pauseReading(LONGEST_PAUSE, this::pausedTooLong);
            return true;
        }
        // What nobody is at work with makes no room: then one message more is taken, or none would be any more.
        if (evict(maxBytes - InboundMessage.sizeOf(publish)) || (bytes <= maxBytes && host.isIdle())) {
            return true;
        }
        if (bytes <= maxBytes && !impatient && !upstream.expectsAnswer()) {
            pauseReading(PATIENCE, this::losePatience);
            return true;
        }
        activeAtBound = active();
        leave(publish);
        return false;
    }

    /** A message is held, or held again. */
    void take(InboundMessage message) {
        message.released = false;
        bytes += message.size();
    }

    /** Whether no more than so many bytes remain. */
    private boolean evict(double most) {
        return evictions.evict(() -> bytes > most || unacknowledged() >= MAX_MESSAGES);
    }

    /** Has the link made again, to be sent what was left with the broker; all that comes by it until then is left too. */
    void fetch(int messages) {
        fetches.fetch(messages, ledger.acknowledgedNanos());
    }

    /** Whether what arrives is left with the broker, since it would overtake what was left before. */
    boolean isLeaving() {
        return left > 0 || fetches.isWanted();
    }

    private void leave(Packet.Publish publish) {
        left++;
        ledger.leave(publish.packetId());
    }

    /** A message need not be here: all who have not ended with it get it when the broker sends it again. */
    void leaveWithBroker(InboundMessage message) {
        ledger.leave(message);
        release(message);
        message.letPayloadGo();
    }

    private void pauseReading(Duration limit, Runnable over) {
        if (!pause.isOn()) {
            pause.begin(link);
            waitForRoom(limit, over);
        }
    }

    /**
     * Routes that get through much meanwhile are waited for longer, some two seconds at most until there is room: connecting
     * again would take longer than they do.
     */
    private void losePatience() {
        boolean progress = messagesAtPause - unacknowledged() >= MAX_MESSAGES * PROGRESS
                || bytesAtPause - bytes >= maxBytes * PROGRESS;
        if (progress && !upstream.expectsAnswer()) {
            waitForRoom(PATIENCE, this::losePatience);
            return;
        }
        impatient = true;
        pause.end();
    }

    private void waitForRoom(Duration limit, Runnable over) {
        messagesAtPause = unacknowledged();
        bytesAtPause = bytes;
        pause.limit(limit, over);
    }

    private void pausedTooLong() {
        upstream.drop(
                link,
                "the routes take messages too slowly: " + bytes + " bytes of them were held (maxHeldBytes " + maxBytes
                        + ") and there was no room for more within " + LONGEST_PAUSE.toSeconds()
                        + " s; with cleanSession=true the broker cannot keep the rest. Make the routes faster, raise"
                        + " maxHeldBytes, or use cleanSession=false");
    }

    /** It takes no more memory. */
    void release(InboundMessage message) {
        if (!message.released) {
            message.released = true;
            bytes -= message.size();
            makeRoom();
        }
    }

    /** Something was answered, or takes no more memory. */
    void makeRoom() {
        if (!pause.isOn() && left == 0) {
            impatient &= bytes > maxBytes * DONE || unacknowledged() > MAX_MESSAGES * DONE;
            return;
        }
        if (left > 0 && isStuck()) {
            // What a stopped route has here is its quota again once it comes anew.
            fetch(left);
            return;
        }
        if (bytes > maxBytes * DONE || (persistent && unacknowledged() > MAX_MESSAGES * DONE)) {
            return;
        }
        pause.end();
        impatient &= left > 0;
        if (left > 0 && active() <= activeAtBound * (1 - DONE)) {
            fetch(left);
        }
    }

    private boolean isStuck() {
        long now = threads.now();
        return now - ledger.acknowledgedNanos() > STUCK_NANOS && fetches.nanosSinceLinkUp() > STUCK_NANOS;
    }

    private int active() {
        return Math.max(0, unacknowledged() - host.parked());
    }

    /** Whether a stopped subscriber has its part of what may be held. */
    boolean isQuotaUsed(Mailbox mailbox) {
        return mailbox.left() > 0 || mailbox.heldBack() >= MAX_MESSAGES / STOPPED_PART || bytes > maxBytes * (1 - DONE);
    }

    void countDropped(String topic) {
        dropped++;
        if (Long.bitCount(dropped) == 1) {
            upstream.tell(new Dropped(topic, dropped));
        }
    }

    /** Looks whether what was left with the broker can be fetched. */
    void tick() {
        if (left > 0 && !fetches.isUnderWay() && link != null) {
            evict(maxBytes * DONE);
            makeRoom();
        }
        fetches.fetchIfDue(ledger.acknowledgedNanos());
    }

    private int unacknowledged() {
        return ledger.unacknowledged().size();
    }

    long bytes() {
        return bytes;
    }

    int left() {
        return left + evictions.count();
    }

    long dropped() {
        return dropped;
    }
}
