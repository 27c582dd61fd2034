package io.github.camelaliyun.mqtt.doctor;

import io.github.camelaliyun.mqtt.connection.Subscription;
import io.github.camelaliyun.mqtt.service.P2pTopic;
import io.github.camelaliyun.mqtt.service.Printable;
import io.github.camelaliyun.mqtt.service.SystemTopics;
import io.github.camelaliyun.mqtt.wire.Packet;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/**
 * Subscribes each topic filter of the routes for a moment, one after the other, so that a server that closes the connection says by
 * that which one it does not like. Not in a session of the routes that the server keeps: a subscription more changes what is delivered
 * there, and one less takes away what the routes have.
 */
final class FiltersCheck implements Check {

    private static final Duration ANSWER = Duration.ofSeconds(3);
    private static final int REFUSED = 0x80;

    private final Examination examination;

    FiltersCheck(Examination examination) {
        this.examination = examination;
    }

    @Override
    public String id() {
        return "filters";
    }

    @Override
    public Duration limit() {
        return Duration.ofSeconds(8);
    }

    /** A filter that is refused keeps no other from being looked at; a connection that is closed does. */
    @Override
    public boolean goesOn(List<Finding> findings) {
        return examination.isConnected();
    }

    @Override
    public List<Finding> run() throws InterruptedException {
        Map<Subscription, String> filters = new LinkedHashMap<>();
        examination
                .subject()
                .filters()
                .forEach(each -> filters.merge(each.subscription(), each.route(), (one, other) -> one + ", " + other));
        if (filters.isEmpty()) {
            return List.of(Finding.skipped(examination.say("filters.none")));
        }
        List<Finding> findings = new ArrayList<>();
        for (Map.Entry<Subscription, String> each : filters.entrySet()) {
            findings.add(
                    examination.session().isClosed()
                            ? Finding.skipped(examination.say("filters.closed.before", shown(each.getKey())))
                            : look(each.getKey(), each.getValue()));
        }
        return findings;
    }

    private Finding look(Subscription subscription, String routes) throws InterruptedException {
        String filter = subscription.filter();
        if (examination.isService()
                && P2pTopic.isOwn(filter, examination.subject().options().clientId())) {
            return Finding.ok(examination.say("filters.p2p", shown(subscription), routes));
        }
        if (SystemTopics.isSystem(filter)) {
            return Finding.skipped(examination.say("filters.shared", shown(subscription), routes));
        }
        if (!examination.mayRead(filter)) {
            return Finding.skipped(examination.say("filters.uncovered", shown(subscription)));
        }
        if (examination.isInSessionOfRoutes()) {
            return Finding.skipped(examination.say("filters.session", shown(subscription), routes));
        }
        Session session = examination.session();
        int id = session.nextId();
        session.send(new Packet.Subscribe(id, List.of(new Packet.Request(filter, subscription.qos()))));
        try {
            Packet.Suback answer = session.await(Packet.Suback.class, suback -> suback.packetId() == id, ANSWER);
            session.send(new Packet.Unsubscribe(session.nextId(), List.of(filter)));
            return answered(subscription, routes, answer.returnCodes());
        } catch (TimeoutException e) {
            return failed("filters.silent", subscription, routes, ANSWER.toSeconds());
        } catch (ExecutionException e) {
            return examination.isService()
                    ? failed("filters.closed", subscription, routes, Topic.parentOf(filter))
                    : failed("filters.closed.plain", subscription, routes);
        }
    }

    private Finding answered(Subscription subscription, String routes, byte[] codes) {
        int code = codes.length == 1 ? codes[0] & 0xff : -1;
        if (code == subscription.qos()) {
            return Finding.ok(examination.say("filters.good", shown(subscription), routes, code));
        }
        if (code >= 0 && code < subscription.qos()) {
            return Finding.warn(
                    examination.say("filters.less", shown(subscription), routes, code, subscription.qos()),
                    examination.say("filters.less.cure"));
        }
        if (code == REFUSED) {
            return failed(
                    examination.isService() ? "filters.refused" : "filters.refused.plain",
                    subscription,
                    routes,
                    Topic.parentOf(subscription.filter()));
        }
        return failed("filters.nonsense", subscription, routes);
    }

    private Finding failed(String key, Subscription subscription, String routes, Object... more) {
        Object[] arguments = new Object[2 + more.length];
        arguments[0] = shown(subscription);
        arguments[1] = routes;
        System.arraycopy(more, 0, arguments, 2, more.length);
        return Finding.failed(examination.say(key, arguments), examination.say(key + ".cure", arguments));
    }

    private static String shown(Subscription subscription) {
        return Printable.of(subscription.filter());
    }
}
