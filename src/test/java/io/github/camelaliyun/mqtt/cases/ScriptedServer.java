package io.github.camelaliyun.mqtt.cases;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An MQTT 3.1.1 server at 127.0.0.1 that does what a test's script says, and remembers every packet. It sends one copy of
 * a message for each subscription that matches, as 3.3.5 allows. A daemon thread accepts, and one reads each link and calls
 * the script; the other methods may be called from any thread.
 */
final class ScriptedServer implements AutoCloseable {

    static final int CONNECT = 1;
    static final int CONNACK = 2;
    static final int PUBLISH = 3;
    static final int PUBACK = 4;
    static final int PUBREC = 5;
    static final int PUBREL = 6;
    static final int PUBCOMP = 7;
    static final int SUBSCRIBE = 8;
    static final int SUBACK = 9;
    static final int UNSUBSCRIBE = 10;
    static final int UNSUBACK = 11;
    static final int PINGREQ = 12;
    static final int PINGRESP = 13;

    private static final int END_TIMEOUT_MILLIS = 5_000;

    /** What happens at each packet; {@link Link#answer} is what a broker usually does. */
    interface Script {
        void received(Link link, Packet packet) throws IOException;
    }

    private final Script script;
    private final ServerSocket server;
    private final List<Packet> packets = new CopyOnWriteArrayList<>();
    private final List<Link> links = new CopyOnWriteArrayList<>();
    /** Topic filter to the granted QoS. */
    private final Map<String, Integer> subscriptions = new ConcurrentHashMap<>();

    private final AtomicInteger packetIds = new AtomicInteger();
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

    ScriptedServer(Script script) {
        this.script = script;
        try {
            server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException("no port could be opened", e);
        }
        run("scripted-server", this::accept);
    }

    /** Does what a broker usually does. */
    ScriptedServer() {
        this(Link::answer);
    }

    URI uri() {
        return URI.create("tcp://127.0.0.1:" + server.getLocalPort());
    }

    /** All of this type so far, in their order. */
    List<Packet> received(int type) {
        return packets.stream().filter(packet -> packet.type() == type).toList();
    }

    List<Packet> received(int type, int link) {
        return received(type).stream().filter(packet -> packet.link() == link).toList();
    }

    /** All packets so far. */
    List<Packet> received() {
        return List.copyOf(packets);
    }

    Map<String, Integer> subscriptions() {
        return Map.copyOf(subscriptions);
    }

    int links() {
        return links.size();
    }

    /** Closes the present link. */
    void breakLink() {
        links.get(links.size() - 1).close();
    }

    /** Sends a copy for each matching subscription over the present link; returns their number. */
    int publish(String topic, String payload) throws IOException {
        int copies = 0;
        for (Map.Entry<String, Integer> subscription : subscriptions.entrySet()) {
            if (matches(subscription.getKey(), topic)) {
                send(topic, payload, subscription.getValue());
                copies++;
            }
        }
        return copies;
    }

    /** Sends this over the present link; returns its packet identifier. */
    int send(String topic, String payload, int qos) throws IOException {
        int id = qos == 0 ? 0 : packetIds.incrementAndGet();
        links.get(links.size() - 1).send(Packet.publish(topic, payload, qos, id));
        return id;
    }

    /** MQTT 3.1.1, 4.7. */
    static boolean matches(String filter, String topic) {
        if (topic.startsWith("$") && (filter.startsWith("+") || filter.startsWith("#"))) {
            return false;
        }
        String[] wanted = filter.split("/", -1);
        String[] levels = topic.split("/", -1);
        for (int i = 0; i < wanted.length; i++) {
            if (wanted[i].equals("#")) {
                return true;
            }
            if (i >= levels.length || !(wanted[i].equals("+") || wanted[i].equals(levels[i]))) {
                return false;
            }
        }
        return wanted.length == levels.length;
    }

    @Override
    public void close() throws Exception {
        server.close();
        links.forEach(Link::close);
        for (Thread thread : threads) {
            thread.join(END_TIMEOUT_MILLIS);
        }
    }

    private void run(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                socket.setTcpNoDelay(true);
                Link link = new Link(socket, links.size() + 1);
                links.add(link);
                run("scripted-server-link", link::read);
            } catch (IOException e) {
                // Closed.
            }
        }
    }

    /** One client's connection. */
    final class Link {
        private final Socket socket;
        private final int number;

        private Link(Socket socket, int number) {
            this.socket = socket;
            this.number = number;
        }

        /** The first is 1. */
        int number() {
            return number;
        }

        synchronized void send(byte[] packet) throws IOException {
            socket.getOutputStream().write(packet);
        }

        void close() {
            try {
                socket.close();
            } catch (IOException e) {
                // It is of no more use either way.
            }
        }

        /** CONNACK that says whether there was a session. */
        void connack(boolean sessionPresent) throws IOException {
            send(new byte[] {CONNACK << 4, 2, (byte) (sessionPresent ? 1 : 0), 0});
        }

        /** Grants, and acknowledges. */
        void answer(Packet packet) throws IOException {
            switch (packet.type()) {
                case CONNECT -> connack(false);
                case PUBLISH -> {
                    if (packet.qos() > 0) {
                        send(Packet.acknowledgement(packet.qos() == 1 ? PUBACK : PUBREC, packet.id()));
                    }
                }
                case PUBREC -> send(Packet.acknowledgement(PUBREL, packet.id()));
                case PUBREL -> send(Packet.acknowledgement(PUBCOMP, packet.id()));
                case SUBSCRIBE -> suback(packet, Set.of());
                case UNSUBSCRIBE -> {
                    packet.filters().keySet().forEach(subscriptions::remove);
                    send(Packet.acknowledgement(UNSUBACK, packet.id()));
                }
                case PINGREQ -> send(new byte[] {(byte) (PINGRESP << 4), 0});
                default -> {
                    // Nothing is due.
                }
            }
        }

        /** Grants all but these. */
        void suback(Packet packet, Set<String> refused) throws IOException {
            List<Integer> codes = new ArrayList<>();
            packet.filters().forEach((filter, qos) -> {
                if (refused.contains(filter)) {
                    codes.add(0x80);
                } else {
                    subscriptions.put(filter, qos);
                    codes.add(qos);
                }
            });
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            body.write(packet.id() >> 8);
            body.write(packet.id());
            codes.forEach(body::write);
            send(Packet.encode(SUBACK << 4, body.toByteArray()));
        }

        private void read() {
            try (socket) {
                DataInputStream in = new DataInputStream(socket.getInputStream());
                while (true) {
                    Packet packet = Packet.read(in, number);
                    if (packet.type() == CONNECT) {
                        subscriptions.clear();
                    }
                    packets.add(packet);
                    script.received(this, packet);
                }
            } catch (IOException e) {
                // The client, or this server, has ended the link.
            }
        }
    }
}
