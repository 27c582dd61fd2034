package io.github.camelaliyun.mqtt.distribution;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

import static org.assertj.core.api.Assertions.assertThat;

/** What is in the archives. */
class DistributionFilesIT {

    private static final Pattern ENTRY = Pattern.compile("(\\S{10}) (\\S+) +\\d+ (\\S+ \\S+) (.+)");
    private static final Pattern VERSION = Pattern.compile("-(\\d[\\w.-]*)\\.jar$");
    private static final Pattern MANAGED = Pattern.compile(
            "<dependency><groupId>([^<]+)</groupId><artifactId>([^<]+)</artifactId><version>([^<]+)</version></dependency>");

    private static final List<String> PROGRAMS = List.of("start", "doctor", "credentials");

    @ParameterizedTest
    @EnumSource(Archive.class)
    void oneFolderHasScriptsLibrariesAndWhatTheUserEdits(Archive archive) throws Exception {
        Set<String> names = names(archive);
        String folder = folder(archive);
        assertThat(names).allMatch(name -> name.startsWith(folder));
        for (String name : List.of(
                "application.properties",
                "log4j2.properties",
                "routes/publish.camel.yaml",
                "routes/subscribe.camel.yaml",
                "routes/java/Publish.java",
                "ext/pom.xml",
                "systemd/camel-aliyun-mqtt.service",
                "LICENSE",
                "THIRD-PARTY.txt",
                "docs/distribution.md",
                "docs/zh-CN/distribution.md")) {
            assertThat(names).contains(folder + name);
        }
        List<String> programs = new ArrayList<>(PROGRAMS);
        if (archive == Archive.WITH_SANDBOX) {
            programs.add("sandbox");
        }
        assertThat(names.stream()
                        .filter(name -> name.matches(".*/bin/[^/]+"))
                        .map(name -> name.replaceFirst(".*/", "")))
                .containsExactlyInAnyOrderElementsOf(programs.stream()
                        .flatMap(name -> List.of(name, name + ".bat").stream())
                        .toList());
    }

    /** The owner's name and the time of a build would make it another archive. */
    @ParameterizedTest
    @EnumSource(Archive.class)
    void modesOwnersAndTimesAreThoseOfNoMachine(Archive archive) throws Exception {
        Set<String> names = new TreeSet<>();
        Set<String> owners = new TreeSet<>();
        Set<String> times = new TreeSet<>();
        for (String line : archive.listed()) {
            MatchResult entry = ENTRY.matcher(line).results().findFirst().orElseThrow();
            String name = entry.group(4);
            boolean program = name.matches(".*/bin/[a-z]+");
            assertThat(entry.group(1))
                    .as(name)
                    .isEqualTo(name.endsWith("/") ? "drwxr-xr-x" : program ? "-rwxr-xr-x" : "-rw-r--r--");
            owners.add(entry.group(2));
            times.add(entry.group(3));
            names.add(name);
        }
        assertThat(owners).containsExactly("0/0");
        assertThat(times).hasSize(1);
        assertThat(names.stream().filter(name -> !name.endsWith("/")))
                .containsExactlyElementsOf(names(archive).stream()
                        .filter(name -> !name.endsWith("/"))
                        .toList());
    }

