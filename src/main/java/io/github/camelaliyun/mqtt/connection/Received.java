package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.connection.ConnectionEvent.Dropped;
import io.github.camelaliyun.mqtt.connection.ConnectionEvent.GivenUp.Reason;
import io.github.camelaliyun.mqtt.wire.Packet;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ScheduledFuture;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What the broker has sent and waits for an acknowledgement of: which PUBLISH is new, whether there is room for it, and what
 * answers it when it has ended (MQTT 3.1.1, 4.3 and 4.4).
 *
 * <p>MQTT 3.1.1 has no word with which a receiver could ask for less at a time, and a broker that sends everything at once
 * would fill the memory. Over the bound a QoS 0 message is dropped. In a persistent session the broker keeps what is not
 * acknowledged: after a moment's wait, messages are left with it and fetched by connecting again when there is room. In a
 * clean one reading pauses, for some seconds at most.
 *
 * <p>A QoS 2 message is processed when it arrives, and PUBREC is sent when that has ended (method B of figure 4.3): until
 * then the broker sends it again on the next link. From there to PUBREL its identifier is remembered.
 *
 * <p>Guarded by the lock of {@link Inbound}, which alone calls it.
 */
final class Received {

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
    /** Copies of older messages cannot be told but by comparing; these are old enough to have been sent again. */
    private static final long OLD_NANOS = Duration.ofSeconds(2).toNanos();
    /** The longest time that a failed message waits for its next attempt, with the broker too. */
    private static final Duration EVICTED_PAUSE = Duration.ofSeconds(30);
    /** The first pause between fetches that bring nothing; it doubles to sixteen times as long. */
    private static final Duration FIRST_FETCH_PAUSE = Duration.ofSeconds(1);

    private static final int MOST_DOUBLINGS = 4;

    /** What was left is fetched though others are at work still, when so long nothing has ended. */
    private static final long STUCK_NANOS = Duration.ofSeconds(30).toNanos();

    /** What the messages are for. */
    interface Host {
        /** Runs this under the lock. */
        void locked(Runnable task);

        /** How many unacknowledged messages wait for nothing that is going on: their subscriber is stopped, or they pause. */
        int parked();

        /** A message has come again on another link, and has its place there. */
        void comesAgain(InboundMessage message, long sequence);

        /** Whether nobody is at work or about to be. */
        boolean isIdle();

        /** Of one that was left with a broker that has forgotten it: those for whom it was are told of, and get it no more. */
        void giveUp(InboundMessage message, Reason reason);

        /** Leaves one with the broker that waits for nothing but its next attempt; null if there is none. */
        InboundMessage evict(Predicate<InboundMessage> condition);
    }

    /** @param link the one that it came by last: on another one, it comes again with DUP (MQTT 3.1.1, 3.3.1-1) */
    private record Ended(Fingerprint fingerprint, Link link) {
        boolean isMeantBy(Packet.Publish publish, Link present) {
            return (publish.duplicate() || link == present) && fingerprint.equals(Fingerprint.of(publish));
        }
    }

    private final boolean persistent;
    private final long maxBytes;
    private final ConnectionOptions options;
    private final ConnectionThreads threads;
    private final Inbound.Owner owner;
    private final Host host;

    /** Not acknowledged on the present link, in the order of arrival. */
    private final Map<Integer, InboundMessage> unacknowledged = new LinkedHashMap<>();
    /** Not acknowledged on earlier links of the session, ended or not: the broker may send them again. */
    private final Map<Integer, InboundMessage> carried = new LinkedHashMap<>();
    /**
     * QoS 2 messages whose exchanges have ended, until PUBREL. Another message under such an identifier is a new one: the session
     * was lost with a CONNECT whose CONNACK never came.
     */
    private final Map<Integer, Ended> ended2 = new HashMap<>();
    /** Left with the broker on the present link. */
    private final Set<Integer> leftIds = new HashSet<>();
    /** Of these, what some have ended with and others are to get later. */
    private final Map<Integer, InboundMessage> leftMessages = new LinkedHashMap<>();
    /** Unfinished and old, by topic: see {@link #OLD_NANOS}. */
    private final Map<String, InboundMessage> old = new HashMap<>();

