package io.github.camelaliyun.mqtt.connection;

import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;

/** Puts what the JDK's TLS throws into words that tell an operator which setting to look at. */
final class TlsReason {

    /** How the JDK begins when a certificate is good but for another host (HostnameChecker). */
    private static final Pattern OTHER_HOST = Pattern.compile("^No (name matching|subject alternative)");

    /** Alerts (RFC 8446, 6.2) by which a server says that it wants another client certificate, or one at all. */
    private static final Pattern CLIENT_CERTIFICATE =
            Pattern.compile("fatal alert: (certificate_required|bad_certificate"
                    + "|unsupported_certificate|certificate_revoked|certificate_expired|certificate_unknown|unknown_ca"
                    + "|access_denied|handshake_failure)");

    /** Where a client certificate is set. */
    static final String WHERE =
            "set certificateFile and privateKeyFile, or a key store in camel.ssl.* or the component's sslContextParameters";

    private TlsReason() {}

    /**
     * Empty if the innermost cause is not one of TLS.
     *
     * @param said its message; may be null
     */
    static Optional<String> of(Throwable root, String said) {
        String message = String.valueOf(said);
        if (root instanceof CertificateException && OTHER_HOST.matcher(message).find()) {
            return Optional.of("the server's certificate is for another host (" + message
                    + "): write the host in the endpoint as the certificate has it; if it is right, somebody else"
                    + " answers there");
        }
        // Paths that do not end at a trusted certificate, signatures by another key of the same name, dates.
        if (root instanceof GeneralSecurityException) {
            return Optional.of("the server's certificate is not trusted (" + message
                    + "): trust its issuer through caFile, camel.ssl.* or the component's sslContextParameters");
        }
        if (root instanceof SSLException && CLIENT_CERTIFICATE.matcher(message).find()) {
            return Optional.of("the server demands a client certificate that it accepts (" + message + "): " + WHERE
                    + "; if one is set, check that it has not expired and that this server knows its issuer");
        }
        if (root instanceof SSLException) {
            return Optional.of("TLS failed (" + message + "): check that ssl:// or wss:// goes to a TLS port");
        }
        return Optional.empty();
    }
}
