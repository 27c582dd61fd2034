package io.github.camelaliyun.mqtt.sandbox;

import io.github.camelaliyun.mqtt.service.ServiceLimits;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The broker's {@code config.xml}. Everything that matters is written down; no default is relied upon. */
final class BrokerConfig {

    static final String TCP = "tcp";
    static final String TLS = "tls";
    static final String WEBSOCKET = "ws";
    static final String TLS_WEBSOCKET = "wss";
    static final String WEBSOCKET_ROOT = "ws-root";
    static final String MUTUAL_TLS = "mtls";
    static final String MUTUAL_TLS_WEBSOCKET = "mtls-wss";

    /** Path that MQTT clients use when the endpoint names none. */
    static final String WEBSOCKET_PATH = "/mqtt";

    /** Listener to the path that the broker knows there. */
    static final Map<String, String> WEBSOCKET_PATHS = Map.of(
            WEBSOCKET, WEBSOCKET_PATH,
            WEBSOCKET_ROOT, "/",
            TLS_WEBSOCKET, WEBSOCKET_PATH,
            MUTUAL_TLS_WEBSOCKET, WEBSOCKET_PATH);

    /** Messages that may wait for one client. The broker drops more although it acknowledged them to the sender. */
    private static final int MAX_QUEUED_MESSAGES = 100_000;

    /** Later than {@link ConnectLimit}, which tells of it. */
    private static final int BROKERS_CONNECT_TIMEOUT_MILLIS = 60_000;

    /** What CONNACK of MQTT 5 says; retained messages and shared subscriptions are refused with the codes of MQTT 5. */
    private static final String OF_MQTT_5 = "<packets><max-packet-size>" + ServiceLimits.MAX_PACKET_BYTES
            + "</max-packet-size></packets><retained-messages><enabled>false</enabled></retained-messages>"
            + "<shared-subscriptions><enabled>false</enabled></shared-subscriptions>"
            + "<keep-alive><max-keep-alive>" + ServiceLimits.MAX_KEEP_ALIVE.toSeconds()
            + "</max-keep-alive></keep-alive>";

    private static final String LISTENER =
            "<port>%d</port><bind-address>" + Ports.LOOPBACK + "</bind-address><name>%s</name>";
    private static final String NO_CLIENT_CERTIFICATE = "<client-authentication-mode>NONE</client-authentication-mode>";
    private static final String CLIENT_CERTIFICATE = "<truststore><path>%s</path><password>%s</password></truststore>"
            + "<client-authentication-mode>REQUIRED</client-authentication-mode>";
    private static final String SUBPROTOCOLS = "<subprotocols><subprotocol>mqtt</subprotocol>"
            + "<subprotocol>mqttv3.1</subprotocol></subprotocols><allow-extensions>false</allow-extensions>";

    private BrokerConfig() {}

    /** A client speaks TLS to it from the first byte on. */
    static boolean isTls(String listener) {
        return Set.of(TLS, TLS_WEBSOCKET, MUTUAL_TLS, MUTUAL_TLS_WEBSOCKET).contains(listener);
    }

    /** The names of all listeners. */
    static Set<String> listeners(TlsMaterial tls) {
        Set<String> names = new HashSet<>(Set.of(TCP, TLS, WEBSOCKET, TLS_WEBSOCKET, WEBSOCKET_ROOT));
        tls.clients().ifPresent(any -> names.addAll(Set.of(MUTUAL_TLS, MUTUAL_TLS_WEBSOCKET)));
        return names;
    }

    /** The file holds the key store's password, so {@code folder} must be private. */
    static void write(Path folder, int tcpPort, SandboxPorts ports, TlsMaterial tls, boolean rules) {
        Path file = folder.resolve("config.xml");
        try {
            Files.writeString(file, xml(tcpPort, ports, tls, rules));
        } catch (IOException e) {
            throw SandboxFolder.unusable(file, e);
        }
    }

    private static String xml(int tcpPort, SandboxPorts ports, TlsMaterial tls, boolean rules) {
        return """
                <?xml version="1.0"?>
                <hivemq>
                  <listeners>
                    <tcp-listener>%s</tcp-listener>
                    <tls-tcp-listener>%s%s</tls-tcp-listener>
                    <websocket-listener>%s</websocket-listener>
                    <websocket-listener>%s</websocket-listener>
                    <tls-websocket-listener>%s%s</tls-websocket-listener>
                    %s
                  </listeners>
                  <mqtt>
                    <queued-messages>
                      <max-queue-size>%d</max-queue-size>
                      <strategy>discard</strategy>
                    </queued-messages>
                    %s
                  </mqtt>
                  <restrictions>
                    <no-connect-idle-timeout>%d</no-connect-idle-timeout>
                  </restrictions>
                  <security>
                    <allow-empty-client-id><enabled>false</enabled></allow-empty-client-id>
                  </security>
                  <persistence><mode>in-memory</mode></persistence>
                  <anonymous-usage-statistics><enabled>false</enabled></anonymous-usage-statistics>
                </hivemq>
                """.formatted(
                        LISTENER.formatted(tcpPort, TCP),
                        LISTENER.formatted(ports.ssl(), TLS),
                        tls(tls.server(), NO_CLIENT_CERTIFICATE),
                        webSocket(ports.ws(), WEBSOCKET, WEBSOCKET_PATH),
                        webSocket(0, WEBSOCKET_ROOT, "/"),
                        webSocket(ports.wss(), TLS_WEBSOCKET, WEBSOCKET_PATH),
                        tls(tls.server(), NO_CLIENT_CERTIFICATE),
                        mutualTls(tls),
                        MAX_QUEUED_MESSAGES,
                        rules ? OF_MQTT_5 : "",
                        BROKERS_CONNECT_TIMEOUT_MILLIS);
    }

    private static String webSocket(int port, String name, String path) {
        return LISTENER.formatted(port, name) + "<path>" + path + "</path>" + SUBPROTOCOLS;
    }

    /** Empty without mutual TLS. */
    private static String mutualTls(TlsMaterial tls) {
        return tls.clients()
                .map(clients -> CLIENT_CERTIFICATE.formatted(
                        escaped(clients.trustStore().toString()), KeyStores.TRUST_STORE_PASSWORD))
                .map(mode -> tls(tls.server(), mode))
                .map(both -> "<tls-tcp-listener>" + LISTENER.formatted(0, MUTUAL_TLS) + both + "</tls-tcp-listener>"
                        + "<tls-websocket-listener>" + webSocket(0, MUTUAL_TLS_WEBSOCKET, WEBSOCKET_PATH) + both
                        + "</tls-websocket-listener>")
                .orElse("");
    }

    private static String tls(TlsIdentity tls, String clientAuthentication) {
        return ("<tls><handshake-timeout>" + BROKERS_CONNECT_TIMEOUT_MILLIS
                        + "</handshake-timeout><keystore><path>%s</path><password>%s</password><private-key-password>%s</private-key-password>"
                        + "</keystore>%s</tls>")
                .formatted(escaped(tls.keyStore().toString()), tls.password(), tls.password(), clientAuthentication);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
