package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.credential.token.TokenException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

import static org.assertj.core.api.Assertions.assertThat;

class ReasonTest {

    private static final String FORGED = "a/#\n2026-11-27 10:00:00 ERROR io.bank.Ledger - all is lost \u001b[2K\u2028";

    private static final ConnectionOptions OPTIONS = ConnectionOptions.of(List.of("tcp://h:1"), "c")
            .maxInflight(1)
            .maxSubscriptions(1)
            .build();

    /** All that is told in words of its own, and some that are not; what is no packet is told as what breaks the protocol. */
    static Stream<Function<String, Throwable>> failures() {
        return Stream.of(
                ProtocolViolationException::new,
                UnknownHostException::new,
                ConnectException::new,
                NoRouteToHostException::new,
                SocketTimeoutException::new,
                SocketException::new,
                EOFException::new,
                SSLException::new,
                said -> new SSLException("Received fatal alert: bad_certificate" + said),
                said -> new CertificateException("No name matching " + said),
                CertificateException::new,
                CertificateExpiredException::new,
                CertificateNotYetValidException::new,
                said -> new TokenException(TokenException.Kind.REFUSED, said),
                IOException::new,
                IllegalStateException::new);
    }

    /** It is a line of the log, the status, a detail of health and an attribute of JMX. */
    @ParameterizedTest
    @MethodSource("failures")
    void noReasonForgesALineOrHasAnyLength(Function<String, Throwable> failure) {
        for (String said : new String[] {FORGED, "x".repeat(60_000), FORGED.repeat(1_000)}) {
            Throwable cause = new IOException("around it", failure.apply(said));

            assertThat(Reason.ofLoss(cause))
                    .doesNotContainPattern("[\\n\\u001b\\u2028]")
                    .hasSizeLessThan(1_000);
            assertThat(Reason.ofConnect(failure.apply(said), OPTIONS, ShownCredentials.before(null)))
                    .doesNotContainPattern("[\\n\\u001b\\u2028]")
                    .hasSizeLessThan(1_000);
        }
        assertThat(Reason.ofLoss(failure.apply("just so"))).contains("just so");
    }

    /** These are the program's own words, with what to do at their end. */
    @ParameterizedTest
    @MethodSource("ownWords")
    void whatThisSideDropsALinkForIsToldToItsEnd(String reason) {
        assertThat(Reason.ofLoss(new LinkDroppedException(reason))).isEqualTo(reason);
    }

    static Stream<String> ownWords() {
        return Stream.of("short", "long ".repeat(100) + "end");
    }
}
