package io.github.camelaliyun.mqtt.connection;

import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.internal.wire.MqttWireMessage;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A server for one client at a time, which takes every CONNECT and sends what the test says. */
final class PacketServer implements AutoCloseable {

    /** MQTT 3.1.1, 3.2: no session present, accepted. */
    private static final byte[] CONNACK = {0x20, 2, 0, 0};

    private final ServerSocket server;
    private final Thread thread = new Thread(this::serve, "packet-server");
    private final BlockingQueue<MqttWireMessage> received = new LinkedBlockingQueue<>();
    private volatile Socket client;

    PacketServer() throws IOException {
        server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        thread.setDaemon(true);
        thread.start();
    }

    URI uri() {
        return URI.create("tcp://127.0.0.1:" + server.getLocalPort());
    }

    /** Waits for the next packet after CONNECT; null if none comes within ten seconds. */
    MqttWireMessage next() throws InterruptedException {
        return received.poll(10, TimeUnit.SECONDS);
    }

    /** Whether nothing has come that was not asked for. */
    boolean hasNothingMore() {
        return received.isEmpty();
    }

    void send(byte[] packet) throws IOException {
        client.getOutputStream().write(packet);
    }

    private void serve() {
        while (!server.isClosed()) {
            try (Socket accepted = server.accept()) {
                client = accepted;
                PahoWire.read(accepted.getInputStream());
                send(CONNACK);
                while (true) {
                    received.add(PahoWire.read(accepted.getInputStream()));
                }
            } catch (IOException | MqttException e) {
                // The client or the server has ended.
            }
        }
    }

    @Override
    public void close() throws Exception {
        server.close();
        Socket last = client;
        if (last != null) {
            last.close();
        }
        thread.join(10_000);
    }
}
