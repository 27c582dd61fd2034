package io.github.camelaliyun.mqtt.sandbox;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One run of the JDK's {@code keytool}, in a process of its own. The JDK has no public API that issues a certificate. The
 * key store's password goes to it through its environment, where the process list does not show it.
 */
final class Keytool {

    private static final String PASSWORD_VARIABLE = "SANDBOX_KEY_STORE_PASSWORD";
    private static final int PASSWORD_BYTES = 24;
    private static final long TIMEOUT_SECONDS = 30;

    private final Process process;
    private final Path output;

    private Keytool(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    static String randomPassword() {
        byte[] random = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(random);
        return HexFormat.of().formatHex(random);
    }

    /** Starts to make a key pair of elliptic curve P-256 and its certificate; returns at once. */
    static Keytool generateKeyPair(Path keyStore, String password, String alias, String name, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "-J-XX:TieredStopAtLevel=1",
                "-genkeypair",
                "-alias",
                alias,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                name,
                "-validity",
                "365",
                "-storetype",
                "PKCS12",
                "-keystore",
                keyStore.toString(),
                "-storepass:env",
                PASSWORD_VARIABLE));
        arguments.addAll(List.of(more));
        // Into a file: keytool could otherwise block on a pipe that nobody reads.
        return run(path(), arguments, password, new File(keyStore + ".out"));
    }

    static Keytool run(Path program, List<String> arguments, String password, File output) {
        ProcessBuilder builder = new ProcessBuilder(program.toString());
        builder.command().addAll(arguments);
        builder.environment().put(PASSWORD_VARIABLE, password);
        builder.redirectErrorStream(true).redirectOutput(output);
        try {
            return new Keytool(builder.start(), output.toPath());
        } catch (IOException e) {
            throw new SandboxException(
                    "the sandbox needs the JDK's keytool for its TLS certificates and cannot run " + program
                            + ": run on a JDK, or on a JRE that has bin/keytool",
                    e);
        }
    }

    private static Path path() {
        boolean windows = System.getProperty("os.name").startsWith("Windows");
        return Path.of(System.getProperty("java.home"), "bin", windows ? "keytool.exe" : "keytool");
    }

    /**
     * Waits until it has ended well.
     *
     * @throws SandboxException if it failed or took more than 30 s
     */
    void await() throws InterruptedException {
        if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
            throw new SandboxException(path() + " did not make the sandbox's certificate within " + TIMEOUT_SECONDS
                    + " s: is the machine overloaded or short of entropy?");
        }
        if (process.exitValue() != 0) {
            throw new SandboxException(path() + " could not make the sandbox's certificate, it said: " + said());
        }
    }

    /** Ends it if it still runs. */
    void abandon() {
        process.destroyForcibly();
    }

    private String said() {
        try {
            return Files.readString(output).strip();
        } catch (IOException e) {
            return "(its output cannot be read: " + e + ")";
        }
    }
}
