package io.github.camelaliyun.mqtt.wire;

import java.net.ProtocolException;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;

/**
 * An engine of TLS that reads what comes in the handshake within its delegated tasks. The JDK's own one does so with all but
 * the end of a handshake of TLS 1.3, where it asks the key manager, and signs with the private key: on the thread that reads
 * the network, though both may be a device's work (a token of PKCS#11, an HSM).
 *
 * <p>It shakes hands once. The JDK's one is locked while a task runs, and whoever writes or says goodbye waits for the lock;
 * before the line is open nobody does, in a renegotiation of TLS 1.2 the thread that reads the network would.
 */
final class HandshakeEngine extends SSLEngine {

    private static final int RECORD_HEADER = 5;
    private static final int LENGTH_AT = 3;
    /** The type of a record (RFC 5246, 6.2.1); those of TLS 1.3 that are encrypted all have another one. */
    private static final int HANDSHAKE = 22;

    private final SSLEngine engine;

    /** What is to be read by a task, and what came of it. */
    private volatile ByteBuffer record;

    private volatile SSLException failure;
    private volatile boolean shaken;

    HandshakeEngine(SSLEngine engine) {
        super(engine.getPeerHost(), engine.getPeerPort());
        this.engine = engine;
    }

    @Override
    public SSLEngineResult unwrap(ByteBuffer source, ByteBuffer[] to, int offset, int length) throws SSLException {
        rethrow();
        if (shaken && source.hasRemaining() && source.get(source.position()) == HANDSHAKE) {
            throw new SSLException(
                    new ProtocolException("the server wants another TLS handshake on this connection (a renegotiation),"
                            + " which this client refuses: switch renegotiation off there, or let it speak TLS 1.3"));
        }
        if (shaken || engine.getHandshakeStatus() != HandshakeStatus.NEED_UNWRAP || !startsWithRecord(source)) {
            return noted(engine.unwrap(source, to, offset, length));
        }
        int size = recordSize(source);
        byte[] copy = new byte[size];
        source.get(copy);
        record = ByteBuffer.wrap(copy);
        return new SSLEngineResult(SSLEngineResult.Status.OK, HandshakeStatus.NEED_TASK, size, 0);
    }

    private static boolean startsWithRecord(ByteBuffer source) {
        return source.remaining() >= RECORD_HEADER && source.remaining() >= recordSize(source);
    }

    private static int recordSize(ByteBuffer source) {
        return RECORD_HEADER + Short.toUnsignedInt(source.getShort(source.position() + LENGTH_AT));
    }

    @Override
    public Runnable getDelegatedTask() {
        return record == null ? engine.getDelegatedTask() : this::read;
    }

    private void read() {
        try {
            ByteBuffer nothing = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize());
            SSLEngineResult result = noted(engine.unwrap(record, nothing));
            if (result.bytesProduced() > 0) {
                failure = new SSLException("data before the end of the handshake");
            } else if (result.getStatus() == SSLEngineResult.Status.CLOSED) {
                // As by user_canceled, in plain text: it handshakes no more then, which is taken for the end of a
                // handshake.
                failure = new SSLException("the server closed the connection in the TLS handshake");
            }
        } catch (SSLException e) {
            failure = e;
        } finally {
            record = null;
        }
    }

    private SSLEngineResult noted(SSLEngineResult result) {
        shaken |= result.getHandshakeStatus() == HandshakeStatus.FINISHED;
        return result;
    }

    /** What a task fails with is thrown by the next call, as the JDK's engine does it. */
    private void rethrow() throws SSLException {
        SSLException thrown = failure;
        if (thrown != null) {
            failure = null;
            throw thrown;
        }
    }

    @Override
    public HandshakeStatus getHandshakeStatus() {
        return record != null
                ? HandshakeStatus.NEED_TASK
                : failure != null ? HandshakeStatus.NEED_UNWRAP : engine.getHandshakeStatus();
    }

    @Override
    public SSLEngineResult wrap(ByteBuffer[] from, int offset, int length, ByteBuffer to) throws SSLException {
        rethrow();
        return noted(engine.wrap(from, offset, length, to));
    }

    @Override
    public void closeInbound() throws SSLException {
        engine.closeInbound();
    }

    @Override
    public boolean isInboundDone() {
        return engine.isInboundDone();
    }

    @Override
    public void closeOutbound() {
        engine.closeOutbound();
    }

    @Override
    public boolean isOutboundDone() {
        return engine.isOutboundDone();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return engine.getSupportedCipherSuites();
    }

    @Override
    public String[] getEnabledCipherSuites() {
        return engine.getEnabledCipherSuites();
    }

    @Override
    public void setEnabledCipherSuites(String[] suites) {
        engine.setEnabledCipherSuites(suites);
    }

    @Override
    public String[] getSupportedProtocols() {
        return engine.getSupportedProtocols();
    }

    @Override
    public String[] getEnabledProtocols() {
        return engine.getEnabledProtocols();
    }

    @Override
    public void setEnabledProtocols(String[] protocols) {
        engine.setEnabledProtocols(protocols);
    }

    @Override
    public SSLSession getSession() {
        return engine.getSession();
    }

    @Override
    public SSLSession getHandshakeSession() {
        return engine.getHandshakeSession();
    }

    @Override
    public void beginHandshake() throws SSLException {
        engine.beginHandshake();
    }

    @Override
    public void setUseClientMode(boolean mode) {
        engine.setUseClientMode(mode);
    }

    @Override
    public boolean getUseClientMode() {
        return engine.getUseClientMode();
    }

    @Override
    public void setNeedClientAuth(boolean need) {
        engine.setNeedClientAuth(need);
    }

    @Override
    public boolean getNeedClientAuth() {
        return engine.getNeedClientAuth();
    }

    @Override
    public void setWantClientAuth(boolean want) {
        engine.setWantClientAuth(want);
    }

    @Override
    public boolean getWantClientAuth() {
        return engine.getWantClientAuth();
    }

    @Override
    public void setEnableSessionCreation(boolean flag) {
        engine.setEnableSessionCreation(flag);
    }

    @Override
    public boolean getEnableSessionCreation() {
        return engine.getEnableSessionCreation();
    }

    @Override
    public SSLParameters getSSLParameters() {
        return engine.getSSLParameters();
    }

    @Override
    public void setSSLParameters(SSLParameters parameters) {
        engine.setSSLParameters(parameters);
    }

    @Override
    public String getApplicationProtocol() {
        return engine.getApplicationProtocol();
    }

    @Override
    public String getHandshakeApplicationProtocol() {
        return engine.getHandshakeApplicationProtocol();
    }
}
