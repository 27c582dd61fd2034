package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.credential.token.TokenException.Kind;
import io.github.camelaliyun.mqtt.credential.token.TokenRequest;
import io.github.camelaliyun.mqtt.credential.token.TokenSet;

import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which parent topics a connection's tokens are to be for, and which of them to ask for next. A parent topic is
 * <em>declared</em> by routes, or a <em>candidate</em> that a message was published to. Both count from the first token
 * that was granted for them; a candidate only while it is used.
 *
 * <p>When the source fails, the plan finds out whose fault it is: what was granted before is asked for by itself, then the
 * rest one by one in addition. What fails while the others are granted is refused, and asked for again later by itself. As
 * long as nothing at all is granted nobody is at fault. Guarded by its keeper's lock; calls nobody.
 */
final class TokenPlan {

    /** A token is for so many topics, and each parent topic needs two: its topics, and P2P. */
    static final int MOST = TokenRequest.MAX_RESOURCES / 2;

    /** A candidate that was not used for so long is not asked for any more. */
    static final Duration UNUSED = Duration.ofMinutes(10);

    static final int MOST_REMEMBERED = 100;
    static final int MOST_WAITING = 100;

    /** As long as nothing is granted, every so many questions are for what never was. */
    private static final int STRANGERS_TURN = 4;

    /** So long the source's last success shows that a refusal is about what was asked for in addition. */
    private static final Duration PROOF = Duration.ofMinutes(10);
    /** The same for a failure that may be a refusal or not. */
    private static final Duration STRONG_PROOF = Duration.ofSeconds(30);

    /**
     * What to ask the source for.
     *
     * @param parents all parent topics
     * @param granted those of them that were granted before
     */
    record Ask(SortedSet<String> parents, SortedSet<String> granted) {

        SortedSet<String> unproven() {
            SortedSet<String> rest = new TreeSet<>(parents);
            rest.removeAll(granted);
            return rest;
        }
    }

    private static final class Parent {
        private final String name;
        private int declared;
        private boolean granted;
        /** A token was granted for it at some time. */
        private boolean known;
        /** Was part of a request that failed, so that it is asked for by itself. */
        private boolean suspect;

        private long usedAt;
        /** When it was asked for, as a count. */
        private long turn;

        Parent(String name) {
            this.name = name;
        }

        boolean isCandidate() {
            return declared == 0;
        }
    }

    private static final class Refusal {
        private final Backoff backoff;
        private String reason;
        private long at;
        private long until;

        Refusal(RandomGenerator random) {
            backoff = new Backoff(random);
        }
    }

    private final boolean fixed;
    private final LongSupplier nanoTime;
    private final RandomGenerator random;
    private final Map<String, Parent> parents = new TreeMap<>();
    /** The latest last. */
    private final Map<String, Refusal> refusals = new LinkedHashMap<>();

    private int failures;
    private Kind lastKind = Kind.UNKNOWN;
    private boolean proven;
    private long provenAt;
    private long turns;
    private long turnsOfSingles;
    private boolean newcomersLast;
    private boolean togetherNext;

    /** @param fixed whether tokens are for configured topics, whatever is used */
    TokenPlan(boolean fixed, LongSupplier nanoTime, RandomGenerator random) {
        this.fixed = fixed;
        this.nanoTime = nanoTime;
        this.random = random;
    }

    static String parentOf(String topicOrFilter) {
        int end = topicOrFilter.indexOf('/');
        return end < 0 ? topicOrFilter : topicOrFilter.substring(0, end);
    }

    /** @throws IllegalArgumentException if there cannot be a token for one of them; nothing has changed then */
    void declare(Collection<String> topicsOrFilters) {
        if (fixed) {
            return;
        }
        List<String> names = topicsOrFilters.stream().map(TokenPlan::parentOf).toList();
        requirePossible(new TreeSet<>(names));
        names.forEach(name -> parents.computeIfAbsent(name, Parent::new).declared++);
        while (count(each -> !each.isCandidate() || each.granted) > MOST) {
            parents.values().stream()
                    .filter(Parent::isCandidate)
                    .filter(each -> each.granted)
                    .min(Comparator.comparingLong(each -> each.usedAt - now()))
                    .ifPresent(unlucky -> parents.remove(unlucky.name));
        }
    }

