package io.github.camelaliyun.mqtt;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;

/**
 * Makes TLS anew for every socket, and so reads key stores and PEM files again at every connect: certificates run out and
 * are replaced while the program runs. That costs some milliseconds each time. Any thread may call it.
 */
final class FreshTlsSockets extends SSLSocketFactory {

    /** Reads the files. */
    @FunctionalInterface
    interface Source {
        SSLContext create() throws GeneralSecurityException, IOException;
    }

    private final Source source;
    private volatile SSLSocketFactory latest;

    /**
     * Reads the files for the first time.
     *
     * @throws IOException if they do not serve; the message is for an operator
     */
    FreshTlsSockets(Source source) throws IOException {
        this.source = source;
        latest = fresh();
    }

    private synchronized SSLSocketFactory fresh() throws IOException {
        try {
            latest = source.create().getSocketFactory();
            return latest;
        } catch (PemException e) {
            throw e;
        } catch (GeneralSecurityException | IOException | RuntimeException e) {
            // Without the cause: the innermost message is what an operator is shown.
            throw new IOException("the key store or trust store cannot be used (" + innermost(e)
                    + "): check resource, type and password in camel.ssl.* or the component's sslContextParameters");
        }
    }

    private static String innermost(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }

    @Override
    public String[] getDefaultCipherSuites() {
        return latest.getDefaultCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return latest.getSupportedCipherSuites();
    }

    @Override
    public Socket createSocket() throws IOException {
        return fresh().createSocket();
    }

    @Override
    public Socket createSocket(Socket under, String host, int port, boolean autoClose) throws IOException {
        return fresh().createSocket(under, host, port, autoClose);
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return fresh().createSocket(host, port);
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
        return fresh().createSocket(host, port, localHost, localPort);
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return fresh().createSocket(host, port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort) throws IOException {
        return fresh().createSocket(host, port, localHost, localPort);
    }
}
