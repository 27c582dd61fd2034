package io.github.camelaliyun.mqtt.wire;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Packets for the encoder, and what is checked of their bytes. */
abstract class OutboundRig {

    /** Two and three bytes a character in UTF-8; Paho has none of four. */
    static final String TOPIC = "test/ü/消息";

    static final String LONGEST = "a".repeat(65_535);

    /** A SUBSCRIBE of 4,096 filters, the last of which has that many bytes. */
    static Packet large(int last) {
        List<Packet.Request> requests = new ArrayList<>(Collections.nCopies(4_095, new Packet.Request(LONGEST, 1)));
        requests.add(new Packet.Request("a".repeat(last), 1));
        return new Packet.Subscribe(1, requests);
    }

    static void assertRefused(Packet packet, String rule) {
        assertThatThrownBy(() -> Outbound.size(packet))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(rule);
    }

    static void assertBytes(Packet packet, String hex) {
        assertThat(HexFormat.of().formatHex(PacketBytes.encode(packet))).isEqualTo(hex);
        assertThat(Outbound.size(packet)).isEqualTo(hex.length() / 2);
    }

    static Packet connect(
            int level,
            String clientId,
            boolean cleanSession,
            int keepAlive,
            String username,
            String password,
            Packet.Publish will) {
        return new Packet.Connect(level, clientId, cleanSession, keepAlive, username, password, will);
    }
}
