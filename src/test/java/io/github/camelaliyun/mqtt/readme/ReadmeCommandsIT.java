package io.github.camelaliyun.mqtt.readme;

import io.github.camelaliyun.mqtt.kit.Programs;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Runs the commands of README.md, which are those of README.zh-CN.md, in a fresh clone of what is committed:
 * {@code mvn -B verify -Preadme}. It needs the port 1883 of the loopback address, as the page does.
 */
class ReadmeCommandsIT {

    private static final String FIRST = "topic:test/oppo msg:Hello mqtt 0";
    private static final String FIRST_P2P = "topic:test/p2p/GID_group@@@00001 msg:Hello mqtt 1";

    @TempDir
    static Path folder;

    private static Path clone;
    private static ReadmeCommands page;

    @BeforeAll
    static void cloneWhatIsCommitted() throws Exception {
        clone = folder.resolve("clone");
        String here = Path.of("").toAbsolutePath().toString();
        Shell.start(folder, "git clone -q '" + here + "' clone").awaitSuccess();
        page = ReadmeCommands.of(clone.resolve(ReadmeCommandsTest.ENGLISH));
    }

    @Test
    @Runs(Step.MAIN_JOB)
    void theMainJobRunsOnTheSandbox() {
        try (Shell job = run(Step.MAIN_JOB)) {
            job.await("sandbox ready: tcp://127.0.0.1:1883 ");
            job.await(FIRST);
            job.await(FIRST_P2P);
        }
    }

    /** This build is that command. */
    @Test
    @Runs(Step.TESTS)
    void theTestsAreWhatMavenRuns() {
        assertThat(page.get(Step.TESTS)).isEqualTo("mvn verify");
    }

    @Test
    @Runs(Step.GOING_LIVE)
    void anInstanceThatThereIsNotIsToldByItsName() throws Exception {
        try (Shell job = run(Step.GOING_LIVE)) {
            job.type("TopSecretXYZ");
            job.await("the host name post-cn-xxxx\\.mqtt\\.aliyuncs\\.com is not known");
            assertThat(job.lines()).noneMatch(line -> line.contains("TopSecretXYZ"));
        }
    }

    @Test
    @Runs(Step.JAVA_ROUTES)
    void theRoutesInJavaDoTheSame() {
        try (Shell job = run(Step.JAVA_ROUTES)) {
            job.await(FIRST);
            job.await(FIRST_P2P);
        }
    }

    @Test
    @Runs(Step.DOCTOR)
    void theDoctorFindsAllWellWithTheSandbox() {
        run(Step.DOCTOR).awaitSuccess();
    }

    /** The password is that of the vendor's formula, by OpenSSL. */
    @Test
    @Runs(Step.CREDENTIALS)
    void userNameAndPasswordArePrintedForAClientId() {
        needs("openssl");
        String password = Shell.start(
                        clone,
                        "printf %s 'GID_group@@@00002' | openssl dgst -sha1 -hmac sandbox-secret-key -binary | base64")
                .awaitSuccess()
                .await("^.+$");
        Shell printed = run(Step.CREDENTIALS).awaitSuccess();
        printed.await(Pattern.quote("Signature|sandbox-access-key|post-cn-sandbox"));
        printed.await(Pattern.quote(password));
        assertThat(printed.lines()).noneMatch(line -> line.contains("sandbox-secret-key"));
    }

    @Test
    @Runs({Step.START_MOSQUITTO, Step.USE_MOSQUITTO})
    void theMainJobRunsOnMosquitto() throws Exception {
        needs("mosquitto", "mosquitto_passwd", "openssl");
        Path routes = clone.resolve("routes/subscribe.camel.yaml");
        String delivered = Files.readString(routes);
        String changed = "{{aliyun.mqtt.parent-topic}}/p2p/{{aliyun.mqtt.client-id}}";
        assertThat(delivered).contains(changed);
        Files.writeString(routes, delivered.replace(changed, "{{aliyun.mqtt.parent-topic}}/p2p/+"));
        try (Shell broker = run(Step.START_MOSQUITTO)) {
            broker.await("running|Opening ipv4 listen socket on port 1883");
            try (Shell job = run(Step.USE_MOSQUITTO)) {
                job.await(FIRST);
                job.await(FIRST_P2P);
            }
        } finally {
            Files.writeString(routes, delivered);
        }
    }

