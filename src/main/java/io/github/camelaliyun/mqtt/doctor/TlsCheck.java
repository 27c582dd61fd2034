package io.github.camelaliyun.mqtt.doctor;

import io.github.camelaliyun.mqtt.wire.LineOptions;
import io.github.camelaliyun.mqtt.wire.TransportOptions;
import io.github.camelaliyun.mqtt.wire.Way;

import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/** Makes the TLS handshake of each server, as the connection does, and says whose certificate it has. */
final class TlsCheck implements Check {

    private static final long WARN_DAYS = 14;

    private final Examination examination;
    private final TlsWords words;

    TlsCheck(Examination examination) {
        this.examination = examination;
        this.words = new TlsWords(examination);
    }

    @Override
    public String id() {
        return "tls";
    }

    /** Two handshakes, where the first one fails. */
    @Override
    public Duration limit() {
        return examination.line().connectTimeout().multipliedBy(2).plusSeconds(2);
    }

    @Override
    public List<Finding> run() throws Exception {
        List<Finding> findings = new ArrayList<>();
        List<Way> open = new ArrayList<>();
        for (String server : examination.subject().options().serverUris()) {
            Way way = examination.ways().stream()
                    .filter(each -> each.serverUri().equals(server))
                    .findFirst()
                    .orElse(null);
            if (way == null) {
                continue;
            }
            Finding finding = Server.of(server).secure() ? handshake(way) : null;
            if (finding != null) {
                findings.add(finding);
            }
            if (finding == null || finding.status() != Status.FAILED) {
                open.add(way);
            }
        }
        examination.use(open);
        return findings.isEmpty() ? List.of(Finding.skipped(examination.say("tls.none"))) : Alternatives.of(findings);
    }

    private Finding handshake(Way way) throws Exception {
        Server server = Server.of(way.serverUri());
        Way ending = new Way(server.with("ssl"), way.address(), way.proxy());
        AtomicReference<SSLSession> session = new AtomicReference<>();
        Probe.Outcome outcome =
                Probe.open(examination.wire(), ending, recording(session)).get();
        if (outcome.opened()) {
            return good(session.get(), outcome.millis());
        }
        SeenChain seen = new SeenChain();
        Probe.open(examination.wire(), ending, looking(seen)).get();
        return words.failure(server, outcome.failure(), seen.certificates());
    }

    private LineOptions recording(AtomicReference<SSLSession> session) {
        TransportOptions own = examination.line().transport();
        HostnameVerifier asked = own.hostnameVerifier();
        return with(new TransportOptions(
                own.tls(),
                own.httpsHostnameVerification(),
                (host, made) -> {
                    session.set(made);
                    return asked == null || asked.verify(host, made);
                },
                own.webSocketHeaders(),
                own.proxies()));
    }

    private LineOptions looking(SeenChain seen) {
        TransportOptions own = examination.line().transport();
        return with(new TransportOptions(seen, true, null, null, own.proxies()));
    }

    private LineOptions with(TransportOptions transport) {
        LineOptions line = examination.line();
        return new LineOptions(line.clientId(), line.connectTimeout(), transport, line.maxPacketSize());
    }

    private Finding good(SSLSession session, long millis) throws SSLPeerUnverifiedException {
        List<X509Certificate> chain = Arrays.stream(session.getPeerCertificates())
                .map((Certificate each) -> (X509Certificate) each)
                .toList();
        X509Certificate first = words.expiringFirst(chain);
        long days = words.daysLeft(first);
        if (first.getNotAfter().toInstant().isBefore(examination.clock().instant())) {
            // The JDK looks at no date of a certificate that is trusted itself.
            return words.expired(first).asWarning();
        }
        String found = examination.say(
                "tls.good",
                session.getProtocol(),
                chain.stream().map(TlsWords::name).collect(Collectors.joining(" < ")),
                days,
                words.date(first),
                millis);
        return days < WARN_DAYS ? Finding.warn(found, examination.say("tls.soon.cure")) : Finding.ok(found);
    }
}
