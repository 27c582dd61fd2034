package io.github.camelaliyun.mqtt.wire;

import java.security.KeyManagementException;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;

/** Some provider's, which takes its time to make an engine. */
final class SlowContext extends SSLContextSpi {

    private final SSLContext jdks;
    private final Runnable before;

    private SlowContext(SSLContext jdks, Runnable before) {
        this.jdks = jdks;
        this.before = before;
    }

    /** @param before is run before an engine is made */
    static SSLContext of(Runnable before) throws NoSuchAlgorithmException {
        SSLContext jdks = SSLContext.getDefault();
        return new SSLContext(new SlowContext(jdks, before), jdks.getProvider(), jdks.getProtocol()) {};
    }

    @Override
    protected void engineInit(KeyManager[] keys, TrustManager[] trust, SecureRandom random)
            throws KeyManagementException {
        jdks.init(keys, trust, random);
    }

    @Override
    protected SSLSocketFactory engineGetSocketFactory() {
        return jdks.getSocketFactory();
    }

    @Override
    protected SSLServerSocketFactory engineGetServerSocketFactory() {
        return jdks.getServerSocketFactory();
    }

    @Override
    protected SSLEngine engineCreateSSLEngine() {
        before.run();
        return jdks.createSSLEngine();
    }

    @Override
    protected SSLEngine engineCreateSSLEngine(String host, int port) {
        before.run();
        return jdks.createSSLEngine(host, port);
    }

    @Override
    protected SSLSessionContext engineGetServerSessionContext() {
        return jdks.getServerSessionContext();
    }

    @Override
    protected SSLSessionContext engineGetClientSessionContext() {
        return jdks.getClientSessionContext();
    }
}
