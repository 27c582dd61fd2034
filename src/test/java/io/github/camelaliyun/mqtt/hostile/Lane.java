package io.github.camelaliyun.mqtt.hostile;

import io.github.camelaliyun.mqtt.wire.Line;

import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;

/** Plays cases one after the other over a line, and opens the next line where a case has closed it. For one thread. */
final class Lane implements AutoCloseable {

    /** Nothing that is to come takes so long, however loaded the machine is. */
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private static final int BACKLOG = 10;
    private static final int MOST_ATTEMPTS = 5;

    private final WireUnderTest wire;
    private final Summary summary;
    private final Referee referee;
    private final Port port;

    private Line line;
    private Witness witness;
    private Peer peer;
    private int opened;

    Lane(String scheme, WireUnderTest wire, Summary summary) {
        this.wire = wire;
        this.summary = summary;
        this.referee = new Referee(summary);
        this.port = new Port(scheme, BACKLOG);
    }

    /** How many lines it has opened. */
    int opened() {
        return opened;
    }

    void play(List<HostileCase> cases, List<Verdict> verdicts) throws IOException {
        for (int i = 0; i < cases.size(); i++) {
            play(cases.get(i), verdicts.get(i));
        }
    }

    /**
     * The line must close, or deliver the marker behind the case. Where the judge sees the beginning of a packet there is no
     * marker, since it would become a part of the packet: the server closes.
     */
    private void play(HostileCase hostile, Verdict verdict) throws IOException {
        if (line == null) {
            open();
        }
        String marker = "end/" + hostile.number();
        witness.expect(marker);
        peer.send(hostile, witness);
        if (!verdict.isCutOff()) {
            peer.send(RawPacket.marker(marker));
        }
        if (!verdict.isClean()) {
            peer.finish();
        }
        Witness.Testimony testimony = witness.await(LIMIT);
        summary.played(hostile);
        referee.compare(hostile, verdict, testimony);
        if (testimony.end() != Witness.End.MARKER || !verdict.isClean()) {
            end();
        } else {
            peer.drain();
        }
    }

    private void open() throws IOException {
        for (int attempt = 1; !opens(); attempt++) {
            if (attempt == MOST_ATTEMPTS) {
                throw new AssertionError("no line opens");
            }
        }
    }

    private boolean opens() throws IOException {
        witness = new Witness();
        line = wire.open(port.uri(), witness);
        opened++;
        peer = port.accept();
        if (witness.awaitOpened(LIMIT)) {
            return true;
        }
        summary.wrong("a line does not open: " + witness.awaitClosed(LIMIT));
        endAnyway();
        return false;
    }

    /** Ends the line if it has not ended, and waits until nothing is left of it. */
    private void end() {
        if (!witness.hasEnded() && witness.awaitClosed(LIMIT) == null) {
            summary.wrong("the line does not close though the server has closed");
        }
        endAnyway();
    }

    private void endAnyway() {
        line.cut(new SocketException("cut by the test"));
        if (witness.awaitClosed(LIMIT) == null) {
            summary.wrong("the line has no end though it was cut");
        }
        peer.closeAfterTheClient();
        if (witness.fault() != null) {
            summary.wrong("the line told what it must not: " + witness.fault());
        }
        line = null;
    }

    @Override
    public void close() throws IOException {
        try (port) {
            if (line != null) {
                endAnyway();
            }
        }
    }
}
