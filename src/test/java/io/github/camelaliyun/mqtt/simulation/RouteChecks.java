package io.github.camelaliyun.mqtt.simulation;

import io.github.camelaliyun.mqtt.connection.SubscriberOptions.WhenStopped;
import io.github.camelaliyun.mqtt.connection.Subscription;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Asks what has come to the routes: nothing lost, twice or out of order. */
final class RouteChecks {

    private final Scene scene;
    private final SimRoutes routes;
    private final SimMail mail;
    private final Family family;
    private final ModelBroker broker;
    private final List<String> violations;

    RouteChecks(Scene scene, SimRoutes routes, SimMail mail) {
        this.scene = scene;
        this.routes = routes;
        this.mail = mail;
        this.family = scene.family;
        this.broker = scene.broker;
        this.violations = scene.violations;
    }

    /** Of all routes that there were, and of those that there are. */
    void check() {
        for (SimRoute route : routes.all()) {
            violations.addAll(route.violations);
            checkOnce(route);
        }
        for (SimRoute route : routes.present()) {
            checkOrder(route);
            checkNews(route);
            checkPromised(route);
        }
    }

    private void checkNews(SimRoute route) {
        for (Letter letter : mail.letters()) {
            if (letter.number() >= Scene.NEWS_FROM
                    && letter.number() < Scene.PUBLISH_FROM
                    && routes.isGranted(route, letter.topic())) {
                int times = route.successes.getOrDefault(letter.number(), 0);
                if (times == 0) {
                    violations.add(route.name() + " never got the news " + letter);
                } else if (times > 1 && !mayComeTwice(letter.topic())) {
                    violations.add(route.name() + " got the news " + letter + " " + times + " times");
                }
            }
        }
    }

    /** Where copies are sent, and a wider filter has a lower QoS than a narrower one: both have to be subscribed. */
    private boolean mayComeTwice(String topic) {
        List<Subscription> matching = routes.present().stream()
                .flatMap(route -> route.subscriptions().stream())
                .filter(subscription -> Filters.matches(subscription.filter(), topic))
                .toList();
        return family.copies()
                && matching.stream().map(Subscription::qos).distinct().count() > 1;
    }

    private void checkPromised(SimRoute route) {
        ModelSession session = broker.session(Scene.CLIENT_ID);
        if (!family.persistent() || family.lies() || session == null) {
            return;
        }
        for (Letter letter : session.promised) {
            if (letter.sentNanos() >= route.sameSinceNanos()
                    && letter.size() <= Scene.MAX_PACKET
                    && route.matches(letter.topic())
                    && !broker.isForgotten(letter.number())
                    && !route.isDone(letter.number())) {
                violations.add(route.name() + " lost " + letter);
            }
        }
    }

    private void checkOrder(SimRoute route) {
        ModelSession session = broker.session(Scene.CLIENT_ID);
        // What comes again under a new identifier has the place of its latest copy.
        // What was discarded may come again too.
        if (route.options().concurrency() > 1
                || route.options().whenStopped() == WhenStopped.DISCARD
                || session == null
                || family.lies()
                || family.resend() == Family.Resend.NEW_ID) {
            return;
        }
        Map<Integer, Integer> places = new LinkedHashMap<>();
        session.promised.forEach(letter -> places.putIfAbsent(letter.number(), places.size()));
        int latest = -1;
        int latestNumber = 0;
        for (int number : route.firstBegins) {
            Integer place = mail.letter(number).sentNanos() < route.sameSinceNanos() ? null : places.get(number);
            if (place != null && place < latest) {
                violations.add(route.name() + " began " + number + " after " + latestNumber);
            }
            if (place != null && place > latest) {
                latest = place;
                latestNumber = number;
            }
        }
    }

    private void checkOnce(SimRoute route) {
        if (family.copies()) {
            return;
        }
        ModelSession session = broker.session(Scene.CLIENT_ID);
        if (family.persistent() && !family.lies() && session != null) {
            route.successes.forEach((number, times) -> {
                if (times > 1 && session.promisedOnce.contains(number)) {
                    violations.add(route.name() + " processed " + number + " of QoS 2 " + times + " times");
                }
            });
        }
        route.begins.forEach((number, times) -> {
            Letter letter = mail.letter(number);
            if (letter.qos() == 0 && times > 1) {
                violations.add(route.name() + " began " + letter + " " + times + " times");
            }
        });
    }
}
