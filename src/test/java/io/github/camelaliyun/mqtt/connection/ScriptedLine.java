package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.wire.Line;
import io.github.camelaliyun.mqtt.wire.LineListener;
import io.github.camelaliyun.mqtt.wire.Packet;
import io.github.camelaliyun.mqtt.wire.Transmission;

import java.io.EOFException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/** Notes what is sent, and delivers what the test says; all on the test's thread. */
final class ScriptedLine implements Line {

    final String serverUri;
    final List<Packet> sent = new ArrayList<>();
    boolean paused;
    boolean finished;
    /** Why the line was cut; null if it was not. */
    Throwable cut;

    private final LineListener listener;
    private final Queue<Packet> undelivered = new ArrayDeque<>();
    private boolean opened;
    private boolean closed;
    private int answered;

    ScriptedLine(String serverUri, LineListener listener) {
        this.serverUri = serverUri;
        this.listener = listener;
    }

    /** The network connection is there. */
    void open() {
        opened = true;
        listener.onOpened(this);
    }

    /** The server sends a packet; while the line pauses it is not read. */
    void deliver(Packet packet) {
        undelivered.add(packet);
        read();
    }

    private void read() {
        while (!paused && !closed && !undelivered.isEmpty()) {
            listener.onHeard();
            listener.onReceived(undelivered.remove());
            if (!paused) {
                listener.onIdle();
            }
        }
    }

    /** The server closes. */
    void closeByServer() {
        closeBy(new EOFException());
    }

    void closeBy(Throwable cause) {
        if (!closed) {
            closed = true;
            listener.onClosed(cause);
        }
    }

    /** Grants what has been asked for and takes back what has been given up, since the last call. */
    void answerSubscriptions() {
        while (answered < sent.size()) {
            Packet packet = sent.get(answered++);
            if (packet instanceof Packet.Subscribe subscribe) {
                byte[] codes = new byte[subscribe.requests().size()];
                for (int i = 0; i < codes.length; i++) {
                    codes[i] = (byte) subscribe.requests().get(i).qos();
                }
                deliver(new Packet.Suback(subscribe.packetId(), codes));
            } else if (packet instanceof Packet.Unsubscribe unsubscribe) {
                deliver(new Packet.Unsuback(unsubscribe.packetId()));
            }
        }
    }

    <T extends Packet> List<T> sent(Class<T> type) {
        return sent.stream().filter(type::isInstance).map(type::cast).toList();
    }

    @Override
    public boolean send(Packet packet, Transmission transmission) {
        if (!opened || closed || finished) {
            return false;
        }
        sent.add(packet);
        if (transmission != null) {
            transmission.onLeft();
        }
        return true;
    }

    @Override
    public void pause() {
        paused = true;
    }

    @Override
    public void resume() {
        paused = false;
        read();
    }

    @Override
    public void finish() {
        finished = true;
        paused = false;
    }

    @Override
    public void cut(Throwable cause) {
        cut = cause;
        closeBy(cause);
    }
}
