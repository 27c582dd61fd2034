package io.github.camelaliyun.mqtt.connection;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * Which topic filters are wanted, what the broker has been told of it on the present link, and what to tell it next.
 *
 * <p>A broker may send a message once for each subscription that it matches (MQTT 3.1.1, 3.3.5). So what is subscribed is the
 * cover: a filter is left out while a wider one is there in its place. A filter that nobody wants any more lingers for a
 * while, for a route that is reloaded.
 *
 * <p>Guarded by the lock of {@link Inbound}, under which all methods are called.
 *
 * <p>What runs at each connect has loops in place of streams: where many clientIds connect, the JVM's compilers take most of
 * the time, and a stream costs them many times what a loop does.
 */
final class Subscriptions {

    /** The room of a map at first: most connections have a filter or two, and one process may have 10,000 connections. */
    static final int FEW = 2;

    private final int maxSubscriptions;
    private final WantedFilters wanted;
    private final AskedFilters asked = new AskedFilters();
    private final Runnable corrected;
    /** What the broker may have in the session; a persistent one outlives its link. True for what it has granted. */
    private final Map<String, Boolean> atBroker = new LinkedHashMap<>(FEW);
    /** Of these, what it has been told to forget on the present link, and has not said that it has. */
    private final Set<String> leaving = new LinkedHashSet<>();
    /** To be asked for once more: for what the broker has retained, or since it was refused a while ago. */
    private final Set<String> again = new LinkedHashSet<>();
    /** What users were told of a filter last; while it is the same they are not told again. */
    private final Map<String, String> told = new LinkedHashMap<>(FEW);

    /** Of the latest link that has ended; none while there is one. */
    private List<String> unanswered = List.of();

    /** @param corrected told when nobody wants a filter any more that was unanswered when the latest link ended */
    Subscriptions(ConnectionOptions options, Runnable corrected) {
        this.corrected = corrected;
        this.maxSubscriptions = options.maxSubscriptions();
        this.wanted = new WantedFilters(options);
    }

    /** What the subscribers that are started want, and what lingers. */
    WantedFilters wanted() {
        return wanted;
    }

    /**
     * A subscriber's filters are wanted from now on.
     *
     * @param retained whether to ask for them even if the broker has them, for what it has retained
     */
    void want(Mailbox mailbox, boolean retained) {
        Set<String> own = wanted.add(mailbox);
        if (retained) {
            again.addAll(own);
        }
    }

    /** A subscriber's filters are not wanted any more; those that nobody else wants linger until then. */
    void unwant(Mailbox mailbox, long untilNanos) {
        for (String filter : wanted.remove(mailbox, untilNanos)) {
            again.remove(filter);
            told.remove(filter);
            if (unanswered.contains(filter)) {
                unanswered = List.of();
                corrected.run();
            }
        }
    }

    /** @param sessionPresent whether the broker has kept the session, and so its subscriptions */
    void linkUp(boolean sessionPresent) {
        asked.clear();
        again.clear();
        leaving.clear();
        unanswered = List.of();
        if (!sessionPresent) {
            atBroker.clear();
        }
    }

    /** A new link knows nothing of what was asked for on the old one. Answers what was unanswered on it, the latest first. */
    List<String> linkDown() {
        unanswered = asked.unanswered();
        unanswered.forEach(filter -> atBroker.replace(filter, false));
        asked.clear();
        return unanswered;
    }

    /**
     * What the broker has yet to be told, now noted as told. The client's own P2P topic is never among it where the service
     * delivers there without a subscription.
     *
     * @param allowed which filters the broker may be asked for at present; the others stay missing
     */
    SubscriptionPlan next(Predicate<String> allowed) {
        List<String> surplus = surplus();
        Map<String, Integer> all = wanted.withLingering();
        Map<String, Integer> asking = wanted.lingers() ? wanted.withLingering(this::isKnown) : all;
        Set<String> target = cover(asking, allowed);
        List<Subscription> subscribe = new ArrayList<>(1);
        for (Map.Entry<String, Integer> each : asking.entrySet()) {
            String filter = each.getKey();
            if (allowed.test(filter)
                    && (again.remove(filter)
                            || (target.contains(filter) && asked.isMissing(filter, each.getValue())))) {
                subscribe.add(new Subscription(filter, each.getValue()));
            }
        }
        for (Subscription each : subscribe) {
            ask(each);
        }
        List<String> unsubscribe = List.of();
        if (subscribe.isEmpty() && !asked.isAnswerPending()) {
            unsubscribe = replaced(target, all, allowed);
            giveUp(unsubscribe);
        }
        return new SubscriptionPlan(surplus, subscribe, unsubscribe);
    }

    /** What nobody wants is not asked for anew: it may be what the server closes the connection for. */
    private boolean isKnown(String filter) {
        return asked.get(filter) != null || atBroker.getOrDefault(filter, false);
    }

    private List<String> replaced(Set<String> target, Map<String, Integer> wanted, Predicate<String> allowed) {
        List<String> replaced = List.of();
        for (String filter : atBroker.keySet()) {
            if (!target.contains(filter) && !leaving.contains(filter) && isReplaced(filter, wanted, allowed)) {
                replaced = replaced.isEmpty() ? new ArrayList<>() : replaced;
                replaced.add(filter);
            }
        }
        return replaced;
    }

