package io.github.camelaliyun.mqtt.wire;

import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.internal.wire.MqttWireMessage;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Control packets as Paho encodes and decodes them. */
final class PahoWire {

    private PahoWire() {}

    static byte[] bytes(MqttWireMessage message) throws MqttException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(message.getHeader());
        bytes.writeBytes(message.getPayload());
        return bytes.toByteArray();
    }

    /** Waits for the next packet of a stream. */
    static MqttWireMessage read(InputStream stream) throws IOException, MqttException {
        DataInputStream in = new DataInputStream(stream);
        ByteArrayOutputStream packet = new ByteArrayOutputStream();
        packet.write(in.readUnsignedByte());
        int length = MqttWireMessage.readMBI(in).getValue();
        packet.writeBytes(MqttWireMessage.encodeMBI(length));
        byte[] rest = new byte[length];
        in.readFully(rest);
        packet.writeBytes(rest);
        return MqttWireMessage.createWireMessage(packet.toByteArray());
    }
}
