package io.github.camelaliyun.mqtt.doctor;

import io.github.camelaliyun.mqtt.service.Causes;
import io.github.camelaliyun.mqtt.service.Printable;
import io.github.camelaliyun.mqtt.wire.Way;

import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/** Looks up the addresses of the servers, or of the proxies, which look up the servers themselves. */
final class NamesCheck implements Check {

    private static final long LIMIT_MILLIS = 4_000;

    private final Examination examination;

    NamesCheck(Examination examination) {
        this.examination = examination;
    }

    @Override
    public String id() {
        return "names";
    }

    @Override
    public List<Finding> run() throws InterruptedException {
        long began = System.nanoTime();
        List<Way> ways = examination.ways();
        List<CompletableFuture<List<Way>>> asked =
                ways.stream().map(examination.wire()::lookUp).toList();
        List<Way> found = new ArrayList<>();
        List<Finding> findings = new ArrayList<>();
        for (int i = 0; i < ways.size(); i++) {
            findings.add(finding(ways.get(i), asked.get(i), began, found));
        }
        examination.use(found);
        return Alternatives.of(findings);
    }

    private Finding finding(Way way, CompletableFuture<List<Way>> asked, long began, List<Way> found)
            throws InterruptedException {
        String host = way.proxy() == null
                ? Server.of(way.serverUri()).host()
                : way.proxy().host();
        long left = LIMIT_MILLIS - millisSince(began);
        try {
            List<Way> addresses = asked.get(Math.max(1, left), TimeUnit.MILLISECONDS);
            found.addAll(addresses);
            String listed = addresses.stream()
                    .map(each -> each.address().getHostAddress())
                    .collect(Collectors.joining(", "));
            return Finding.ok(
                    listed.equals(host)
                            ? examination.say("names.number", host)
                            : examination.say("names.found", host, listed, millisSince(began)));
        } catch (TimeoutException e) {
            asked.cancel(true);
            return Finding.failed(
                    examination.say("names.slow", host, LIMIT_MILLIS / 1_000), examination.say("names.slow.cure"));
        } catch (ExecutionException e) {
            Throwable cause = Causes.innermost(e);
            String proxy = way.proxy() == null ? "" : ".proxy";
            return Finding.failed(
                    cause instanceof UnknownHostException || way.proxy() != null
                            ? examination.say("names.unknown" + proxy, host)
                            : Printable.of(String.valueOf(cause.getMessage()), Printable.SENTENCE),
                    examination.say("names.unknown.cure" + proxy));
        }
    }

    private static long millisSince(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
    }
}
