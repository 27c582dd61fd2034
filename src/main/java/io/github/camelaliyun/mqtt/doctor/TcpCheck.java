package io.github.camelaliyun.mqtt.doctor;

import io.github.camelaliyun.mqtt.service.Printable;
import io.github.camelaliyun.mqtt.wire.Way;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Connects to all addresses at once, through the proxy if there is one, and leaves the ways that were open. */
final class TcpCheck implements Check {

    private final Examination examination;

    TcpCheck(Examination examination) {
        this.examination = examination;
    }

    @Override
    public String id() {
        return "tcp";
    }

    /** The connect, and the handshake of a proxy: each within the line's own limit. */
    @Override
    public Duration limit() {
        return examination.line().connectTimeout().multipliedBy(2).plusSeconds(1);
    }

    @Override
    public List<Finding> run() throws Exception {
        List<Way> ways = examination.ways();
        List<CompletableFuture<Probe.Outcome>> opening = ways.stream()
                .map(way -> Probe.open(
                        examination.wire(),
                        new Way(Server.of(way.serverUri()).with("tcp"), way.address(), way.proxy()),
                        examination.line()))
                .toList();
        List<Way> open = new ArrayList<>();
        List<Finding> findings = new ArrayList<>();
        for (int i = 0; i < ways.size(); i++) {
            Probe.Outcome outcome = opening.get(i).get();
            if (outcome.opened()) {
                open.add(ways.get(i));
            }
            findings.add(finding(outcome));
        }
        examination.use(open);
        return Alternatives.of(findings);
    }

    private Finding finding(Probe.Outcome outcome) {
        Way way = outcome.way();
        Server server = Server.of(way.serverUri());
        String place = way.proxy() == null
                ? way.address().getHostAddress() + " " + examination.say("tcp.port", server.port())
                : server.host() + ":" + server.port() + " " + examination.say("tcp.through", way.proxy());
        if (outcome.opened()) {
            return Finding.ok(examination.say("tcp.open", place, outcome.millis()));
        }
        Throwable cause = outcome.failure();
        if (way.proxy() != null) {
            return proxied(place, cause);
        }
        if (cause instanceof SocketTimeoutException) {
            return Finding.failed(
                    examination.say(
                            "tcp.silent",
                            place,
                            examination.line().connectTimeout().toSeconds()),
                    examination.say("tcp.silent.cure", server.port()));
        }
        if (cause instanceof NoRouteToHostException) {
            return Finding.failed(examination.say("tcp.route", place), examination.say("tcp.route.cure"));
        }
        if (cause instanceof ConnectException) {
            return Finding.failed(examination.say("tcp.refused", place), examination.say("tcp.refused.cure"));
        }
        return Finding.failed(
                examination.say(
                        "tcp.other", place, Printable.of(String.valueOf(cause.getMessage()), Printable.SENTENCE)),
                examination.say("tcp.route.cure"));
    }

    /** The wire has said it in a sentence with its cure. */
    private Finding proxied(String place, Throwable cause) {
        if (cause instanceof SocketTimeoutException) {
            return Finding.failed(
                    examination.say(
                            "proxy.silent",
                            place,
                            examination.line().connectTimeout().toSeconds()),
                    examination.say("proxy.cure"));
        }
        String said = Printable.of(String.valueOf(cause.getMessage()), Printable.SENTENCE);
        int cure = said.lastIndexOf("): ");
        return Finding.failed(
                examination.say("tcp.other", place, cure < 0 ? said : said.substring(0, cure + 1)),
                examination.say(said.contains("login") ? "proxy.login.cure" : "proxy.cure"));
    }
}
