package io.github.camelaliyun.mqtt.connection;

import io.github.camelaliyun.mqtt.wire.Packet;

import java.util.List;

/** What a client has sent on a scripted line, in words; for the thread of a test. */
final class SentWords {

    private ScriptedLine askedOf;
    private String askedBefore = "";

    /** What has been acknowledged on a line, as "PUBACK 1". */
    static List<String> acknowledged(ScriptedLine line) {
        return line.sent.stream()
                .map(packet -> {
                    if (packet instanceof Packet.Puback ack) {
                        return "PUBACK " + ack.packetId();
                    } else if (packet instanceof Packet.Pubrec rec) {
                        return "PUBREC " + rec.packetId();
                    } else if (packet instanceof Packet.Pubcomp comp) {
                        return "PUBCOMP " + comp.packetId();
                    }
                    return "";
                })
                .filter(text -> !text.isEmpty())
                .toList();
    }

    /** What the broker has been asked on a line since the last call for that line, as "+test/a=1" and "-test/a". */
    String asked(ScriptedLine line) {
        StringBuilder words = new StringBuilder();
        for (Packet packet : line.sent) {
            if (packet instanceof Packet.Subscribe subscribe) {
                subscribe
                        .requests()
                        .forEach(r -> words.append(" +")
                                .append(r.filter())
                                .append('=')
                                .append(r.qos()));
            } else if (packet instanceof Packet.Unsubscribe unsubscribe) {
                unsubscribe.filters().forEach(filter -> words.append(" -").append(filter));
            }
        }
        String all = words.toString();
        String since = line == askedOf ? all.substring(askedBefore.length()) : all;
        askedOf = line;
        askedBefore = all;
        return since.trim();
    }
}