    private Link link;
    private long linkUpNanos;
    private long sequence;
    private long bytes;
    private int left;
    private int activeAtBound;
    private boolean impatient;
    private int messagesAtPause;
    private long bytesAtPause;
    private boolean paused;
    private ScheduledFuture<?> pause;
    /** Limits that have been set. */
    private int waits;

    private boolean fetching;
    /** How many messages are to be fetched; zero if none are. */
    private int toFetch;
    /** Fetches in a row after which nothing was acknowledged. */
    private int fruitless;

    private long acknowledgedNanos;
    private long dropped;
    private long duplicates;
    private int evicted;

    Received(ConnectionOptions options, ConnectionThreads threads, Inbound.Owner owner, Host host) {
        this.persistent = !options.cleanSession();
        this.maxBytes = options.inbound().maxHeldBytes();
        this.options = options;
        this.threads = threads;
        this.owner = owner;
        this.host = host;
        this.acknowledgedNanos = threads.now();
    }

    /**
     * A link is up.
     *
     * @param sessionPresent whether the broker has kept the session, or may have: then what it may send again is known still, and
     *     what is here is processed
     * @return messages that are the broker's again, or were: nobody has begun with them
     */
    List<InboundMessage> linkUp(Link next, boolean sessionPresent) {
        link = next;
        leftIds.clear();
        left = 0;
        impatient = false;
        fetching = false;
        toFetch = 0;
        evicted = 0;
        List<InboundMessage> forgotten = new ArrayList<>();
        if (persistent && sessionPresent && next.tellsSession()) {
            carried.values().removeIf(message -> {
                if (!message.begun) {
                    forgotten.add(message);
                }
                return !message.begun;
            });
        } else if (!persistent || !sessionPresent) {
            carried.values().forEach(message -> host.giveUp(message, Reason.SESSION_LOST));
            carried.clear();
            ended2.clear();
        }
        linkUpNanos = threads.now();
        if (!persistent) {
            giveUpPausing();
        }
        if (!persistent && bytes > maxBytes) {
            // What came by earlier links is being processed still.
            pauseReading(LONGEST_PAUSE, this::pausedTooLong);
        }
        return forgotten;
    }

    /** The broker of a clean session has forgotten them; over the bound nothing new would be read for their sake. */
    private void giveUpPausing() {
        while (bytes > maxBytes * DONE) {
            InboundMessage message = host.evict(any -> true);
            if (message == null) {
                return;
            }
            host.giveUp(message, Reason.NO_ROOM);
            release(message);
        }
    }

    void linkDown() {
        endPause();
        if (persistent) {
            carried.putAll(leftMessages);
            carried.putAll(unacknowledged);
        }
        unacknowledged.clear();
        leftMessages.clear();
        leftIds.clear();
        left = 0;
        link = null;
    }

    /** In a persistent session, everything that nobody has begun with: the broker keeps it. */
    List<InboundMessage> dropUnbegun() {
        List<InboundMessage> dropped = new ArrayList<>();
        carried.values().removeIf(message -> {
            if (!message.begun) {
                dropped.add(message);
            }
            return !message.begun;
        });
        return dropped;
    }

    /** Whether it is not known yet if the broker sends a message again on the next link. */
    boolean isUndecided(InboundMessage message) {
        return link == null && !message.begun && message.qos() > 0 && carried.get(message.packetId()) == message;
    }

