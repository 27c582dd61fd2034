package io.github.camelaliyun.mqtt.connection;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Which parent topics to ask the token source for next, so that it comes out whose fault a failure is: what was granted before
 * is asked for by itself, then the rest one by one in addition.
 */
final class TokenQuestions {

    /** As long as nothing is granted, every so many questions are for what never was. */
    private static final int STRANGERS_TURN = 4;

    private final SourceRecord source;
    private final TokenRefusals refusals;
    private long turns;
    private long turnsOfSingles;
    private boolean newcomersLast;
    private boolean togetherNext;

    TokenQuestions(SourceRecord source, TokenRefusals refusals) {
        this.source = source;
        this.refusals = refusals;
    }

    /** Empty if there is nothing to ask for. */
    Optional<TokenAsk> next(Collection<ParentTopic> parents) {
        SortedSet<String> granted = ParentTopic.names(parents.stream().filter(parent -> parent.granted));
        if (!granted.isEmpty() && source.isDoubtful()) {
            return Optional.of(new TokenAsk(granted, granted));
        }
        List<ParentTopic> due = parents.stream().filter(refusals::isDue).toList();
        List<ParentTopic> known = due.stream().filter(parent -> parent.known).toList();
        boolean strangersTurn = known.size() < due.size() && ++turns % STRANGERS_TURN == 0;
        if (granted.isEmpty() && source.isFailing() && !known.isEmpty() && !strangersTurn) {
            return Optional.of(probe(known));
        }
        return extended(granted, due);
    }

    /** Nothing is granted at present, that was once: asks for all of that, and for each of it, by turns. */
    private TokenAsk probe(List<ParentTopic> known) {
        togetherNext = !togetherNext;
        return new TokenAsk(
                togetherNext
                        ? ParentTopic.names(known.stream().limit(TokenPlan.MOST))
                        : ParentTopic.names(Stream.of(first(known))),
                new TreeSet<>());
    }

    /** Of some that are asked for by themselves the next: routes' before messages', and what was refused before last. */
    private ParentTopic first(List<ParentTopic> some) {
        ParentTopic first = some.stream()
                .min(Comparator.comparing(ParentTopic::isCandidate)
                        .thenComparing(parent -> refusals.contains(parent.name))
                        .thenComparingLong(parent -> parent.turn))
                .orElseThrow();
        first.turn = ++turnsOfSingles;
        return first;
    }

    /** Those that routes declare, and now and then the others. */
    private List<ParentTopic> preferred(List<ParentTopic> suspects) {
        boolean strangersTurn = ++turns % STRANGERS_TURN == 0;
        List<ParentTopic> preferred = suspects.stream()
                .filter(parent -> parent.isCandidate() == strangersTurn)
                .toList();
        return preferred.isEmpty() ? suspects : preferred;
    }

    /** What was granted, and either all newcomers or one of those that are suspect. */
    private Optional<TokenAsk> extended(SortedSet<String> granted, List<ParentTopic> due) {
        SortedSet<String> all = new TreeSet<>(granted);
        List<ParentTopic> suspects = due.stream()
                .filter(parent -> parent.suspect || refusals.contains(parent.name))
                .toList();
        List<ParentTopic> newcomers = due.stream()
                .filter(parent -> !suspects.contains(parent))
                .sorted(Comparator.comparing(ParentTopic::isCandidate))
                .limit(TokenPlan.MOST - granted.size())
                .toList();
        if (granted.size() < TokenPlan.MOST && !suspects.isEmpty() && (newcomers.isEmpty() || newcomersLast)) {
            all.add(first(granted.isEmpty() ? preferred(suspects) : suspects).name);
            newcomersLast = false;
        } else {
            all.addAll(ParentTopic.names(newcomers.stream()));
            newcomersLast = true;
        }
        return all.isEmpty() ? Optional.empty() : Optional.of(new TokenAsk(all, granted));
    }
}
