package io.github.camelaliyun.mqtt.connection;

import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;

/** Puts what the JDK's TLS throws into words that tell an operator which setting to look at. */
final class TlsReason {

    /** How the JDK begins when a certificate is good but for another host (HostnameChecker). */
    private static final Pattern OTHER_HOST = Pattern.compile("^No (name matching|subject alternative)");

    /** And when it has no certificate compared with the host, as with one that has an underscore. */
    private static final Pattern NO_NAME = Pattern.compile("^Illegal given domain name");

    /** Alerts (RFC 8446, 6.2) by which a server says that it wants another client certificate, or one at all. */
    private static final Pattern CLIENT_CERTIFICATE =
            Pattern.compile("fatal alert: (certificate_required|bad_certificate"
                    + "|unsupported_certificate|certificate_revoked|certificate_expired|certificate_unknown|unknown_ca"
                    + "|access_denied)");

    /** No protocol version in common: the alert, and what the JDK says of the answer of an old server. */
    private static final Pattern VERSION = Pattern.compile("fatal alert: protocol_version|selected protocol version"
            + "|No appropriate protocol|Unsupported or unrecognized SSL version");

    /** RFC 6066, 3: a server that has no certificate for the name that it is asked for (SNI). */
    private static final Pattern UNKNOWN_NAME = Pattern.compile("fatal alert: unrecognized_name");

    /** No cipher suite in common; in TLS 1.2 also what a missing client certificate is answered with. */
    private static final Pattern HANDSHAKE_FAILURE =
            Pattern.compile("fatal alert: (handshake_failure|insufficient_security)");

    /** Where a client certificate is set. */
    static final String WHERE =
            "set certificateFile and privateKeyFile, or a key store in camel.ssl.* or the component's sslContextParameters";

    private TlsReason() {}

    /**
     * Empty if the innermost cause is not one of TLS.
     *
     * @param causes from the outermost to the innermost
     * @param said the message of the innermost; may be null
     */
    static Optional<String> of(List<Throwable> causes, String said) {
        Throwable root = causes.get(causes.size() - 1);
        String message = String.valueOf(said);
        if (root instanceof CertificateException && OTHER_HOST.matcher(message).find()) {
            return Optional.of("the server's certificate is for another host (" + message
                    + "): write the host in the endpoint as the certificate has it; if it is right, somebody else"
                    + " answers there");
        }
        Optional<String> noName = causes.stream()
                .filter(CertificateException.class::isInstance)
                .map(cause -> String.valueOf(Reason.message(cause)))
                .filter(NO_NAME.asPredicate())
                .findFirst();
        if (noName.isPresent()) {
            return Optional.of("the JDK compares no certificate with such a host (" + noName.get()
                    + "): TLS needs a name of letters, digits, '-' and '.', without an underscore. Give the server one that"
                    + " its certificate has, in Docker Compose as an alias; or compare by an sslHostnameVerifier, with"
                    + " httpsHostnameVerificationEnabled=false");
        }
        // The message is the JDK's "NotAfter: <date>" or "NotBefore: <date>".
        if (anyIs(causes, CertificateExpiredException.class, BasicReason.EXPIRED)) {
            return Optional.of("the server's certificate, or one of its issuers', has expired (" + message
                    + "): renew it on the server, or check this machine's clock");
        }
        if (anyIs(causes, CertificateNotYetValidException.class, BasicReason.NOT_YET_VALID)) {
            return Optional.of("the server's certificate, or one of its issuers', is not valid yet (" + message
                    + "): check this machine's clock, or the certificate on the server");
        }
        // Paths that do not end at a trusted certificate, signatures by another key of the same name.
        if (root instanceof GeneralSecurityException) {
            return Optional.of("the server's certificate is not trusted (" + message
                    + "): trust its issuer through caFile, camel.ssl.* or the component's sslContextParameters");
        }
        if (root instanceof SSLException && CLIENT_CERTIFICATE.matcher(message).find()) {
            return Optional.of("the server demands a client certificate that it accepts (" + message + "): " + WHERE
                    + "; if one is set, check that it has not expired and that this server knows its issuer");
        }
        if (root instanceof SSLException && VERSION.matcher(message).find()) {
            return Optional.of("the server speaks no version of TLS that this client does (" + message
                    + "): enable TLS 1.2 or 1.3 on the server, as the JDK does not speak 1.0 and 1.1 any more");
        }
        if (root instanceof SSLException && UNKNOWN_NAME.matcher(message).find()) {
            return Optional.of("the TLS server has no certificate for the host of the endpoint (" + message
                    + "): write the host as the server knows it, not an alias");
        }
        if (root instanceof SSLException && HANDSHAKE_FAILURE.matcher(message).find()) {
            return Optional.of("the server refuses the TLS handshake (" + message
                    + "): it has no cipher suite in common with this client, or it demands a client certificate; for that, "
                    + WHERE);
        }
        if (root instanceof SSLException) {
            return Optional.of("TLS failed (" + message + "): check that ssl:// or wss:// goes to a TLS port");
        }
        return Optional.empty();
    }

    private static boolean anyIs(
            List<Throwable> causes, Class<? extends CertificateException> type, BasicReason reason) {
        return causes.stream()
                .anyMatch(cause -> type.isInstance(cause)
                        || cause instanceof CertPathValidatorException path && path.getReason() == reason);
    }
}
