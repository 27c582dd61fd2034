package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.wire.Line;
import io.github.camelaliyun.mqtt.wire.LineListener;
import io.github.camelaliyun.mqtt.wire.LineOptions;
import io.github.camelaliyun.mqtt.wire.Way;
import io.github.camelaliyun.mqtt.wire.Wire;

import java.util.ArrayList;
import java.util.List;

/** A network without a network: its lines do what the test says. */
final class ScriptedWire implements Wire {

    final List<ScriptedLine> lines = new ArrayList<>();
    /** Called whenever a line is to be opened. */
    Runnable onOpen = () -> {};

    @Override
    public Line open(Way way, LineOptions options, LineListener listener) {
        onOpen.run();
        ScriptedLine line = new ScriptedLine(way.serverUri(), listener);
        lines.add(line);
        return line;
    }

    ScriptedLine latest() {
        return lines.get(lines.size() - 1);
    }
}
