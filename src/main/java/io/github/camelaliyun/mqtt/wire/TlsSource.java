package io.github.camelaliyun.mqtt.wire;

import java.io.IOException;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;

/** What TLS is made of: keys and whom to trust. Asked on a worker, at every connect: it may block, and reads files anew. */
@FunctionalInterface
public interface TlsSource {

    /** What the JVM has by default, with its {@code javax.net.ssl} properties. */
    TlsSource OF_JVM = SSLContext::getDefault;

    /**
     * Makes what the next connect uses.
     *
     * @return an initialised context, not null
     * @throws IOException if it does not serve; the message is for an operator
     * @throws GeneralSecurityException if the JVM cannot make anything of it
     */
    SSLContext create() throws GeneralSecurityException, IOException;
}