    private void requirePossible(Collection<String> names) {
        long declared = count(each -> !each.isCandidate());
        for (String name : names) {
            Parent parent = parents.get(name);
            if (parent == null || parent.isCandidate()) {
                impossible(name).ifPresent(reason -> {
                    throw new IllegalArgumentException(reason);
                });
                if (++declared > MOST) {
                    throw new IllegalArgumentException(tooMany(name));
                }
            }
        }
    }

    /** Takes one declaration back; nothing happens if there is none. */
    void withdraw(String topicOrFilter) {
        String name = parentOf(topicOrFilter);
        Parent parent = parents.get(name);
        if (parent == null || parent.isCandidate()) {
            return;
        }
        parent.declared--;
        if (parent.isCandidate()) {
            parent.usedAt = now();
            if (!parent.granted) {
                parents.remove(name);
                // Whoever declares it again has corrected something.
                refusals.remove(name);
            }
        }
    }

    /** Notes that a message is for this topic; why it cannot be, if it cannot. */
    Optional<String> use(String topic) {
        if (fixed) {
            return Optional.empty();
        }
        String name = parentOf(topic);
        Parent parent = parents.get(name);
        if (parent == null || !parent.granted) {
            Refusal refusal = refusals.get(name);
            if (refusal != null && refusal.until - now() > 0) {
                return Optional.of(refusal.reason);
            }
        }
        if (parent == null) {
            Optional<String> reason = impossible(name);
            if (reason.isPresent()) {
                return reason;
            }
            if (count(each -> !each.isCandidate() || each.granted) >= MOST) {
                return Optional.of(tooMany(name));
            }
            if (count(each -> each.isCandidate() && !each.granted) >= MOST_WAITING) {
                return Optional.of("messages to " + MOST_WAITING + " other parent topics wait for tokens already");
            }
            parent = new Parent(name);
            parents.put(name, parent);
        }
        parent.usedAt = now();
        return Optional.empty();
    }

    private static Optional<String> impossible(String name) {
        return name.indexOf(',') < 0
                ? Optional.empty()
                : Optional.of("'" + Printable.of(name)
                        + "' cannot be a token's topic: the service separates topics by commas");
    }

    private static String tooMany(String name) {
        return "a token for '" + Printable.of(name) + "/#' cannot be asked for besides those for " + MOST
                + " other parent topics: the service gives a token for " + TokenRequest.MAX_RESOURCES
                + " topics at most, set token.resources to fewer, with wildcards";
    }

    /** Whether there is something to ask for that was not granted before. */
    boolean isWanting() {
        return parents.values().stream().anyMatch(this::isDue);
    }

    /** When something that was refused is to be asked for again; empty if there is no such thing. */
    Optional<Duration> nextRetry() {
        return refusals.entrySet().stream()
                .filter(entry -> parents.containsKey(entry.getKey()))
                .map(entry -> Duration.ofNanos(Math.max(0, entry.getValue().until - now())))
                .min(Comparator.naturalOrder());
    }

    /** Not granted, and not refused at this moment. */
    private boolean isDue(Parent parent) {
        Refusal refusal = refusals.get(parent.name);
        return !parent.granted && (refusal == null || refusal.until - now() <= 0);
    }

    /** Whether these tokens are for all that counts and is not refused. */
    boolean isSatisfiedBy(TokenSet set) {
        return fixed
                || parents.values().stream()
                        .filter(parent -> parent.granted || !parent.isCandidate() && isDue(parent))
                        .allMatch(parent -> set.covers(parent.name + "/#"));
    }

    /** Whether {@code fresh} is for all of what counts that {@code old} is for. */
    boolean keepsAll(TokenSet old, TokenSet fresh) {
        return fixed
                || parents.values().stream()
                        .filter(parent -> parent.granted || isDue(parent))
                        .map(parent -> parent.name + "/#")
                        .filter(old::covers)
                        .allMatch(fresh::covers);
    }