    @ParameterizedTest
    @EnumSource(Archive.class)
    void librariesAreThereOnceAndNoneIsOfATest(Archive archive, @TempDir Path folder) throws Exception {
        Path library = folder.resolve("library.jar");
        Map<String, String> owners = new HashMap<>();
        List<String> jars = new ArrayList<>();
        List<String> twice = new ArrayList<>();
        try (ZipFile zip = new ZipFile(archive.zip().toFile())) {
            for (ZipEntry entry : libraries(zip)) {
                String jar = entry.getName().replaceFirst(".*/", "");
                jars.add(jar);
                Files.copy(zip.getInputStream(entry), library, StandardCopyOption.REPLACE_EXISTING);
                try (ZipFile content = new ZipFile(library.toFile())) {
                    content.stream()
                            .map(ZipEntry::getName)
                            .filter(DistributionFilesIT::isClass)
                            .forEach(name -> {
                                String other = owners.put(name, jar);
                                if (other != null) {
                                    twice.add(name + " in " + jar + " and " + other);
                                }
                            });
                }
            }
        }
        assertThat(twice).isEmpty();
        assertThat(jars)
                .allMatch(jar -> VERSION.matcher(jar).find())
                .noneMatch(jar -> jar.matches(".*(junit|assertj|awaitility|mockito|spring|archunit|-tests|-sources).*"))
                .filteredOn(jar -> jar.contains("SNAPSHOT"))
                .allMatch(jar -> jar.startsWith("camel-aliyun-mqtt-"));
        assertThat(jars).filteredOn(jar -> jar.startsWith("camel-aliyun-mqtt-")).hasSize(1);
        assertThat(jars).anyMatch(jar -> jar.startsWith("camel-core-processor-"));
        assertThat(jars.stream()
                        .filter(jar -> jar.startsWith("netty-"))
                        .map(DistributionFilesIT::version)
                        .distinct())
                .hasSize(1);
        assertThat(jars.stream().anyMatch(jar -> jar.matches("(hivemq|rocksdbjni|guava|jackson).*")))
                .isEqualTo(archive == Archive.WITH_SANDBOX);
    }

    /** Such that Maven brings what goes with lib, and that somebody looked at each licence. */
    @Test
    void eachLibraryIsInThePomOfExtWithItsVersionAndAmongTheLicences() throws Exception {
        try (ZipFile zip = new ZipFile(Archive.WITH_SANDBOX.zip().toFile())) {
            String folder = folder(Archive.WITH_SANDBOX);
            List<MatchResult> managed =
                    MANAGED.matcher(text(zip, folder + "ext/pom.xml")).results().toList();
            Set<String> files = managed.stream()
                    .map(each -> each.group(2) + "-" + each.group(3) + ".jar")
                    .collect(Collectors.toSet());
            assertThat(libraries(zip).stream()
                            .map(entry -> entry.getName().replaceFirst(".*/", ""))
                            .filter(jar -> !jar.matches("camel-(aliyun-mqtt|core-processor)-.*")))
                    .isNotEmpty()
                    .isSubsetOf(files);
            String licences = text(zip, folder + "THIRD-PARTY.txt");
            assertThat(managed)
                    .allSatisfy(each ->
                            assertThat(licences).containsPattern("(?m)^  " + Pattern.quote(each.group(1)) + " "));
        }
    }

    @Test
    void whatTheArchivesHaveOfTheProjectIsWhatTheProjectHas() throws Exception {
        try (ZipFile zip = new ZipFile(Archive.WITHOUT_SANDBOX.zip().toFile())) {
            String folder = folder(Archive.WITHOUT_SANDBOX);
            for (String file : List.of("application.properties", "log4j2.properties", "routes/publish.camel.yaml")) {
                assertThat(text(zip, folder + file)).isEqualTo(Files.readString(Path.of(file)));
            }
        }
    }

    private static boolean isClass(String name) {
        return name.endsWith(".class") && !name.startsWith("META-INF/") && !name.endsWith("module-info.class");
    }

    private static String version(String jar) {
        return VERSION.matcher(jar).results().findFirst().orElseThrow().group(1);
    }

    private static List<ZipEntry> libraries(ZipFile zip) {
        return zip.stream()
                .map(ZipEntry.class::cast)
                .filter(entry -> entry.getName().matches("[^/]+/lib/[^/]+"))
                .toList();
    }

    private static String folder(Archive archive) throws IOException {
        return archive.zip().getFileName().toString().replaceFirst("(-slim)?\\.zip$", "/");
    }

    private static Set<String> names(Archive archive) throws IOException {
        try (ZipFile zip = new ZipFile(archive.zip().toFile())) {
            return zip.stream().map(ZipEntry::getName).collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static String text(ZipFile zip, String name) throws IOException {
        return new String(zip.getInputStream(zip.getEntry(name)).readAllBytes(), StandardCharsets.UTF_8);
    }
}
