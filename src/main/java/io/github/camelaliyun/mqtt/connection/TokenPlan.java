package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.credential.token.TokenException.Kind;
import io.github.camelaliyun.mqtt.credential.token.TokenRequest;
import io.github.camelaliyun.mqtt.credential.token.TokenSet;
import io.github.camelaliyun.mqtt.service.Printable;

import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

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

    static final int MOST_WAITING = 100;

    private final boolean fixed;
    private final LongSupplier nanoTime;
    private final Map<String, ParentTopic> parents = new TreeMap<>();
    private final TokenRefusals refusals;
    private final SourceRecord source;
    private final TokenQuestions questions;

    /** @param fixed whether tokens are for configured topics, whatever is used */
    TokenPlan(boolean fixed, LongSupplier nanoTime, RandomGenerator random) {
        this.fixed = fixed;
        this.nanoTime = nanoTime;
        this.refusals = new TokenRefusals(nanoTime, random);
        this.source = new SourceRecord(nanoTime);
        this.questions = new TokenQuestions(source, refusals);
    }

    /** @throws IllegalArgumentException if there cannot be a token for one of them; nothing has changed then */
    void declare(Collection<String> topicsOrFilters) {
        if (fixed) {
            return;
        }
        List<String> names = topicsOrFilters.stream().map(ParentTopic::of).toList();
        requirePossible(new TreeSet<>(names));
        names.forEach(name -> parents.computeIfAbsent(name, ParentTopic::new).declared++);
        while (count(each -> !each.isCandidate() || each.granted) > MOST) {
            parents.values().stream()
                    .filter(ParentTopic::isCandidate)
                    .filter(each -> each.granted)
                    .min(Comparator.comparingLong(each -> each.usedAt - now()))
                    .ifPresent(unlucky -> parents.remove(unlucky.name));
        }
    }

    private void requirePossible(Collection<String> names) {
        long declared = count(each -> !each.isCandidate());
        for (String name : names) {
            ParentTopic parent = parents.get(name);
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
        String name = ParentTopic.of(topicOrFilter);
        ParentTopic parent = parents.get(name);
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
        String name = ParentTopic.of(topic);
        ParentTopic parent = parents.get(name);
        if (parent == null || !parent.granted) {
            if (refusals.isInForce(name)) {
                return Optional.of(refusals.reasonOf(name));
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
            parent = new ParentTopic(name);
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
        return parents.values().stream().anyMatch(refusals::isDue);
    }

    /** When something that was refused is to be asked for again; empty if there is no such thing. */
    Optional<Duration> nextRetry() {
        return refusals.nextRetry(parents::containsKey);
    }

    /** Whether these tokens are for all that counts and is not refused. */
    boolean isSatisfiedBy(TokenSet set) {
        return fixed
                || parents.values().stream()
                        .filter(parent -> parent.granted || !parent.isCandidate() && refusals.isDue(parent))
                        .allMatch(parent -> set.covers(parent.name + "/#"));
    }

    /** Whether {@code fresh} is for all of what counts that {@code old} is for. */
    boolean keepsAll(TokenSet old, TokenSet fresh) {
        return fixed
                || parents.values().stream()
                        .filter(parent -> parent.granted || refusals.isDue(parent))
                        .map(parent -> parent.name + "/#")
                        .filter(old::covers)
                        .allMatch(fresh::covers);
    }

    /** What to ask for next; empty if nothing is used. */
    Optional<TokenAsk> next() {
        if (fixed) {
            return Optional.of(new TokenAsk(new TreeSet<>(), new TreeSet<>()));
        }
        dropUnused();
        return questions.next(parents.values());
    }

    private void dropUnused() {
        List<ParentTopic> unused = parents.values().stream()
                .filter(ParentTopic::isCandidate)
                .filter(parent -> now() - parent.usedAt > UNUSED.toNanos())
                .sorted(Comparator.comparingLong(parent -> parent.usedAt - now()))
                .toList();
        for (ParentTopic parent : unused) {
            if (parents.size() > 1) {
                parents.remove(parent.name);
            }
        }
    }

    /** Whether nothing was asked for in addition to what was granted but what messages wait for. */
    boolean isForMessagesAlone(TokenAsk ask) {
        SortedSet<String> rest = ask.unproven();
        return !rest.isEmpty()
                && rest.stream().map(parents::get).allMatch(parent -> parent == null || parent.isCandidate());
    }

    void succeeded(TokenAsk ask) {
        source.succeeded();
        if (ask.granted().isEmpty()) {
            // As long as nothing was granted, nobody was at fault.
            boolean known = parents.values().stream().anyMatch(parent -> parent.known);
            parents.values().stream()
                    .filter(parent -> parent.known || !known)
                    .forEach(parent -> parent.suspect = false);
        }
        for (String name : ask.parents()) {
            refusals.remove(name);
            ParentTopic parent = parents.get(name);
            if (parent != null) {
                parent.granted = true;
                parent.known = true;
                parent.suspect = false;
            }
        }
    }

    /** Takes note of a failure; the parent topic whose fault it is, if that is known. */
    Optional<String> failed(TokenAsk ask, Kind kind, String reason) {
        boolean works = !ask.granted().isEmpty() && source.blamesAddition(kind);
        source.failed(kind);
        SortedSet<String> rest = ask.unproven();
        if (rest.isEmpty()) {
            if (kind != Kind.UNAVAILABLE && parents.size() > 1) {
                doubt(ask.granted());
            }
            return Optional.empty();
        }
        if (rest.size() == 1) {
            ParentTopic parent = parents.get(rest.first());
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
            ParentTopic parent = parents.get(name);
            if (parent != null) {
                parent.granted = false;
                parent.suspect = true;
            }
        }
    }

    private void refuse(String name, ParentTopic parent, Kind kind, String reason) {
        boolean candidate = parent == null || parent.isCandidate();
        refusals.add(name, reason, candidate || kind == Kind.UNAVAILABLE);
        if (candidate) {
            parents.remove(name);
        }
        refusals.trim(parents::containsKey, parents.size());
    }

    /** Why declared topics are refused; empty if none is. */
    Optional<String> refusedDeclarations() {
        return refusals.reasons(this::isDeclared);
    }

    boolean isDeclared(String name) {
        ParentTopic parent = parents.get(name);
        return parent != null && !parent.isCandidate();
    }

    /** Why this parent topic was refused; null if it was not. */
    String refusalOf(String name) {
        return refusals.reasonOf(name);
    }

    /** Why this parent topic was refused at this time or later; empty if it was not. */
    Optional<String> refusedSince(String name, long nanos) {
        return refusals.since(name, nanos);
    }

    private long count(Predicate<ParentTopic> which) {
        return parents.values().stream().filter(which).count();
    }

    private long now() {
        return nanoTime.getAsLong();
    }
}