    /** What to ask for next; empty if nothing is used. */
    Optional<Ask> next() {
        if (fixed) {
            return Optional.of(new Ask(new TreeSet<>(), new TreeSet<>()));
        }
        dropUnused();
        SortedSet<String> granted = names(parents.values().stream().filter(parent -> parent.granted));
        if (!granted.isEmpty() && isDoubtful()) {
            return Optional.of(new Ask(granted, granted));
        }
        List<Parent> due = parents.values().stream().filter(this::isDue).toList();
        List<Parent> known = due.stream().filter(parent -> parent.known).toList();
        boolean strangersTurn = known.size() < due.size() && ++turns % STRANGERS_TURN == 0;
        if (granted.isEmpty() && failures > 0 && !known.isEmpty() && !strangersTurn) {
            return Optional.of(probe(known));
        }
        return extended(granted, due);
    }

    /** Nothing is granted at present, that was once: asks for all of that, and for each of it, by turns. */
    private Ask probe(List<Parent> known) {
        togetherNext = !togetherNext;
        return new Ask(
                togetherNext ? names(known.stream().limit(MOST)) : names(Stream.of(first(known))), new TreeSet<>());
    }

    /** Of some that are asked for by themselves the next: routes' before messages', and what was refused before last. */
    private Parent first(List<Parent> some) {
        Parent first = some.stream()
                .min(Comparator.comparing(Parent::isCandidate)
                        .thenComparing(parent -> refusals.containsKey(parent.name))
                        .thenComparingLong(parent -> parent.turn))
                .orElseThrow();
        first.turn = ++turnsOfSingles;
        return first;
    }

    /** Those that routes declare, and now and then the others. */
    private List<Parent> preferred(List<Parent> suspects) {
        boolean strangersTurn = ++turns % STRANGERS_TURN == 0;
        List<Parent> preferred = suspects.stream()
                .filter(parent -> parent.isCandidate() == strangersTurn)
                .toList();
        return preferred.isEmpty() ? suspects : preferred;
    }

    /** What was granted, and either all newcomers or one of those that are suspect. */
    private Optional<Ask> extended(SortedSet<String> granted, List<Parent> due) {
        SortedSet<String> all = new TreeSet<>(granted);
        List<Parent> suspects = due.stream()
                .filter(parent -> parent.suspect || refusals.containsKey(parent.name))
                .toList();
        List<Parent> newcomers = due.stream()
                .filter(parent -> !suspects.contains(parent))
                .sorted(Comparator.comparing(Parent::isCandidate))
                .limit(MOST - granted.size())
                .toList();
        if (granted.size() < MOST && !suspects.isEmpty() && (newcomers.isEmpty() || newcomersLast)) {
            all.add(first(granted.isEmpty() ? preferred(suspects) : suspects).name);
            newcomersLast = false;
        } else {
            all.addAll(names(newcomers.stream()));
            newcomersLast = true;
        }
        return all.isEmpty() ? Optional.empty() : Optional.of(new Ask(all, granted));
    }

    /** Whether the source may have failed for what was granted before, too. */
    private boolean isDoubtful() {
        return failures > 0 && (lastKind != Kind.REFUSED || failures > 1 || !isProven(PROOF));
    }

    private boolean isProven(Duration within) {
        return proven && now() - provenAt <= within.toNanos();
    }

    private void dropUnused() {
        List<Parent> unused = parents.values().stream()
                .filter(Parent::isCandidate)
                .filter(parent -> now() - parent.usedAt > UNUSED.toNanos())
                .sorted(Comparator.comparingLong(parent -> parent.usedAt - now()))
                .toList();
        for (Parent parent : unused) {
            if (parents.size() > 1) {
                parents.remove(parent.name);
            }
        }
    }

    /** Whether nothing was asked for in addition to what was granted but what messages wait for. */
    boolean isForMessagesAlone(Ask ask) {
        SortedSet<String> rest = ask.unproven();
        return !rest.isEmpty()
                && rest.stream().map(parents::get).allMatch(parent -> parent == null || parent.isCandidate());
    }

