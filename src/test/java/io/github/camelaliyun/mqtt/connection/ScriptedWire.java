package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.wire.Line;
import io.github.camelaliyun.mqtt.wire.LineListener;
import io.github.camelaliyun.mqtt.wire.LineOptions;
import io.github.camelaliyun.mqtt.wire.Way;
import io.github.camelaliyun.mqtt.wire.Wire;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** A network without a network: its lines do what the test says. */
final class ScriptedWire implements Wire {

    final List<ScriptedLine> lines = new ArrayList<>();
    /** Called whenever a line is to be opened. */
    Runnable onOpen = () -> {};
    /** Answers for the ways to a server. */
    Function<String, CompletableFuture<List<Way>>> onFind =
            uri -> CompletableFuture.completedFuture(List.of(new Way(uri, null, null)));
    /** Answers for the addresses of a way. */
    Function<Way, CompletableFuture<List<Way>>> onLookUp = way -> CompletableFuture.completedFuture(List.of(way));

    /** Of the lines. */
    final List<Way> ways = new ArrayList<>();

    @Override
    public CompletableFuture<List<Way>> find(String serverUri, LineOptions options) {
        return onFind.apply(serverUri);
    }

    @Override
    public CompletableFuture<List<Way>> lookUp(Way way) {
        return onLookUp.apply(way);
    }

    @Override
    public Line open(Way way, LineOptions options, LineListener listener) {
        onOpen.run();
        ScriptedLine line = new ScriptedLine(way.serverUri(), listener);
        lines.add(line);
        ways.add(way);
        return line;
    }

    ScriptedLine latest() {
        return lines.get(lines.size() - 1);
    }
}
