package io.github.camelaliyun.mqtt.app;

/** A publish with mosquitto_pub and with MQTT.js, ready to be pasted. */
final class ClientLines {

    private static final String MQTT_PORT = "1883";
    private static final String TLS_PORT = "8883";

    private final PrintedServer server;
    private final String clientId;
    private final String userName;
    private final String topic;

    ClientLines(PrintedServer server, String clientId, String userName, String topic) {
        this.server = server;
        this.clientId = clientId;
        this.userName = userName;
        this.topic = topic;
    }

    String with(String password) {
        return lines(shell(password), script(password));
    }

    /** @param variable of the shell, with its dollar sign */
    String withVariable(String variable) {
        return lines('"' + variable + '"', "process.env." + variable.substring(1));
    }

    private String lines(String shellPassword, String scriptPassword) {
        return """
                A message from this client:

                  mosquitto_pub -h %s -p %s%s -i %s \\
                      -u %s -P %s \\
                      -q 1 -t %s -m hello

                The same with MQTT.js (npm i mqtt):

                  import mqtt from 'mqtt';
                  const client = mqtt.connect(%s, { clientId: %s, keepalive: 90,
                    username: %s,
                    password: %s });
                  client.on('connect', () => client.publish(%s, 'hello', { qos: 1 }, () => client.end()));
                """.formatted(
                        server.host(),
                        mosquittoPort(),
                        server.secure() ? " --tls-use-os-certs" : "",
                        shell(clientId),
                        shell(userName),
                        shellPassword,
                        shell(topic),
                        script(server.address()),
                        script(clientId),
                        script(userName),
                        scriptPassword,
                        script(topic));
    }

    /** It has no WebSocket, so that the service's other ports are meant. */
    private String mosquittoPort() {
        if (server.webSocket()) {
            return server.secure() ? TLS_PORT : MQTT_PORT;
        }
        return String.valueOf(server.port());
    }

    private static String shell(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }

    private static String script(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
