package io.github.camelaliyun.mqtt.wire;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.SslHandler;

import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;

/** TLS of one line, made anew for each: keys and certificates are replaced while the program runs. */
final class Tls {

    private final SSLEngine engine;
    private final String host;
    private final HostnameVerifier verifier;
    private final ForeignCalls.OfLine calls;

    private Tls(SSLEngine engine, String host, HostnameVerifier verifier, ForeignCalls.OfLine calls) {
        this.engine = engine;
        this.host = host;
        this.verifier = verifier;
        this.calls = calls;
    }

    static Tls make(SSLContext context, ServerUri server, LineOptions options, ForeignCalls.OfLine calls) {
        // With the name, by which the JDK's engine says who is meant (SNI, RFC 6066, 3).
        SSLEngine engine = context.createSSLEngine(server.host(), server.port());
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        // As an HTTPS client compares the certificate's names with the host (RFC 2818, 3.1).
        parameters.setEndpointIdentificationAlgorithm(options.transport().httpsHostnameVerification() ? "HTTPS" : null);
        engine.setSSLParameters(parameters);
        return new Tls(engine, server.host(), options.transport().hostnameVerifier(), calls);
    }

    /** Trust and key managers, and what is done with keys, run on the workers. The time of the handshake is the line's to limit. */
    SslHandler handler() {
        SslHandler handler = new SslHandler(new HandshakeEngine(engine), calls) {
            /** What a manager throws when its line has ended tells nobody anything, and Netty would log it. */
            @Override
            public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) throws Exception {
                if (!ctx.isRemoved()) {
                    super.exceptionCaught(ctx, cause);
                }
            }
        };
        handler.setHandshakeTimeoutMillis(0);
        return handler;
    }

    boolean hasVerifier() {
        return verifier != null;
    }

    /** Where to {@link #verify}, and what is told the end of the line. */
    ForeignCalls.OfLine calls() {
        return calls;
    }

    /** Asks the verifier, which is somebody else's code: on a worker, after the handshake. */
    void verify() throws SSLPeerUnverifiedException {
        if (!verifier.verify(host, engine.getSession())) {
            throw new SSLPeerUnverifiedException("sslHostnameVerifier does not accept the host " + host);
        }
    }
}
