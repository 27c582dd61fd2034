package io.github.camelaliyun.mqtt.doctor;

import io.github.camelaliyun.mqtt.credential.token.TokenAuthentication;
import io.github.camelaliyun.mqtt.credential.token.TokenException;
import io.github.camelaliyun.mqtt.credential.token.TokenSet;
import io.github.camelaliyun.mqtt.service.Printable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** Fetches tokens as the connection does, and says how long they live, and which topics of the routes they do not cover. */
final class TokenCheck implements Check {

    /** A longer answer is one that never comes. */
    private static final Duration LIMIT = Duration.ofSeconds(6);

    private final Examination examination;

    TokenCheck(Examination examination) {
        this.examination = examination;
    }

    @Override
    public String id() {
        return "token";
    }

    @Override
    public Duration limit() {
        return LIMIT;
    }

    /** A topic that is not covered keeps nothing from being looked at. */
    @Override
    public boolean goesOn(List<Finding> findings) {
        return examination.tokenAuthentication().isEmpty() || examination.hasTokens();
    }

    @Override
    public List<Finding> run() {
        TokenAuthentication authentication = examination.tokenAuthentication().orElse(null);
        if (authentication == null) {
            return List.of();
        }
        long began = System.nanoTime();
        try {
            TokenSet set = authentication.fetch(
                    examination.subject().options().clientId(),
                    parents(),
                    issued -> {},
                    examination.clock()::instant,
                    ThreadLocalRandom.current());
            examination.use(new HeldTokens(set, authentication.credentialsFor(set)));
            return found(authentication, set, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began));
        } catch (TokenException e) {
            return List.of(failed(Printable.of(String.valueOf(e.getMessage()), Printable.SENTENCE)));
        }
    }

    /** It is a sentence with its cure. */
    private Finding failed(String said) {
        int cure = said.lastIndexOf(": ");
        return cure < 0
                ? Finding.failed(said, examination.say("token.cure"))
                : Finding.failed(said.substring(0, cure), said.substring(cure + 2));
    }

    private List<Finding> found(TokenAuthentication authentication, TokenSet set, long millis) {
        List<Finding> findings = new ArrayList<>();
        Duration left = set.left(examination.clock().instant());
        findings.add(Finding.ok(examination.say(
                "token.good",
                source(),
                left.toSeconds(),
                Printable.of(String.join(",", set.resources()), Printable.SENTENCE),
                millis)));
        for (RouteFilter each : examination.subject().filters()) {
            String filter = each.subscription().filter();
            if (!examination.mayRead(filter)) {
                findings.add(uncovered("token.filter", filter, each.route()));
            }
        }
        for (String topic : examination.subject().topics()) {
            if (!examination.mayWrite(topic)) {
                findings.add(uncovered("token.topic", topic, ""));
            }
        }
        return findings;
    }

    private Finding uncovered(String key, String topic, String route) {
        return Finding.failed(
                examination.say(key, Printable.of(topic), route), examination.say("token.uncovered.cure", topic));
    }

    private String source() {
        return examination
                .subject()
                .connection()
                .account()
                .getToken()
                .address()
                .orElseGet(() -> examination.say("token.bean"));
    }

    private Set<String> parents() {
        Set<String> parents = new TreeSet<>();
        examination
                .subject()
                .filters()
                .forEach(each ->
                        Topic.parent(List.of(each.subscription().filter())).ifPresent(parents::add));
        examination
                .subject()
                .topics()
                .forEach(topic -> Topic.parent(List.of(topic)).ifPresent(parents::add));
        if (parents.isEmpty()) {
            examination.parentTopic().ifPresent(parents::add);
        }
        return parents;
    }
}
