package io.github.camelaliyun.mqtt.kit;

import io.github.camelaliyun.mqtt.sandbox.Sandbox;
import io.github.camelaliyun.mqtt.sandbox.SandboxOptions;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;

/**
 * The sandbox as a process of its own, for the projects under {@code src/it}: nothing of the broker gets onto their class
 * path. Prints a line for each address and then {@code sandbox: ready}; answers each line of its standard input with one
 * line that begins with {@code sandbox: }; ends when the input ends.
 */
public final class SandboxMain {

    /** Tells these lines from those of the log. */
    private static final String MARK = "sandbox: ";

    private final Sandbox sandbox;
    private final PrintStream out;

    private SandboxMain(Sandbox sandbox, PrintStream out) {
        this.sandbox = sandbox;
        this.out = out;
    }

    /** @param args accessKey, secretKey, instanceId, and parent topics with commas between them */
    public static void main(String[] args) throws IOException {
        SandboxOptions options =
                new SandboxOptions(0, false, args[0], args[1], args[2], Set.of(), Set.of(args[3].split(",")));
        try (Sandbox sandbox = Sandbox.start(options)) {
            new SandboxMain(sandbox, System.out).serve();
        }
    }

    private void serve() throws IOException {
        say("tcp " + sandbox.tcp());
        say("ssl " + sandbox.ssl());
        say("ws " + sandbox.ws());
        say("wss " + sandbox.wss());
        say("trustStore " + sandbox.trustStore());
        say("ready");
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] words = line.split(" ");
            say(answer(words[0], words[words.length - 1]));
        }
    }

    private String answer(String command, String clientId) {
        return switch (command) {
            case "connected" -> String.join(" ", new TreeSet<>(sandbox.connectedClients()));
            case "connects" -> String.valueOf(sandbox.connectsOf(clientId));
            case "subscriptions" -> String.join(" ", sandbox.subscriptionsOf(clientId));
            case "disconnect" -> {
                sandbox.faults().kick(clientId);
                yield "done";
            }
            default -> throw new IllegalArgumentException("no such command: " + command);
        };
    }

    private void say(String text) {
        out.println(MARK + text);
        out.flush();
    }
}