    /** Whether a message is being dealt with on this link; if that has ended, it is answered once more. */
    boolean isKnown(Packet.Publish publish) {
        if (publish.qos() == 0) {
            return false;
        }
        int packetId = publish.packetId();
        if (unacknowledged.containsKey(packetId) || leftIds.contains(packetId)) {
            return true;
        }
        Ended ended = publish.qos() == 2 ? ended2.get(packetId) : null;
        if (ended != null && ended.isMeantBy(publish, link)) {
            ended2.put(packetId, new Ended(ended.fingerprint(), link));
            link.send(new Packet.Pubrec(packetId), null);
            return true;
        }
        return false;
    }

    /** The message of an earlier link that this one is; null if it is another one. */
    InboundMessage carriedAs(Packet.Publish publish) {
        InboundMessage same = publish.qos() > 0 && publish.duplicate() ? carried.get(publish.packetId()) : null;
        if (same == null || !same.isSameAs(publish)) {
            countIfDuplicate(publish);
            return null;
        }
        return same;
    }

    /**
     * The broker has sent a message of an earlier link again, so that it can be acknowledged on this one.
     *
     * @return false if it was let go, and there is no room to take it back: then it is left with the broker again
     */
    boolean adopt(InboundMessage same, Packet.Publish publish) {
        boolean back = same.released && same.open > 0;
        if (back && !hasRoomFor(publish)) {
            return false;
        }
        carried.remove(publish.packetId());
        same.link = link;
        host.comesAgain(same, sequence++);
        if (same.open == 0) {
            acknowledgedNanos = threads.now();
            answer(publish);
            return true;
        }
        unacknowledged.put(publish.packetId(), same);
        if (back) {
            same.takePayload(publish);
            same.released = false;
            bytes += same.size();
        }
        return true;
    }

    private void countIfDuplicate(Packet.Publish publish) {
        if (!old.isEmpty() && publish.qos() > 0) {
            InboundMessage alike = old.get(publish.topic());
            if (alike != null && alike.open > 0 && alike.isSameAs(publish)) {
                duplicates++;
            }
        }
    }

    boolean isCarried(InboundMessage message) {
        return message.qos() > 0 && carried.get(message.packetId()) == message;
    }

    /** Messages of earlier links of the session that have begun. */
    List<InboundMessage> carried() {
        return List.copyOf(carried.values());
    }

