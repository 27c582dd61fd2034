package io.github.camelaliyun.mqtt.wire;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import javax.net.ssl.SSLException;
import javax.net.ssl.X509TrustManager;

import static org.assertj.core.api.Assertions.assertThat;

/** Handshakes that the server ends, refuses or wants once more. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HandshakeEngineFailuresTest extends HandshakeEngineRig {

    private static final String CLOSE_NOTIFY = "15030300020100";
    private static final String USER_CANCELED = "1503030002015a";
    private static final String HANDSHAKE_FAILURE = "15030300020228";

    /** TLS 1.2 alone has it. Here the client is the last to say something in the handshake, else the server is. */
    @Test
    void anotherHandshakeIsRefusedAfterAResumedOneToo() throws Exception {
        open("TLSv1.2");
        server.shakeHands();
        assertPacketsGoBothWays();
        server.socket.close();
        listener.awaitClosed();
        listener.assertInOrder();

        listener = new RecordingListener();
        open("TLSv1.2");
        server.shakeHands();
        assertPacketsGoBothWays();
        server.engine.beginHandshake();
        server.write(server.wrapAll());

        assertThat(listener.awaitClosed())
                .hasMessageContaining(
                        "the server wants another TLS handshake on this connection (a"
                                + " renegotiation), which this client refuses: switch renegotiation off there, or let it speak TLS 1.3");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anAlertInTheMiddleIsToldInItsWords(boolean retried) throws Exception {
        openToTheMiddle(retried);
        server.write(HexFormat.of().parseHex(HANDSHAKE_FAILURE));

        assertThat(listener.awaitClosed()).isInstanceOf(SSLException.class).hasMessageContaining("handshake_failure");
        assertThat(listener.events()).containsExactly("closed");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aGoodbyeInTheMiddleIsNoHandshake(boolean retried) throws Exception {
        openToTheMiddle(retried);
        server.write(HexFormat.of().parseHex(CLOSE_NOTIFY));

        assertThat(listener.awaitClosed()).isInstanceOf(SSLException.class).hasMessageContaining("close_notify");
        assertThat(listener.events()).containsExactly("closed");
    }

    /** As a server says it that gives up the handshake (RFC 8446, 6.1); for the JDK's engine then nothing has failed. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aHandshakeThatTheServerCancelsIsNone(boolean retried) throws Exception {
        openToTheMiddle(retried);
        server.write(HexFormat.of().parseHex(USER_CANCELED + CLOSE_NOTIFY));

        Throwable why = listener.awaitClosed();
        assertThat(listener.events()).containsExactly("closed");
        assertThat(why)
                .isInstanceOf(SSLException.class)
                .hasMessage("the server closed the connection in the TLS handshake");
    }

    /** @param retried behind a HelloRetryRequest of TLS 1.3; else behind the whole flight of TLS 1.2 */
    private void openToTheMiddle(boolean retried) throws Exception {
        open(retried ? "TLSv1.3" : "TLSv1.2");
        if (retried) {
            server.refuse("x25519", "secp256r1", "X25519MLKEM768");
        }
        server.write(server.next());
        server.write(new byte[0]);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aCertificateThatTheServerRefusesEndsTheLineInWords(String protocol) throws Exception {
        ofServer = keys.context(new Refusing());
        open(protocol);
        server.engine.setNeedClientAuth(true);
        try {
            server.shakeHands();
        } catch (SSLException e) {
            server.write(server.wrapAll());
        }

        assertThat(listener.awaitClosed()).isInstanceOf(SSLException.class).hasMessageContaining("certificate_unknown");
        // With TLS 1.3 the client is through when it has sent its certificate.
        assertThat(listener.events()).isSubsetOf("opened", "closed");
    }

    private static final class Refusing implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
            throw new CertificateException("says the test");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
