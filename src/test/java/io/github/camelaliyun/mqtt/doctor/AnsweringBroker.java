package io.github.camelaliyun.mqtt.doctor;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A broker at 127.0.0.1 that gives each packet of a client the answer that a test has set. Publishes go back to the client if it has
 * subscribed the topic as it is. A daemon thread accepts, and one for each client answers; set up before the first client.
 */
final class AnsweringBroker implements AutoCloseable {

    private static final int CLOSE = -1;
    private static final int NOTHING = -2;

    private final ServerSocket server;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    final List<String> clientIds = new CopyOnWriteArrayList<>();
    final List<String> subscribed = new CopyOnWriteArrayList<>();
    final List<String> published = new CopyOnWriteArrayList<>();
    final List<Boolean> clean = new CopyOnWriteArrayList<>();
    final List<Integer> acknowledged = new CopyOnWriteArrayList<>();
    final List<String> unsubscribed = new CopyOnWriteArrayList<>();
    private int waiting;
    private byte[] connack = {0x20, 2, 0, 0};
    private int suback = 1;
    private boolean echoes = true;
    private boolean pongs = true;

    AnsweringBroker() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        daemon(this::accept);
    }

    URI uri() {
        return URI.create("tcp://127.0.0.1:" + server.getLocalPort());
    }

    /** In place of the answer to CONNECT: empty for none at all. */
    AnsweringBroker connack(int... bytes) {
        connack = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            connack[i] = (byte) bytes[i];
        }
        return this;
    }

    AnsweringBroker closesAtConnect() {
        connack = null;
        return this;
    }

    AnsweringBroker suback(int code) {
        suback = code;
        return this;
    }

    AnsweringBroker closesAtSubscribe() {
        return suback(CLOSE);
    }

    AnsweringBroker ignoresSubscribe() {
        return suback(NOTHING);
    }

    AnsweringBroker keepsMessages() {
        echoes = false;
        return this;
    }

    AnsweringBroker ignoresPings() {
        pongs = false;
        return this;
    }

    /** Sends a client that connects a message of QoS 1 to {@code x}, and the PUBREL of another one, with this identifier. */
    AnsweringBroker hasWaiting(int id) {
        waiting = id;
        return this;
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "answering-broker");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                sockets.add(socket);
                daemon(() -> serve(socket));
            } catch (IOException e) {
                // Closed, or the client was gone at once.
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            DataInputStream in = new DataInputStream(socket.getInputStream());
            Set<String> filters = ConcurrentHashMap.newKeySet();
            while (true) {
                int first = in.readUnsignedByte();
                byte[] rest = in.readNBytes(length(in));
                if (!answer(socket, first >> 4, rest, filters)) {
                    return;
                }
            }
        } catch (IOException e) {
            // The client has gone.
        } finally {
            sockets.remove(socket);
        }
    }

    /** Whether the connection goes on. */
    private boolean answer(Socket socket, int type, byte[] rest, Set<String> filters) throws IOException {
        switch (type) {
            case 1 -> {
                clientIds.add(text(rest, 10));
                clean.add((rest[7] & 2) != 0);
                if (connack == null) {
                    return false;
                }
                socket.getOutputStream().write(connack);
                if (waiting > 0) {
                    send(socket, 0x32, 0, 1, 'x', 0, waiting, '!');
                    send(socket, 0x62, 0, waiting);
                }
            }
            case 3 -> publish(socket, rest, filters);
            case 8 -> {
                subscribed.add(text(rest, 2));
                filters.add(text(rest, 2));
                if (suback == CLOSE) {
                    return false;
                }
                if (suback != NOTHING) {
                    send(socket, 0x90, rest[0], rest[1], suback);
                }
            }
            case 4, 7 -> acknowledged.add((rest[0] & 0xff) << 8 | rest[1] & 0xff);
            case 10 -> {
                unsubscribed.add(text(rest, 2));
                send(socket, 0xb0, rest[0], rest[1]);
            }
            case 12 -> {
                if (pongs) {
                    send(socket, 0xd0);
                }
            }
            default -> {
                return type != 14;
            }
        }
        return true;
    }

    /** At QoS 1, as the doctor does. */
    private void publish(Socket socket, byte[] rest, Set<String> filters) throws IOException {
        String topic = text(rest, 0);
        published.add(topic);
        int id = 2 + topic.length();
        send(socket, 0x40, rest[id], rest[id + 1]);
        if (echoes && filters.contains(topic)) {
            ByteArrayOutputStream back = new ByteArrayOutputStream();
            back.write(0x30);
            back.write(rest.length - 2);
            back.write(rest, 0, id);
            back.write(rest, id + 2, rest.length - id - 2);
            socket.getOutputStream().write(back.toByteArray());
        }
    }

    private static String text(byte[] bytes, int at) {
        int length = (bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff;
        return new String(bytes, at + 2, length, StandardCharsets.UTF_8);
    }

    private static void send(Socket socket, int first, int... rest) throws IOException {
        byte[] packet = new byte[2 + rest.length];
        packet[0] = (byte) first;
        packet[1] = (byte) rest.length;
        for (int i = 0; i < rest.length; i++) {
            packet[2 + i] = (byte) rest[i];
        }
        socket.getOutputStream().write(packet);
    }

    private static int length(DataInputStream in) throws IOException {
        int length = 0;
        int shift = 0;
        int next;
        do {
            next = in.readUnsignedByte();
            length |= (next & 0x7f) << shift;
            shift += 7;
        } while ((next & 0x80) != 0);
        return length;
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
