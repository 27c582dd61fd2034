package io.github.camelaliyun.mqtt.kit;

import org.junit.jupiter.api.Assumptions;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Lets clients without a user name subscribe to some topic filters only, through Mosquitto's plugin for dynamic security:
 * its access lists do not look at subscriptions, this plugin answers them with SUBACK 0x80.
 */
final class SubscribeRule {

    private static final String PLUGIN = "mosquitto_dynamic_security.so";
    private static final List<Path> LIBRARIES = List.of(
            Path.of("/usr/lib"), Path.of("/usr/lib64"), Path.of("/usr/local/lib"), Path.of("/opt/homebrew/lib"));

    private SubscribeRule() {}

    /** Writes the plugin's file and answers the lines for the configuration; skips the test where the plugin is missing. */
    static Stream<String> write(Path folder, List<String> allowed) throws IOException {
        Path plugin = LIBRARIES.stream()
                .filter(Files::isDirectory)
                .flatMap(SubscribeRule::plugins)
                .findFirst()
                .orElseGet(() -> Assumptions.abort(PLUGIN + " is not installed"));
        Path file = folder.resolve("dynamic-security.json");
        Files.writeString(file, """
                {"defaultACLAccess":
                  {"publishClientSend": true, "publishClientReceive": true, "subscribe": false, "unsubscribe": true},
                 "anonymousGroup": "everybody",
                 "clients": [],
                 "groups": [{"groupname": "everybody", "roles": [{"rolename": "some"}]}],
                 "roles": [{"rolename": "some", "acls": [%s]}]}
                """.formatted(allowed.stream()
                .map("{\"acltype\": \"subscribeLiteral\", \"topic\": \"%s\", \"allow\": true}"::formatted)
                .collect(Collectors.joining(","))));
        return Stream.of("plugin " + plugin, "plugin_opt_config_file " + file);
    }

    private static Stream<Path> plugins(Path libraries) {
        try (Stream<Path> found = Files.find(libraries, 2, (path, a) -> path.endsWith(PLUGIN))) {
            return found.toList().stream();
        } catch (IOException e) {
            return Stream.empty();
        }
    }
}
