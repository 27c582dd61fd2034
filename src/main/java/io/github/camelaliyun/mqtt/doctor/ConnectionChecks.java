package io.github.camelaliyun.mqtt.doctor;

import java.util.List;

/** What is looked at of a connection, from near to far. */
final class ConnectionChecks {

    private ConnectionChecks() {}

    static List<Check> of(Examination examination) {
        return List.of(
                new ProxyCheck(examination)
                // names, TCP, TLS, WebSocket
                // here those of a key that may call the OpenAPI, before CONNECT: instance, group, already online
                // CONNECT; after a failed one, the trace of the device: a check that isRunAnyway
                // filters, round trip, P2P, keep alive, clock
                );
    }
}
