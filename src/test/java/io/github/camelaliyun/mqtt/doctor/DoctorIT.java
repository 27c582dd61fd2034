package io.github.camelaliyun.mqtt.doctor;

import org.apache.camel.util.json.JsonObject;
import org.apache.camel.util.json.Jsoner;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The program, over the project of the working directory, whose endpoint is the sandbox. */
class DoctorIT {

    private static final String SECRET = "TopSecretXYZ";

    private final List<String> set = new ArrayList<>();
    private String printed;

    @TempDir
    private Path folder;

    private DoctorIT set(String key, String value) {
        set.add("aliyun.mqtt." + key);
        System.setProperty("aliyun.mqtt." + key, value);
        return this;
    }

    @AfterEach
    void forget() {
        set.forEach(System::clearProperty);
    }

    private Diagnosis run(Charset charset, Locale locale, String... arguments) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(bytes, true, charset);
        Diagnosis diagnosis = Doctor.run(
                DoctorOptions.parse(arguments), new Terminal(false, charset), locale, Clock.systemUTC(), out);
        printed = bytes.toString(charset);
        assertThat(printed).doesNotContain(SECRET, "sandbox-secret-key", "sandbox-access-key");
        return diagnosis;
    }

    @Test
    void allIsWellInTheProjectAsItIs() {
        set("sandbox.port", "0");

        Diagnosis diagnosis = run(StandardCharsets.UTF_8, Locale.ENGLISH);

        assertThat(diagnosis.exitCode()).as(printed).isZero();
        assertThat(printed.lines())
                .contains(
                        "\u2713 settings      14 settings from -Daliyun.mqtt.sandbox.port, application.properties (13)")
                .contains("                aliyun.mqtt.secret-key = (set, not shown)  (application.properties)")
                .contains("                aliyun.mqtt.sandbox.port = 0  (-Daliyun.mqtt.sandbox.port)")
                .contains("\u2713 routes        1 connection(s), 2 topic filter(s)")
                .contains("\u2713 filters       test/oppo (subscribe): granted QoS 1")
                .anyMatch(line ->
                        line.matches("\u2713 P2P           test/p2p/GID_group@@@00001-doctor-\\w{4}: received.*"))
                .anyMatch(line -> line.startsWith("all is well: "))
                .noneMatch(line -> line.startsWith("\u2717") || line.startsWith("!"));
    }

    @Test
    void aDeviceOfTheSandboxIsLookedAtWithoutBeingToldTo() {
        set("sandbox.port", "0").set("auth-mode", "device").set("secret-key", SECRET);

        Diagnosis diagnosis = run(StandardCharsets.US_ASCII, Locale.SIMPLIFIED_CHINESE);

        assertThat(diagnosis.exitCode()).as(printed).isZero();
        assertThat(printed.lines())
                .anyMatch(line -> line.matches("ok     CONNECT       accepted in \\d+ ms, as" + " GID_group@@@00001"));
    }

    @Test
    void aSettingThatCannotBeIsTheFirstLineThatHasFailed() {
        set("auth-mode", "signatur").set("secret-key", SECRET);

        Diagnosis diagnosis = run(StandardCharsets.US_ASCII, Locale.ENGLISH);

        assertThat(diagnosis.exitCode()).isEqualTo(1);
        assertThat(printed.lines().toList().get(0))
                .isEqualTo("FAILED settings      aliyun.mqtt.auth-mode 'signatur' does not exist");
        assertThat(printed)
                .contains("-> did you mean 'signature'?")
                .contains("aliyun.mqtt.auth-mode = signatur  (-Daliyun.mqtt.auth-mode)");
    }

    @Test
    void aRouteFileThatCannotBeReadIsALineAndTheOthersAreLookedAt() throws Exception {
        Files.writeString(folder.resolve("bad.camel.yaml"), "- route:\n    id: bad\n    fromm: x\n");
        Files.writeString(
                folder.resolve("good.camel.yaml"),
                "- route:\n    id: good\n    from:\n      uri: paho:test/good\n      steps:\n        - log: x\n");
        set("sandbox.port", "0").set("routes-dir", folder.toString());

        Diagnosis diagnosis = run(StandardCharsets.UTF_8, Locale.ENGLISH);

        assertThat(diagnosis.exitCode()).isEqualTo(1);
        assertThat(DoctorRig.found(diagnosis, "routes").get(0))
                .startsWith("FAILED " + folder.resolve("bad.camel.yaml"));
        assertThat(DoctorRig.found(diagnosis, "filters")).containsExactly("OK test/good (good): granted QoS 1");
    }

    @Test
    void theReportIsJsonIfAskedFor() throws Exception {
        set("endpoint", "tcp://127.0.0.1:1").set("secret-key", SECRET);

        run(StandardCharsets.UTF_8, Locale.ENGLISH, "--json");

        JsonObject report = (JsonObject) Jsoner.deserialize(printed);
        assertThat(report.getBoolean("well")).isFalse();
        assertThat(report.getString("summary")).startsWith("TCP does not work: 1 failed");
        assertThat(printed).contains("\"check\":\"tcp\"").contains("\"status\":\"FAILED\"");
    }

    @Test
    void anotherArgumentIsRefused() {
        assertThatThrownBy(() -> DoctorOptions.parse("--jsn")).hasMessage("usage: Doctor [--json] [--take-over]");
    }
}
