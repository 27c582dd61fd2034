package io.github.camelaliyun.mqtt.connection;

import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.internal.NetworkModule;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A transport that lets nothing be read before CONNECT has been written. Paho starts its three threads one after the
 * other; when the broker closes the socket meanwhile, the reader shuts the client down under the starting thread, which
 * then waits for ever (paho.mqtt.java issue 850). A server has nothing to say before CONNECT, so holding the reader back
 * takes the race away and delays nobody.
 */
final class GatedNetworkModule implements NetworkModule {

    private static final long LONGEST_GATE_SECONDS = 30;

    private final NetworkModule transport;
    private final CountDownLatch open = new CountDownLatch(1);

    private final Runnable connectSent;

    /** @param connectSent told when CONNECT has been written */
    GatedNetworkModule(NetworkModule transport, Runnable connectSent) {
        this.transport = transport;
        this.connectSent = connectSent;
    }

    @Override
    public void start() throws IOException, MqttException {
        transport.start();
    }

    @Override
    public InputStream getInputStream() throws IOException {
        InputStream in = transport.getInputStream();
        return new FilterInputStream(in) {
            private boolean passed;

            @Override
            public int read() throws IOException {
                await();
                return in.read();
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                await();
                return in.read(bytes, offset, length);
            }

            @Override
            public int available() throws IOException {
                await();
                return in.available();
            }

            private void await() throws IOException {
                if (passed) {
                    return;
                }
                try {
                    passed = open.await(LONGEST_GATE_SECONDS, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new IOException("interrupted before CONNECT was sent", e);
                }
            }
        };
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        OutputStream out = transport.getOutputStream();
        return new FilterOutputStream(out) {
            @Override
            public void write(int value) throws IOException {
                out.write(value);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                out.write(bytes, offset, length);
            }

            @Override
            public void flush() throws IOException {
                out.flush();
                if (open.getCount() > 0) {
                    open.countDown();
                    connectSent.run();
                }
            }
        };
    }

    @Override
    public void stop() throws IOException {
        open.countDown();
        transport.stop();
    }

    @Override
    public String getServerURI() {
        return transport.getServerURI();
    }
}