    void succeeded(Ask ask) {
        failures = 0;
        proven = true;
        provenAt = now();
        if (ask.granted().isEmpty()) {
            // As long as nothing was granted, nobody was at fault.
            boolean known = parents.values().stream().anyMatch(parent -> parent.known);
            parents.values().stream()
                    .filter(parent -> parent.known || !known)
                    .forEach(parent -> parent.suspect = false);
        }
        for (String name : ask.parents()) {
            refusals.remove(name);
            Parent parent = parents.get(name);
            if (parent != null) {
                parent.granted = true;
                parent.known = true;
                parent.suspect = false;
            }
        }
    }

    /** Takes note of a failure; the parent topic whose fault it is, if that is known. */
    Optional<String> failed(Ask ask, Kind kind, String reason) {
        boolean works = !ask.granted().isEmpty()
                && (failures == 0 && isProven(STRONG_PROOF)
                        || kind == Kind.REFUSED && failures <= 1 && isProven(PROOF));
        failures++;
        lastKind = kind;
        SortedSet<String> rest = ask.unproven();
        if (rest.isEmpty()) {
            if (kind != Kind.UNAVAILABLE && parents.size() > 1) {
                doubt(ask.granted());
            }
            return Optional.empty();
        }
        if (rest.size() == 1) {
            Parent parent = parents.get(rest.first());
            boolean alone = kind == Kind.REFUSED && ask.parents().size() == 1 && parent != null && parent.isCandidate();
            if (works || alone) {
                refuse(rest.first(), parent, kind, reason);
                return Optional.of(rest.first());
            }
        }
        rest.stream()
                .map(parents::get)
                .filter(parent -> parent != null && (works || kind != Kind.UNAVAILABLE || parent.isCandidate()))
                .forEach(parent -> parent.suspect = true);
        return Optional.empty();
    }

    /** What was granted together is not any more: each has to be granted anew. */
    private void doubt(Collection<String> names) {
        for (String name : names) {
            Parent parent = parents.get(name);
            if (parent != null) {
                parent.granted = false;
                parent.suspect = true;
            }
        }
    }

    private void refuse(String name, Parent parent, Kind kind, String reason) {
        Refusal refusal = refusals.remove(name);
        if (refusal == null) {
            refusal = new Refusal(random);
        }
        Duration pause = TokenSupply.limited(refusal.backoff.next());
        boolean candidate = parent == null || parent.isCandidate();
        refusal.at = now();
        refusal.until = refusal.at + (candidate || kind == Kind.UNAVAILABLE ? pause : Backoff.LONGEST).toNanos();
        refusal.reason = lacking(name, reason);
        refusals.put(name, refusal);
        if (candidate) {
            parents.remove(name);
        }
        refusals.keySet().stream()
                .filter(each -> !parents.containsKey(each))
                .limit(Math.max(0, refusals.size() - parents.size() - MOST_REMEMBERED))
                .toList()
                .forEach(refusals::remove);
    }

    static String lacking(String name, String reason) {
        return "no token for '" + Printable.of(name) + "/#': " + reason;
    }

    /** Why declared topics are refused; empty if none is. */
    Optional<String> refusedDeclarations() {
        String text = refusals.entrySet().stream()
                .filter(entry -> isDeclared(entry.getKey()))
                .map(entry -> entry.getValue().reason)
                .sorted()
                .collect(Collectors.joining("; "));
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    boolean isDeclared(String name) {
        Parent parent = parents.get(name);
        return parent != null && !parent.isCandidate();
    }

    /** Why this parent topic was refused; null if it was not. */
    String refusalOf(String name) {
        Refusal refusal = refusals.get(name);
        return refusal == null ? null : refusal.reason;
    }

    /** Why this parent topic was refused at this time or later; empty if it was not. */
    Optional<String> refusedSince(String name, long nanos) {
        Refusal refusal = refusals.get(name);
        return refusal == null || refusal.at - nanos < 0 ? Optional.empty() : Optional.of(refusal.reason);
    }

    /** How many refusals are remembered. */
    int remembered() {
        return refusals.size();
    }

    private long count(Predicate<Parent> which) {
        return parents.values().stream().filter(which).count();
    }

    private static SortedSet<String> names(Stream<Parent> parents) {
        return parents.map(parent -> parent.name).collect(Collectors.toCollection(TreeSet::new));
    }

    private long now() {
        return nanoTime.getAsLong();
    }
}
