package io.github.camelaliyun.mqtt.it;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The sandbox in a process of its own, started from the main build's test class path: nothing of the broker is on the
 * class path of the project that uses it. The process ends with {@link #close()}, and with this JVM at the latest. For one
 * thread at a time.
 */
public final class SeparateSandbox implements AutoCloseable {

    public static final String ACCESS_KEY = "estate-access-key";
    public static final String SECRET_KEY = "estate-secret-key";
    public static final String INSTANCE_ID = "post-cn-estate";

    /** The folder target of the main build, seen from a project in src/it as from its clone in target/it; deeper ones name it. */
    private static final Path BUILD = Path.of(System.getProperty("main.build", "../../../target"));

    private static final String MARK = "sandbox: ";
    private static final long START_SECONDS = 60;
    private static final long END_SECONDS = 15;
    private static final String END = "\0";

    private final Process process;
    private final PrintStream input;
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    private final Map<String, String> addresses = new ConcurrentHashMap<>();
    private final StringBuffer log = new StringBuffer();

    private final String accessKey;
    private final String secretKey;
    private final String instanceId;

    private SeparateSandbox(Process process, String accessKey, String secretKey, String instanceId) {
        this.accessKey = accessKey;
        this.secretKey = secretKey;
        this.instanceId = instanceId;
        this.process = process;
        this.input = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        Thread reader = new Thread(this::read, "sandbox-output");
        reader.setDaemon(true);
        reader.start();
    }

    /** With {@link #ACCESS_KEY} and its likes, and the parent topics {@code test}, {@code alert}, {@code some} and {@code topic}. */
    public static SeparateSandbox start() {
        return start(ACCESS_KEY, SECRET_KEY, INSTANCE_ID);
    }

    /** Of another account or instance. Returns when its listeners are open. */
    public static SeparateSandbox start(String accessKey, String secretKey, String instanceId) {
        try {
            String classPath = String.join(
                    File.pathSeparator,
                    BUILD.resolve("test-classes").toString(),
                    BUILD.resolve("classes").toString(),
                    Files.readString(BUILD.resolve("test.classpath")).trim());
            Process process = new ProcessBuilder(List.of(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx256m",
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            classPath,
                            "io.github.camelaliyun.mqtt.kit.SandboxMain",
                            accessKey,
                            secretKey,
                            instanceId,
                            "test,alert,some,topic"))
                    .redirectErrorStream(true)
                    .start();
            SeparateSandbox sandbox = new SeparateSandbox(process, accessKey, secretKey, instanceId);
            sandbox.awaitReady();
            return sandbox;
        } catch (IOException e) {
            throw new IllegalStateException(
                    "the sandbox did not start: its class path is written by the main build, run mvn verify there", e);
        }
    }

    public URI tcp() {
        return URI.create(addresses.get("tcp"));
    }

    public URI ssl() {
        return URI.create(addresses.get("ssl"));
    }

    public URI ws() {
        return URI.create(addresses.get("ws"));
    }

    public URI wss() {
        return URI.create(addresses.get("wss"));
    }

    /** For a client that signs for itself, as one with camel-paho alone must: the user name of signature mode. */
    public String userName() {
        return "Signature|" + accessKey + "|" + instanceId;
    }

    /** The password that belongs to {@link #userName()}: it signs the clientId. */
    public String passwordOf(String clientId) {
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(secretKey.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
            return Base64.getEncoder().encodeToString(mac.doFinal(clientId.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA1", e);
        }
    }

    /** PKCS#12, password {@code changeit}. */
    public Path trustStore() {
        return Path.of(addresses.get("trustStore"));
    }

    /** The clientIds that are connected now. */
    public List<String> connectedClients() {
        return words(ask("connected"));
    }

    /** Fails if a client is still connected after 10 s: what a client sent last reaches the broker after it has stopped. */
    public void awaitNoClients() {
        await("clients have gone")
                .pollInSameThread()
                .untilAsserted(() -> assertThat(connectedClients()).isEmpty());
    }

    /** How often the client has connected, accepted or not. */
    public int connectsOf(String clientId) {
        return Integer.parseInt(ask("connects " + clientId));
    }

    /** The topic filters that the client's SUBSCRIBE packets have named. */
    public List<String> subscriptionsOf(String clientId) {
        return words(ask("subscriptions " + clientId));
    }

    /** Closes the client's connection. */
    public void disconnect(String clientId) {
        ask("disconnect " + clientId);
    }

    /** What the sandbox logged, such as the refusals with their rules. */
    public String log() {
        return log.toString();
    }

    /** Ends the process, by force if it takes over 15 s; once is enough. */
    @Override
    public void close() {
        input.close();
        try {
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private void awaitReady() {
        for (String line = next(); !line.equals("ready"); line = next()) {
            String[] words = line.split(" ", 2);
            addresses.put(words[0], words[1]);
        }
    }

    private synchronized String ask(String command) {
        input.println(command);
        return next();
    }

    private String next() {
        try {
            String answer = answers.poll(START_SECONDS, TimeUnit.SECONDS);
            if (answer == null || answer.equals(END)) {
                process.destroyForcibly();
                throw new IllegalStateException(
                        "the sandbox " + (answer == null ? "is silent" : "ended") + "; its output:\n" + log);
            }
            return answer;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the sandbox had to answer", e);
        }
    }

    private void read() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(MARK)) {
                    answers.add(line.substring(MARK.length()));
                } else {
                    log.append(line).append('\n');
                }
            }
        } catch (IOException e) {
            log.append(e).append('\n');
        }
        answers.add(END);
    }

    private static List<String> words(String text) {
        return text.isEmpty() ? List.of() : List.of(text.split(" "));
    }
}
