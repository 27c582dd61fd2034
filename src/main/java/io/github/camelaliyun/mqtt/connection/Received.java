package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.connection.ConnectionEvent.GivenUp.Fate;
import io.github.camelaliyun.mqtt.wire.Packet;

import java.util.List;
import java.util.stream.Stream;

/**
 * What the broker has sent and waits for an acknowledgement of: which PUBLISH is new, and what answers it when it has
 * ended (MQTT 3.1.1, 4.3 and 4.4). {@link MessageRoom} knows whether there is room for it.
 *
 * <p>A QoS 2 message is processed when it arrives, and PUBREC is sent when that has ended (method B of figure 4.3): until
 * then the broker sends it again on the next link. From there to PUBREL its identifier is remembered.
 *
 * <p>Guarded by the lock of {@link Inbound}, under which all methods are called.
 */
final class Received {

    private final boolean persistent;
    private final ConnectionThreads threads;
    private final MessageHost host;
    private final ReceivedLedger ledger;
    private final MessageRoom room;
    private final Duplicates duplicates = new Duplicates();
    private Link link;
    private long sequence;

    Received(ConnectionOptions options, ConnectionThreads threads, Inbound.Upstream upstream, MessageHost host) {
        this.persistent = !options.cleanSession();
        this.threads = threads;
        this.host = host;
        this.ledger = new ReceivedLedger(threads.now());
        this.room = new MessageRoom(options, ledger, threads, upstream, host);
    }

    /** Of what is held. */
    MessageRoom room() {
        return room;
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
        ledger.linkUp();
        List<InboundMessage> forgotten = List.of();
        if (persistent && sessionPresent && next.tellsSession()) {
            forgotten = ledger.takeUnbegun();
        } else if (!persistent || !sessionPresent) {
            ledger.sessionGone().forEach(message -> host.giveUp(message, Fate.SESSION_LOST));
        }
        room.linkUp(next);
        return forgotten;
    }

    void linkDown() {
        room.linkDown();
        ledger.linkDown(persistent);
        link = null;
    }

    /** In a persistent session, everything that nobody has begun with: the broker keeps it. */
    List<InboundMessage> dropUnbegun() {
        return ledger.takeUnbegun();
    }

    /** Whether it is not known yet if the broker sends a message again on the next link. */
    boolean isUndecided(InboundMessage message) {
        return link == null && !message.begun && ledger.isCarried(message);
    }

    /** Whether a message is being dealt with on this link; if that has ended, it is answered once more. */
    boolean isKnown(Packet.Publish publish) {
        if (publish.qos() == 0) {
            return false;
        }
        if (ledger.isOfThisLink(publish)) {
            return true;
        }
        if (ledger.ended().isOne(publish, link)) {
            link.send(new Packet.Pubrec(publish.packetId()), null);
            return true;
        }
        return false;
    }

    /** The message of an earlier link that this one is; null if it is another one. */
    InboundMessage carriedAs(Packet.Publish publish) {
        InboundMessage same = ledger.carriedAs(publish);
        if (same == null) {
            duplicates.countIfOne(publish);
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
        if (back && !room.hasRoomFor(publish)) {
            return false;
        }
        ledger.carryNoMore(same);
        same.link = link;
        host.comesAgain(same, sequence++);
        if (same.open == 0) {
            ledger.acknowledged(threads.now());
            answer(publish);
            return true;
        }
        ledger.adopt(same);
        if (back) {
            same.takePayload(publish);
            room.take(same);
        }
        return true;
    }

    boolean isCarried(InboundMessage message) {
        return ledger.isCarried(message);
    }

    /** Messages of earlier links of the session that have begun. */
    List<InboundMessage> carried() {
        return List.copyOf(ledger.carried());
    }

    InboundMessage add(Packet.Publish publish) {
        InboundMessage message = new InboundMessage(publish, sequence++, threads.now());
        message.link = link;
        room.take(message);
        if (publish.qos() > 0) {
            ledger.add(message);
        }
        return message;
    }

    /** Everybody has ended with a message: it is acknowledged on the link that it came by, if that is still there. */
    void ended(InboundMessage message) {
        room.release(message);
        if (message.qos() == 0) {
            return;
        }
        if (message.link != link || link == null) {
            // Kept for a while, in case the broker sends it again.
            message.letPayloadGo();
            return;
        }
        if (ledger.acknowledge(message)) {
            if (message.qos() == 2) {
                ledger.ended().add(message.packetId(), message.fingerprint(), link);
            }
            ledger.acknowledged(threads.now());
            answer(message.qos(), message.packetId());
        }
    }

    /** Sends PUBACK or PUBREC for what nobody gets, or is left to get. */
    void answer(Packet.Publish publish) {
        if (publish.qos() == 2) {
            ledger.ended().add(publish.packetId(), Fingerprint.of(publish), link);
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
        room.makeRoom();
    }

    void released(int packetId) {
        ledger.ended().remove(packetId);
        link.send(new Packet.Pubcomp(packetId), null);
    }

    /** Looks which messages are old by now, and whether what was left can be fetched. */
    void tick() {
        room.tick();
        duplicates.look(ledger, threads.now());
    }

    /** What the broker waits for and somebody has not ended with, here or left with it. */
    Stream<InboundMessage> unfinished() {
        return ledger.unfinished();
    }

    int unacknowledged() {
        return ledger.unacknowledged().size();
    }

    long duplicates() {
        return duplicates.count();
    }

    /** When a message was acknowledged last, or this was made. */
    long acknowledgedNanos() {
        return ledger.acknowledgedNanos();
    }
}
