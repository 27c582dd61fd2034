package io.github.camelaliyun.mqtt.cases;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A broker on loopback that takes every client and every topic filter, and once a client has asked for a certain one plays
 * a script to it, whatever the client answers: it has no window, and no limit of size. Two threads for each link, one that
 * answers and one that plays.
 */
final class PacketBroker implements AutoCloseable {

    /** What is sent on a link. */
    interface Script {
        /** @param number of the link, from 1 on */
        void play(Link link, int number) throws IOException;
    }

    private static final int CHUNK_BYTES = 65_536;

    private final ServerSocket server;
    private final String startingFilter;
    private final Script script;
    private final AtomicInteger connects = new AtomicInteger();
    private final Set<Integer> acknowledged = ConcurrentHashMap.newKeySet();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

    /** @param startingFilter the script begins on each link when this is subscribed */
    PacketBroker(String startingFilter, Script script) throws IOException {
        this.startingFilter = startingFilter;
        this.script = script;
        this.server = new ServerSocket(0, 10, InetAddress.getByName("127.0.0.1"));
        daemon(this::accept, "accept");
    }

    URI uri() {
        return URI.create("tcp://127.0.0.1:" + server.getLocalPort());
    }

    int connects() {
        return connects.get();
    }

    /** Packet identifiers that a PUBACK has come for, on any link. */
    Set<Integer> acknowledged() {
        return Set.copyOf(acknowledged);
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                sockets.add(socket);
                daemon(new Link(socket)::answer, "answer");
            } catch (IOException e) {
                // Closed, or the client was gone at once.
            }
        }
    }

    private static void daemon(Runnable work, String name) {
        Thread thread = new Thread(work, "scripted-broker-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    /** One client's link. */
    final class Link {
        private final Socket socket;
        private final CountDownLatch started = new CountDownLatch(1);

        private Link(Socket socket) {
            this.socket = socket;
        }

        /** Sends a PUBLISH (MQTT 3.1.1, 3.3); the payload is the text, and zeros up to the length. */
        void publish(String topic, int qos, int packetId, String text, int length) throws IOException {
            byte[] name = topic.getBytes(StandardCharsets.UTF_8);
            byte[] begin = text.getBytes(StandardCharsets.UTF_8);
            int size = Math.max(length, begin.length);
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            DataOutputStream packet = new DataOutputStream(bytes);
            packet.writeByte(0x30 | qos << 1);
            writeLength(packet, 2 + name.length + (qos > 0 ? 2 : 0) + size);
            packet.writeShort(name.length);
            packet.write(name);
            if (qos > 0) {
                packet.writeShort(packetId);
            }
            packet.write(begin);
            synchronized (this) {
                OutputStream out = socket.getOutputStream();
                out.write(bytes.toByteArray());
                byte[] zeros = new byte[CHUNK_BYTES];
                for (int left = size - begin.length; left > 0; left -= CHUNK_BYTES) {
                    out.write(zeros, 0, Math.min(left, CHUNK_BYTES));
                }
            }
        }

        private void answer() {
            try (socket) {
                DataInputStream in = new DataInputStream(socket.getInputStream());
                while (true) {
                    int type = in.readUnsignedByte() >> 4;
                    byte[] rest = new byte[readLength(in)];
                    in.readFully(rest);
                    answer(type, rest);
                }
            } catch (IOException e) {
                // The client has gone.
            } finally {
                sockets.remove(socket);
            }
        }

        private void answer(int type, byte[] rest) throws IOException {
            switch (type) {
                case 1 -> {
                    int number = connects.incrementAndGet();
                    send(0x20, 2, 0, 0);
                    daemon(() -> play(number), "play");
                }
                case 4 -> acknowledged.add((rest[0] & 0xff) << 8 | rest[1] & 0xff);
                case 8 -> subscribed(rest);
                case 10 -> send(0xB0, 2, rest[0], rest[1]);
                case 12 -> send(0xD0, 0);
                default -> {
                    // Nothing to say to it.
                }
            }
        }

        /** Grants each filter the QoS that is asked for (MQTT 3.1.1, 3.8 and 3.9). */
        private void subscribed(byte[] rest) throws IOException {
            ByteArrayOutputStream codes = new ByteArrayOutputStream();
            boolean starts = false;
            for (int at = 2; at < rest.length; ) {
                int length = (rest[at] & 0xff) << 8 | rest[at + 1] & 0xff;
                String filter = new String(rest, at + 2, length, StandardCharsets.UTF_8);
                starts |= filter.equals(startingFilter);
                codes.write(rest[at + 2 + length]);
                at += 3 + length;
            }
            synchronized (this) {
                send(0x90, 2 + codes.size(), rest[0], rest[1]);
                socket.getOutputStream().write(codes.toByteArray());
            }
            if (starts) {
                started.countDown();
            }
        }

        private void play(int number) {
            try {
                started.await();
                script.play(this, number);
            } catch (IOException e) {
                // The client has closed the link.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private synchronized void send(int... bytes) throws IOException {
            byte[] packet = new byte[bytes.length];
            for (int i = 0; i < bytes.length; i++) {
                packet[i] = (byte) bytes[i];
            }
            socket.getOutputStream().write(packet);
        }

        /** MQTT 3.1.1, 2.2.3. */
        private static void writeLength(DataOutputStream out, int length) throws IOException {
            int left = length;
            do {
                int low = left & 0x7f;
                left >>>= 7;
                out.writeByte(left > 0 ? low | 0x80 : low);
            } while (left > 0);
        }

        private static int readLength(DataInputStream in) throws IOException {
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
    }
}
