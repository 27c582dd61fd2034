package io.github.camelaliyun.mqtt.tls;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStoreException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class FreshTlsTest {

    @Test
    void theFilesAreReadAtEachConnect() throws Exception {
        AtomicInteger read = new AtomicInteger();
        FreshTls tls = new FreshTls(() -> {
            read.incrementAndGet();
            return SSLContext.getDefault();
        });
        tls.create();
        tls.create();

        assertThat(read).hasValue(2);
    }

    @Test
    void whatIsWrongWithAPemFileIsToldAsItIs() {
        PemException wrong = new PemException("the certificate has no end");

        assertThatThrownBy(() -> failing(wrong).create()).isSameAs(wrong);
    }

    static List<Exception> failures() {
        Exception inner = new IOException("password was incorrect");
        return List.of(
                new IOException("no key store", inner),
                new KeyStoreException("no key store", inner),
                new IllegalStateException("no key store", inner));
    }

    /** The innermost message, which is the one that helps, stands where an operator is shown it. */
    @ParameterizedTest
    @MethodSource("failures")
    void whatIsWrongWithAStoreIsToldWithTheOptions(Exception wrong) {
        assertThatThrownBy(() -> failing(wrong).create())
                .isExactlyInstanceOf(IOException.class)
                .hasNoCause()
                .hasMessageContaining("(password was incorrect)")
                .hasMessageContaining("sslContextParameters");
    }

    private static FreshTls failing(Exception wrong) {
        return new FreshTls(() -> {
            if (wrong instanceof IOException io) {
                throw io;
            } else if (wrong instanceof GeneralSecurityException security) {
                throw security;
            }
            throw (RuntimeException) wrong;
        });
    }
}
