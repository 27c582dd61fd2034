package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.connection.Mailbox.Phase;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The mailboxes of a connection's subscribers, and who of them takes which topic. Guarded by the lock of {@link Inbound}.
 */
final class Mailboxes {

    /** Enough for what usually comes, and little whoever chooses the topics. */
    private static final int MOST_REMEMBERED_TOPICS = 256;

    private final TopicTree<Mailbox> tree = new TopicTree<>();
    private final Map<String, Collection<Mailbox>> matches = new LinkedHashMap<>();
    /** With those that are only announced. */
    private final Map<Subscriber, Mailbox> declared = new LinkedHashMap<>(Subscriptions.FEW);

    private final Mailbox sink;

    /** @param unclaimed takes what nobody takes; null if nobody does */
    Mailboxes(MessageSink unclaimed, long nowNanos) {
        this.sink = unclaimed == null ? null : new Mailbox(new SinkSubscriber(unclaimed), nowNanos);
        if (sink != null) {
            sink.enter(Phase.STARTED);
        }
    }

    void add(Mailbox mailbox) {
        declared.put(mailbox.subscriber(), mailbox);
    }

    /** Null if the subscriber is not declared. */
    Mailbox of(Subscriber subscriber) {
        return declared.get(subscriber);
    }

    /** Null if the subscriber is not declared. */
    Mailbox remove(Subscriber subscriber) {
        return declared.remove(subscriber);
    }

    Collection<Mailbox> declared() {
        return declared.values();
    }

    /** All that may have messages. */
    Collection<Mailbox> all() {
        if (sink == null) {
            return declared.values();
        }
        List<Mailbox> all = new ArrayList<>(declared.values());
        all.add(sink);
        return all;
    }

    /** That of what nobody takes; null if there is no place for it. */
    Mailbox sink() {
        return sink;
    }

    /** From now on it takes what matches its filters. */
    void match(Mailbox mailbox) {
        mailbox.subscriber().subscriptions().forEach(s -> tree.add(Topics.matched(s.filter()), mailbox));
        matches.clear();
    }

    void matchNoMore(Mailbox mailbox) {
        mailbox.subscriber().subscriptions().forEach(s -> tree.remove(Topics.matched(s.filter()), mailbox));
        matches.clear();
    }

    Collection<Mailbox> matching(String topic) {
        Collection<Mailbox> found = matches.get(topic);
        if (found == null) {
            found = tree.match(topic);
            if (matches.size() >= MOST_REMEMBERED_TOPICS) {
                matches.clear();
            }
            if (topic.length() <= Topics.LONG) {
                matches.put(topic, found);
            }
        }
        return found;
    }

    /** Who has the name of a subscriber that is gone: its route has been loaded again; null if nobody has. */
    Mailbox successor(Mailbox gone) {
        Mailbox latest = null;
        for (Mailbox mailbox : declared.values()) {
            if (mailbox.subscriber().name().equals(gone.subscriber().name())) {
                latest = mailbox;
            }
        }
        return latest;
    }

    /** Whether a message is for a mailbox, which may be null. */
    boolean isFor(InboundMessage message, Mailbox mailbox) {
        return mailbox != null && (mailbox == sink || matching(message.topic()).contains(mailbox));
    }
}