    @Test
    @Runs({Step.MOSQUITTO_PUB, Step.MQTT_JS, Step.SECOND_PROCESS})
    void othersUseTheSandboxOfTheMainJob() throws Exception {
        needs("mosquitto_pub", "openssl", "node", "npm");
        try (Shell job = run(Step.MAIN_JOB)) {
            String wsPort = job.await("sandbox ready: .* ws://127\\.0\\.0\\.1:(\\d+)/");
            String sslPort = job.await("sandbox ready: .* ssl://127\\.0\\.0\\.1:(\\d+) ");
            String trustStore = job.await("sandbox ready: .*trust store ([^ ]+\\.p12)");
            job.await(FIRST);
            run(Step.MOSQUITTO_PUB).awaitSuccess();
            job.await("topic:test/p2p/GID_group@@@00001 msg:hello");

            Files.writeString(clone.resolve("client.mjs"), page.get(Step.MQTT_JS));
            Shell.start(
                            clone,
                            "npm i --no-audit --no-fund --no-save mqtt && node client.mjs ws://127.0.0.1:" + wsPort
                                    + "/mqtt")
                    .awaitSuccess();
            job.await("topic:test/oppo msg:hello");

            String second =
                    page.get(Step.SECOND_PROCESS).replace("<ssl port>", sslPort).replace("<trust store>", trustStore);
            try (Shell other = Shell.start(clone, second)) {
                other.await("connected to GID_group@@@00002 at ssl://127.0.0.1:" + sslPort);
                other.await("topic:test/p2p/GID_group@@@00002 msg:Hello mqtt 1");
            }
        }
    }

    @Test
    @Runs(Step.SANDBOX_ALONE)
    void theSandboxAloneIsUsedByTheCommandThatItPrints() throws Exception {
        needs("mosquitto_pub", "openssl");
        try (Shell sandbox = run(Step.SANDBOX_ALONE)) {
            String sign = sandbox.await("^ *(PW=\\$\\(printf .*)$");
            String publish = sandbox.await("^ *(mosquitto_pub .*)\\\\$");
            String rest = sandbox.await("^ *(-q 1 -t .*)$");
            Shell.start(clone, sign + "\n" + publish + rest).awaitSuccess();
        }
    }

    @Test
    @Runs(Step.DISTRIBUTION)
    void theDistributionRunsTheMainJob() {
        run(Step.DISTRIBUTION).awaitSuccess();
        String start = "tar xzf \"$(ls target/*.tar.gz | grep -v -e -slim)\" -C target; exec target/camel-*/bin/start";
        try (Shell job = Shell.start(clone, start)) {
            job.await(FIRST);
        }
    }

    /** The one command that writes outside of the clone: what was not there before is removed again. */
    @Test
    @Runs(Step.INSTALL)
    void theJarIsInstalledForApplications() throws Exception {
        Path usual = Path.of(System.getProperty("user.home"), ".m2/repository/io/github/camelaliyun");
        boolean before = Files.exists(usual);
        Path jar = Path.of(run(Step.INSTALL).awaitSuccess().await("Installing .*\\.jar to (.*\\.jar)"));
        assertThat(jar).exists();
        if (!before && jar.startsWith(usual)) {
            Shell.start(folder, "rm -r '" + usual + "'").awaitSuccess();
        }
    }

    @Test
    @Runs(Step.DEPENDENCIES)
    void theDependenciesAreListed() {
        Shell.start(clone, page.get(Step.DEPENDENCIES)).awaitSuccess().await("org.apache.camel:camel-paho:jar:");
    }

    /** As the section on components says: first without its artifact, then with what the page adds to pom.xml. */
    @Test
    void aRouteThatNeedsAComponentRunsOnceThatIsAdded() throws Exception {
        Path pom = clone.resolve("pom.xml");
        Path route = clone.resolve("routes/http.camel.yaml");
        String delivered = Files.readString(pom);
        Files.writeString(route, """
                - route:
                    id: http
                    from:
                      uri: timer:once?repeatCount=1
                      steps:
                        - to: http://127.0.0.1:9/?httpMethod=GET
                """);
        try {
            try (Shell job = run(Step.MAIN_JOB)) {
                job.await("cannot start: .*http\\.camel\\.yaml.*camel-http");
            }
            Matcher added = Pattern.compile("(?s)```xml\\R(<dependency>\\R.*?camel-http.*?)```")
                    .matcher(Files.readString(clone.resolve(ReadmeCommandsTest.ENGLISH)));
            assertThat(added.find()).isTrue();
            Files.writeString(pom, delivered.replace("\n  <dependencies>\n", "\n  <dependencies>\n" + added.group(1)));
            try (Shell job = run(Step.MAIN_JOB)) {
                job.await(FIRST);
                job.await("127\\.0\\.0\\.1:9.*refused");
            }
        } finally {
            Files.writeString(pom, delivered);
            Files.delete(route);
        }
    }

    @Test
    @Runs(Step.OBSERVE)
    void healthAndMetricsAreServed() throws Exception {
        try (Shell job = run(Step.OBSERVE)) {
            job.await(FIRST);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(get("health")).contains("\"status\":\"UP\""));
            assertThat(get("metrics")).contains("aliyun_mqtt_");
        }
    }

    private static String get(String page) throws Exception {
        URI address = URI.create("http://127.0.0.1:9876/observe/" + page);
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString())
                .body();
    }

    private static Shell run(Step step) {
        return Shell.start(clone, page.get(step));
    }

    private static void needs(String... programs) {
        for (String program : programs) {
            assumeThat(Programs.find(program)).as(program).isPresent();
        }
    }
}