    /** Whether nobody wants it, or another one that has been granted stands for it. */
    private boolean isReplaced(String filter, Map<String, Integer> wanted, Predicate<String> allowed) {
        Integer qos = wanted.get(filter);
        return qos == null
                || wanted.keySet().stream()
                        .anyMatch(wide -> asked.isGranted(wide) && covers(wide, filter, qos, wanted, allowed));
    }

    private void ask(Subscription subscription) {
        asked.ask(subscription);
        atBroker.putIfAbsent(subscription.filter(), false);
        leaving.remove(subscription.filter());
    }

    /** A filter is to be asked for by itself, after it was not answered among others. */
    void askAlone(Subscription subscription) {
        AskedFilter state = asked.get(subscription.filter());
        if (state != null) {
            state.pending = 0;
        }
        ask(subscription);
    }

    /** Those that no wider one among them stands for. */
    private Set<String> cover(Map<String, Integer> wanted, Predicate<String> allowed) {
        // With many filters of one topic each, nothing is to be compared.
        List<String> wides = new ArrayList<>(0);
        for (String filter : wanted.keySet()) {
            if (Topics.hasWildcard(filter)) {
                wides.add(filter);
            }
        }
        if (wides.isEmpty()) {
            return wanted.keySet();
        }
        Set<String> cover = new LinkedHashSet<>();
        wanted.forEach((filter, qos) -> {
            if (wides.stream().noneMatch(wide -> covers(wide, filter, qos, wanted, allowed))) {
                cover.add(filter);
            }
        });
        return cover;
    }

    private boolean covers(
            String wide, String narrow, int qos, Map<String, Integer> wanted, Predicate<String> allowed) {
        if (wide.equals(narrow) || wanted.getOrDefault(wide, -1) < qos || !Topics.contains(wide, narrow)) {
            return false;
        }
        return allowed.test(wide) && asked.mayBring(wide, qos);
    }

    /** What nobody wants any more and has to go at once, since with what is wanted it would be more than the server takes. */
    private List<String> surplus() {
        if (atBroker.size() + wanted.atMost() <= maxSubscriptions) {
            return List.of();
        }
        Set<String> all = new LinkedHashSet<>(wanted.now().keySet());
        List<String> unwanted = atBroker.keySet().stream()
                .filter(filter -> !all.contains(filter) && !leaving.contains(filter))
                .toList();
        all.addAll(unwanted);
        if (all.size() <= maxSubscriptions) {
            return List.of();
        }
        giveUp(unwanted);
        return unwanted;
    }

    private void giveUp(List<String> filters) {
        filters.forEach(filter -> {
            asked.remove(filter);
            leaving.add(filter);
            wanted.lingerNoMore(filter);
        });
    }

    /** The broker could not be told that they are not wanted. */
    void stay(List<String> filters) {
        leaving.removeAll(filters);
    }

    /** The broker says that it has forgotten filters, unless it has been asked for them again since. */
    void unsubscribed(List<String> filters) {
        for (String filter : filters) {
            if (leaving.remove(filter)) {
                atBroker.remove(filter);
            }
        }
    }

    /**
     * The broker grants a filter.
     *
     * @return what is to be told of it; null for nothing
     */
    String granted(Subscription subscription, int qos) {
        AskedFilter state = asked.get(subscription.filter());
        if (state == null) {
            return null;
        }
        state.pending = Math.max(0, state.pending - 1);
        state.granted = qos;
        atBroker.replace(subscription.filter(), true);
        state.refused = null;
        if (qos >= subscription.qos()) {
            told.remove(subscription.filter());
            return null;
        }
        return tell(subscription.filter(), AskedFilters.less(subscription.filter(), subscription.qos(), qos));
    }

    /**
     * The broker does not deliver a filter, or has not said that it does.
     *
     * @return what is to be told of it; null for nothing
     */
    String refused(String filter, String reason) {
        AskedFilter state = asked.get(filter);
        if (state == null) {
            return null;
        }
        state.pending = Math.max(0, state.pending - 1);
        state.granted = null;
        state.refused = reason;
        return tell(filter, reason);
    }

    private String tell(String filter, String reason) {
        if (!wanted.contains(filter)) {
            return null;
        }
        return reason.equals(told.put(filter, reason)) ? null : reason;
    }

    /** What was not granted as it was asked for is to be asked for once more, if it is wanted still. */
    void askAgain(String filter) {
        AskedFilter state = asked.get(filter);
        Integer qos = wanted.withLingering().get(filter);
        if (state != null && qos != null && (state.granted == null || state.granted < qos)) {
            again.add(filter);
        }
    }

    /**
     * The filters that are wanted and that the broker refuses, grants less of or has not granted yet, with the reason.
     *
     * @param unaskable why the broker may not be asked for a filter, or would not deliver it unasked; null if it may
     * @param linkUp whether the broker can have granted anything
     */
    Map<String, String> refused(UnaryOperator<String> unaskable, boolean linkUp) {
        return asked.refused(wanted, unaskable, linkUp);
    }
}
