package io.github.camelaliyun.mqtt.doctor;

import io.github.camelaliyun.mqtt.service.Causes;
import io.github.camelaliyun.mqtt.service.Printable;

import java.net.SocketTimeoutException;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.net.ssl.SSLException;

/** Why a TLS handshake has failed, in words. */
final class TlsWords {

    /** As the JDK says it: HostnameChecker. */
    private static final Pattern OTHER_HOST = Pattern.compile("^No (name matching|subject alternative)");

    /** The alert of a server (RFC 8446, 6.2), and what the JDK says of its choice. */
    private static final Pattern PROTOCOL =
            Pattern.compile("protocol_version|server selected protocol version (\\S+)|No appropriate protocol");

    private static final Pattern CLIENT_CERTIFICATE =
            Pattern.compile("certificate_required|bad_certificate|certificate_unknown|unknown_ca|access_denied");

    private static final Pattern NO_TLS = Pattern.compile("does not speak TLS");
    private static final Pattern CLOSED = Pattern.compile("in the TLS handshake$");

    private final Examination examination;

    TlsWords(Examination examination) {
        this.examination = examination;
    }

    /** @param chain what the server has shown; empty for nothing */
    Finding failure(Server server, Throwable failure, List<X509Certificate> chain) {
        List<Throwable> causes = Causes.of(failure);
        Throwable root = causes.get(causes.size() - 1);
        String said = Printable.of(String.valueOf(root.getMessage()), Printable.SENTENCE);
        String plain = server.webSocket() ? "ws://" : "tcp://";
        if (root instanceof SSLException && NO_TLS.matcher(said).find()) {
            return failed("tls.plain", server.port(), plain);
        }
        Matcher protocol = PROTOCOL.matcher(said);
        if (root instanceof SSLException && protocol.find()) {
            return failed("tls.protocol", protocol.group(1) == null ? "" : " (" + protocol.group(1) + ")", plain);
        }
        if (root instanceof SSLException && CLOSED.matcher(said).find()) {
            return failed("tls.closed", server.port(), plain);
        }
        if (root instanceof SocketTimeoutException) {
            return failed("tls.silent", server.port(), plain);
        }
        if (root instanceof SSLException && CLIENT_CERTIFICATE.matcher(said).find()) {
            return failed("tls.client", said, plain);
        }
        return chain.isEmpty() ? failed("tls.other", said, plain) : ofCertificate(server, root, said, chain);
    }

    private Finding ofCertificate(Server server, Throwable root, String said, List<X509Certificate> chain) {
        Instant now = examination.clock().instant();
        X509Certificate first = expiringFirst(chain);
        if (first.getNotAfter().toInstant().isBefore(now)) {
            return expired(first);
        }
        X509Certificate young = chain.stream()
                .max(Comparator.comparing(X509Certificate::getNotBefore))
                .orElseThrow();
        if (young.getNotBefore().toInstant().isAfter(now)) {
            return failed("tls.young", name(young), day(young.getNotBefore().toInstant()));
        }
        if (root instanceof CertificateException && OTHER_HOST.matcher(said).find()) {
            return failed("tls.host", server.host(), names(chain.get(0)));
        }
        if (root instanceof GeneralSecurityException) {
            X509Certificate last = chain.get(chain.size() - 1);
            return failed(
                    "tls.untrusted",
                    name(chain.get(0)),
                    name(last.getIssuerX500Principal().getName()),
                    said);
        }
        return failed("tls.other", said, "");
    }

    Finding expired(X509Certificate certificate) {
        return failed("tls.expired", name(certificate), date(certificate), -daysLeft(certificate));
    }

    private Finding failed(String key, Object... arguments) {
        return Finding.failed(examination.say(key, arguments), examination.say(key + ".cure", arguments));
    }

    X509Certificate expiringFirst(List<X509Certificate> chain) {
        return chain.stream()
                .min(Comparator.comparing(X509Certificate::getNotAfter))
                .orElseThrow();
    }

    long daysLeft(X509Certificate certificate) {
        return Duration.between(
                        examination.clock().instant(), certificate.getNotAfter().toInstant())
                .toDays();
    }

    String date(X509Certificate certificate) {
        return day(certificate.getNotAfter().toInstant());
    }

    private static String day(Instant instant) {
        return LocalDate.ofInstant(instant, ZoneOffset.UTC).toString();
    }

    static String name(X509Certificate certificate) {
        return name(certificate.getSubjectX500Principal().getName());
    }

    /** The common name, else the whole. */
    private static String name(String distinguished) {
        try {
            return Printable.of(new LdapName(distinguished)
                    .getRdns().stream()
                            .filter(part -> part.getType().equalsIgnoreCase("CN"))
                            .map(part -> String.valueOf(part.getValue()))
                            .findFirst()
                            .orElse(distinguished));
        } catch (InvalidNameException e) {
            return Printable.of(distinguished);
        }
    }

    /** Those that a client compares with the host (RFC 2818, 3.1): entries of the types DNS and IP. */
    private static String names(X509Certificate certificate) {
        try {
            if (certificate.getSubjectAlternativeNames() != null) {
                return Printable.of(
                        certificate.getSubjectAlternativeNames().stream()
                                .filter(entry -> entry.get(1) instanceof String)
                                .map(entry -> String.valueOf(entry.get(1)))
                                .collect(Collectors.joining(", ")),
                        Printable.SENTENCE);
            }
        } catch (CertificateParsingException e) {
            return name(certificate);
        }
        return name(certificate);
    }
}
