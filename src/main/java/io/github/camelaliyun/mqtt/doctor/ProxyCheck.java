package io.github.camelaliyun.mqtt.doctor;

import io.github.camelaliyun.mqtt.wire.Way;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Which proxies the servers are reached through. */
final class ProxyCheck implements Check {

    private final Examination examination;

    ProxyCheck(Examination examination) {
        this.examination = examination;
    }

    @Override
    public String id() {
        return "proxy";
    }

    @Override
    public List<Finding> run() throws Exception {
        List<Way> ways = new ArrayList<>();
        for (String server : examination.subject().options().serverUris()) {
            ways.addAll(
                    examination.wire().find(server, examination.line()).get(limit().toMillis(), TimeUnit.MILLISECONDS));
        }
        examination.use(ways);
        String proxies = ways.stream()
                .filter(way -> way.proxy() != null)
                .map(way -> way.proxy().toString())
                .distinct()
                .collect(Collectors.joining(", "));
        return List.of(Finding.ok(proxies.isEmpty() ? examination.say("proxy.none") : proxies));
    }
}