    /** Whether there is room for a new message; if not, it has been dropped or left with the broker. */
    boolean hasRoomFor(Packet.Publish publish) {
        boolean qos0 = publish.qos() == 0;
        if (isLeaving() && !qos0) {
            // Once one was left, all are until they are fetched: or they would overtake it.
            leave(publish.packetId());
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
        boolean full = (bytes > 0 && after > maxBytes) || (persistent && unacknowledged.size() >= MAX_MESSAGES);
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
        if (bytes <= maxBytes && !impatient && !owner.expectsAnswer()) {
            pauseReading(PATIENCE, this::losePatience);
            return true;
        }
        activeAtBound = active();
        leave(publish.packetId());
        return false;
    }

    /** Leaves messages with the broker that only wait for their next attempt; whether no more than so many bytes remain. */
    private boolean evict(double most) {
        while (bytes > most || unacknowledged.size() >= MAX_MESSAGES) {
            InboundMessage message = host.evict(this::isOwed);
            if (message == null) {
                return false;
            }
            leaveWithBroker(message);
            if (evicted++ == 0) {
                Link present = link;
                threads.after(EVICTED_PAUSE, () -> host.locked(() -> fetchEvicted(present)));
            }
        }
        return true;
    }

    /** Whether the broker sends a message again. */
    private boolean isOwed(InboundMessage message) {
        int packetId = message.packetId();
        // A topic stays here, and takes memory that is not counted.
        return message.topic().length() <= Topics.LONG
                && (unacknowledged.get(packetId) == message || carried.get(packetId) == message);
    }

    private void fetchEvicted(Link from) {
        if (from == link) {
            fetch(evicted);
        }
    }

    /** Has the link made again, to be sent what was left with the broker; all that comes by it until then is left too. */
    void fetch(int messages) {
        toFetch = Math.max(toFetch, messages);
        fetchIfDue();
    }

    private void fetchIfDue() {
        if (toFetch == 0 || fetching || link == null) {
            return;
        }
        // A link by which nothing could be acknowledged was made for nothing: each such one lives longer.
        boolean fruitful = acknowledgedNanos - linkUpNanos > 0;
        long pause =
                fruitful || fruitless == 0 ? 0 : FIRST_FETCH_PAUSE.toNanos() << Math.min(fruitless - 1, MOST_DOUBLINGS);
        if (threads.now() - linkUpNanos < pause) {
            return;
        }
        fruitless = fruitful ? 0 : fruitless + 1;
        fetching = true;
        owner.fetch(link, toFetch);
    }

    /** Whether what arrives is left with the broker, since it would overtake what was left before. */
    boolean isLeaving() {
        return left > 0 || toFetch > 0;
    }

    private void leave(int packetId) {
        left++;
        leftIds.add(packetId);
    }

    /** A message need not be here: all who have not ended with it get it when the broker sends it again. */
    void leaveWithBroker(InboundMessage message) {
        if (unacknowledged.remove(message.packetId(), message)) {
            leftIds.add(message.packetId());
            leftMessages.put(message.packetId(), message);
        }
        release(message);
        message.letPayloadGo();
    }

    private void pauseReading(Duration limit, Runnable over) {
        if (!paused) {
            paused = true;
            link.pause();
            waitForRoom(limit, over);
        }
    }

    private void endPause() {
        if (paused) {
            paused = false;
            if (pause != null) {
                pause.cancel(false);
            }
            if (link != null) {
                link.resume();
            }
        }
    }

    /**
     * Routes that get through much meanwhile are waited for longer, some two seconds at most until there is room: connecting
     * again would take longer than they do.
     */
    private void losePatience() {
        boolean progress = messagesAtPause - unacknowledged.size() >= MAX_MESSAGES * PROGRESS
                || bytesAtPause - bytes >= maxBytes * PROGRESS;
        if (progress && !owner.expectsAnswer()) {
            waitForRoom(PATIENCE, this::losePatience);
            return;
        }
        impatient = true;
        endPause();
    }

    private void waitForRoom(Duration limit, Runnable over) {
        messagesAtPause = unacknowledged.size();
        bytesAtPause = bytes;
        int number = ++waits;
        pause = threads.after(
                limit,
                () -> host.locked(() -> {
                    // It may have begun to run as its pause ended.
                    if (paused && number == waits) {
                        over.run();
                    }
                }));
    }

    private void pausedTooLong() {
        owner.drop(
                link,
                "the routes take messages too slowly: " + bytes + " bytes of them were held (maxHeldBytes " + maxBytes
                        + ") and there was no room for more within " + LONGEST_PAUSE.toSeconds()
                        + " s; with cleanSession=true the broker cannot keep the rest. Make the routes faster, raise"
                        + " maxHeldBytes, or use cleanSession=false");
    }

    InboundMessage add(Packet.Publish publish) {
        InboundMessage message = new InboundMessage(publish, sequence++, threads.now());
        message.link = link;
        bytes += message.size();
        if (publish.qos() > 0) {
            unacknowledged.put(publish.packetId(), message);
            // The broker uses the identifier for this one now: a copy that comes later is none of the old one.
            carried.remove(publish.packetId());
            ended2.remove(publish.packetId());
        }
        return message;
    }

    /** Everybody has ended with a message: it is acknowledged on the link that it came by, if that is still there. */
    void ended(InboundMessage message) {
        release(message);
        if (message.qos() == 0) {
            return;
        }
        if (message.link != link || link == null) {
            // Kept for a while, in case the broker sends it again.
            message.letPayloadGo();
            return;
        }
        if (unacknowledged.remove(message.packetId(), message)) {
            if (message.qos() == 2) {
                ended2.put(message.packetId(), new Ended(message.fingerprint(), link));
            }
            acknowledgedNanos = threads.now();
            answer(message.qos(), message.packetId());
        }
    }

    /** Sends PUBACK or PUBREC for what nobody gets, or is left to get. */
    void answer(Packet.Publish publish) {
        if (publish.qos() == 2) {
            ended2.put(publish.packetId(), new Ended(Fingerprint.of(publish), link));
        }
        answer(publish.qos(), publish.packetId());
    }

    /** Sends PUBACK or PUBREC; what was skipped is skipped again if it comes again. */
    void answer(int qos, int packetId) {
        if (qos == 0) {
            return;
        }
        if (qos == 1) {
            link.send(new Packet.Puback(packetId), null);
        } else {
            link.send(new Packet.Pubrec(packetId), null);
        }
        makeRoom();
    }

    void released(int packetId) {
        ended2.remove(packetId);
        link.send(new Packet.Pubcomp(packetId), null);
    }

    /** It takes no more memory. */
    void release(InboundMessage message) {
        if (!message.released) {
            message.released = true;
            bytes -= message.size();
            makeRoom();
        }
    }

    private void makeRoom() {
        if (!paused && left == 0) {
            impatient &= bytes > maxBytes * DONE || unacknowledged.size() > MAX_MESSAGES * DONE;
            return;
        }
        if (left > 0 && isStuck()) {
            // What a stopped route has here is its quota again once it comes anew.
            fetch(left);
            return;
        }
        if (bytes > maxBytes * DONE || (persistent && unacknowledged.size() > MAX_MESSAGES * DONE)) {
            return;
        }
        endPause();
        impatient &= left > 0;
        if (left > 0 && active() <= activeAtBound * (1 - DONE)) {
            fetch(left);
        }
    }

    private boolean isStuck() {
        long now = threads.now();
        return now - acknowledgedNanos > STUCK_NANOS && now - linkUpNanos > STUCK_NANOS;
    }

    private int active() {
        return Math.max(0, unacknowledged.size() - host.parked());
    }

    /** Whether a stopped subscriber has its part of what may be held. */
    boolean isQuotaUsed(Mailbox mailbox) {
        return mailbox.left() > 0 || mailbox.heldBack() >= MAX_MESSAGES / STOPPED_PART || bytes > maxBytes * (1 - DONE);
    }

    void countDropped(String topic) {
        dropped++;
        if (Long.bitCount(dropped) == 1) {
            owner.tell(new Dropped(topic, dropped));
        }
    }

    /** Looks which messages are old by now, and whether what was left can be fetched. */
    void tick() {
        if (left > 0 && !fetching && link != null) {
            evict(maxBytes * DONE);
            makeRoom();
        }
        fetchIfDue();
        old.clear();
        long now = threads.now();
        addOld(unacknowledged, now);
        addOld(carried, now);
    }

    private void addOld(Map<Integer, InboundMessage> messages, long now) {
        for (InboundMessage message : messages.values()) {
            if (now - message.arrivedNanos() < OLD_NANOS) {
                return;
            }
            if (message.open > 0) {
                old.put(message.topic(), message);
            }
        }
    }

    /** What the broker waits for and somebody has not ended with, here or left with it. */
    Stream<InboundMessage> unfinished() {
        return Stream.of(carried, unacknowledged, leftMessages)
                .flatMap(messages -> messages.values().stream())
                .filter(message -> message.open > 0);
    }

    long bytes() {
        return bytes;
    }

    int unacknowledged() {
        return unacknowledged.size();
    }

    int left() {
        return left + evicted;
    }

    long dropped() {
        return dropped;
    }

    long duplicates() {
        return duplicates;
    }

    long acknowledgedNanos() {
        return acknowledgedNanos;
    }
}
