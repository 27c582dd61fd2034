package io.github.camelaliyun.mqtt.distribution;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;

/** What can be seen of the scripts and of the systemd unit without running them. */
class ScriptsTest {

    private static final Path FOLDER = Path.of("src/main/distribution");
    private static final String SHELL = "bin/run.sh";
    private static final String BATCH = "bin/run.bat";
    private static final Pattern PROGRAM = Pattern.compile("\\b((?:app|doctor)\\.[A-Z]\\w+)");

    @ParameterizedTest
    @ValueSource(strings = {SHELL, BATCH})
    void eachProgramIsAClassThatCanBeStarted(String script) throws Exception {
        Set<String> programs = found(PROGRAM, read(script));
        assertThat(programs).hasSize(4).isEqualTo(found(PROGRAM, read(SHELL)));
        for (String program : programs) {
            assertThat(Class.forName("io.github.camelaliyun.mqtt." + program).getMethod("main", String[].class))
                    .isNotNull();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {SHELL, BATCH})
    void eachGivesTheJvmTheSame(String script) throws Exception {
        String text = read(script).replace('\\', '/');
        assertThat(text)
                .contains(
                        "-Dfile.encoding=UTF-8",
                        "-Dcamel-aliyun-mqtt.home=",
                        "-Dlog.file.level=ALL",
                        "JAVA_OPTS",
                        "PROJECT_DIR",
                        "/lib/*",
                        "/ext/*");
    }

    @Test
    void theBatchFileJumpsToLabelsAndReadsVariablesThatThereAre() throws Exception {
        String text = read(BATCH);
        assertThat(found(Pattern.compile("(?m)\\bgoto (\\w+)"), text))
                .isNotEmpty()
                .isEqualTo(found(Pattern.compile("(?m)^:(\\w+)"), text));
        Set<String> known = found(Pattern.compile("(?m)\\bset \"(\\w+)="), text);
        known.addAll(List.of("JAVA_HOME", "JAVA_OPTS", "PROJECT_DIR", "ERRORLEVEL"));
        assertThat(known).containsAll(found(Pattern.compile("%(\\w+)%"), text));
        assertThat(text.lines()
                        .filter(line -> line.chars().filter(c -> c == '"').count() % 2 != 0))
                .as("a quote that is not closed")
                .isEmpty();
        assertThat(text).doesNotContain("\t").startsWith("@echo off").contains("setlocal", "exit /b %ERRORLEVEL%");
        assertThat(text.chars().allMatch(c -> c < 128)).isTrue();
    }

    /** So that the end is that of the program, and not a signal of systemd's. */
    @Test
    void theUnitWaitsLongerThanTheProgramTakesToEnd() throws Exception {
        String unit = read("systemd/camel-aliyun-mqtt.service");
        Properties keys = new Properties();
        keys.load(new StringReader(unit));
        Properties project = new Properties();
        project.load(Files.newBufferedReader(Path.of("application.properties")));
        int grace = Integer.parseInt(keys.getProperty("TimeoutStopSec").replace("s", ""));
        assertThat(grace)
                .isGreaterThan(30)
                .isGreaterThan(Integer.parseInt(project.getProperty("camel.main.shutdown-timeout")));
        assertThat(unit)
                .contains(
                        "\nExecStart=/opt/camel-aliyun-mqtt/bin/start\n",
                        "\nSuccessExitStatus=143\n",
                        "\nRestart=on-failure\n",
                        "\nEnvironmentFile=-/etc/camel-aliyun-mqtt/environment\n",
                        "\nEnvironment=LC_ALL=C.UTF-8\n",
                        "\nNoNewPrivileges=yes\n",
                        "\nProtectSystem=strict\n",
                        "\nDynamicUser=yes\n")
                .doesNotContain("SECRET_KEY=\n", "MemoryDenyWriteExecute=yes");
    }

    private static Set<String> found(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String read(String file) throws IOException {
        return Files.readString(FOLDER.resolve(file));
    }
}
