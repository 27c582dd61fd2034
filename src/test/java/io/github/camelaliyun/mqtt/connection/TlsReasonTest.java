package io.github.camelaliyun.mqtt.connection;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import javax.net.ssl.SSLHandshakeException;

import static org.assertj.core.api.Assertions.assertThat;

/** What is wrong with a certificate, as the JDK throws it, is told apart: each has another cure. */
class TlsReasonTest {

    @Test
    void anExpiredCertificateIsToldWithItsDate() {
        CertificateException expired = new CertificateExpiredException("NotAfter: Thu Jan 02 00:00:00 UTC 2020");

        assertThat(Reason.ofLoss(handshake(path(BasicReason.EXPIRED, expired))))
                .isEqualTo(
                        "the server's certificate, or one of its issuers', has expired (NotAfter: Thu Jan 02 00:00:00"
                                + " UTC 2020): renew it on the server, or check this machine's clock");
        assertThat(Reason.ofLoss(handshake(expired))).contains("has expired (NotAfter: Thu Jan 02");
    }

    @Test
    void aCertificateThatIsNotValidYetIsToldWithItsDate() {
        CertificateException early = new CertificateNotYetValidException("NotBefore: Fri Jan 01 00:00:00 UTC 2100");

        assertThat(Reason.ofLoss(handshake(path(BasicReason.NOT_YET_VALID, early))))
                .isEqualTo("the server's certificate, or one of its issuers', is not valid yet (NotBefore: Fri Jan 01"
                        + " 00:00:00 UTC 2100): check this machine's clock, or the certificate on the server");
        assertThat(Reason.ofLoss(handshake(early))).contains("is not valid yet (NotBefore: Fri Jan 01");
    }

    /** Of another provider, whose cause may be its own, or none. */
    @ParameterizedTest
    @EnumSource(
            value = BasicReason.class,
            names = {"EXPIRED", "NOT_YET_VALID"})
    void theReasonOfThePathIsEnough(BasicReason reason) {
        String words = reason == BasicReason.EXPIRED ? "has expired (said so)" : "is not valid yet (said so)";

        assertThat(Reason.ofLoss(handshake(path(reason, null)))).contains(words);
        assertThat(Reason.ofLoss(handshake(path(reason, new CertificateException("said so")))))
                .contains(words);
    }

    @Test
    void anIssuerThatIsNotTrustedIsToldWithTheSettings() {
        assertThat(Reason.ofLoss(handshake(path(BasicReason.INVALID_SIGNATURE, null))))
                .isEqualTo("the server's certificate is not trusted (said so): trust its issuer through caFile,"
                        + " camel.ssl.* or the component's sslContextParameters");
    }

    /** As the JDK throws it; the innermost cause does not even say that it is about a certificate. */
    @Test
    void aHostWithAnUnderscoreIsToldWithTheWayOut() {
        CertificateException noName = new CertificateException(
                "Illegal given domain name: mqtt_broker",
                new IllegalArgumentException("Contains non-LDH ASCII characters"));
        SSLHandshakeException failed = new SSLHandshakeException(noName.getMessage());
        failed.initCause(noName);

        assertThat(Reason.ofLoss(failed))
                .isEqualTo(
                        "the JDK compares no certificate with such a host (Illegal given domain name: mqtt_broker): TLS"
                                + " needs a name of letters, digits, '-' and '.', without an underscore. Give the server one that its"
                                + " certificate has, in Docker Compose as an alias; or compare by an sslHostnameVerifier, with"
                                + " httpsHostnameVerificationEnabled=false");
        assertThat(Reason.ofLoss(handshake(new CertificateException("Illegal given domain name: a_b"))))
                .contains("Illegal given domain name: a_b");
    }

    private static CertPathValidatorException path(BasicReason reason, Throwable cause) {
        return new CertPathValidatorException("said so", cause, null, -1, reason);
    }

    private static Throwable handshake(Throwable cause) {
        SSLHandshakeException failed = new SSLHandshakeException("(certificate_expired) PKIX path validation failed");
        failed.initCause(new CertificateException("PKIX path validation failed", cause));
        return failed;
    }
}
