package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.app.MainJob;
import io.github.camelaliyun.mqtt.credential.SignatureCredentials;
import io.github.camelaliyun.mqtt.credential.token.Token;
import io.github.camelaliyun.mqtt.kit.Estate;
import io.github.camelaliyun.mqtt.kit.EverythingLogged;
import io.github.camelaliyun.mqtt.sandbox.Sandbox;
import io.github.camelaliyun.mqtt.sandbox.SandboxOptions;
import io.github.camelaliyun.mqtt.sandbox.SharedSandbox;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.console.DevConsole;
import org.apache.camel.console.DevConsoleRegistry;
import org.apache.camel.health.HealthCheckHelper;
import org.junit.jupiter.api.Test;

import java.io.Reader;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Plants a known secret and looks for it, and for the password made of it, wherever something is shown. */
class SecretsIT {

    private static final String ACCESS_KEY = "LTAIplantedAccessKey0451";
    private static final String SECRET = "plantedSecretKey0451ForThisTest";
    private static final String INSTANCE = "post-cn-planted";

    private final String clientId = SharedSandbox.uniqueClientId();
    private final String password = new SignatureCredentials(ACCESS_KEY, SECRET, INSTANCE)
            .credentialsFor(clientId)
            .password();

    @Test
    void noSecretIsShownAnywhereWhileTheMainJobRuns() throws Exception {
        try (EverythingLogged log = new EverythingLogged();
                Sandbox sandbox = Sandbox.start(
                        new SandboxOptions(0, false, ACCESS_KEY, SECRET, INSTANCE, Set.of(), Set.of("test")));
                MainJob job = MainJob.start(settings(sandbox.tcp().toString(), SECRET))) {
            job.awaitReceived("topic:test/oppo msg:Hello mqtt 0");
            sandbox.faults().kick(clientId);
            await().until(() -> sandbox.connectsOf(clientId) >= 2);

            List<String> shown = shownBy(job.context());
            assertThat(shown).hasSizeGreaterThan(100).anyMatch(text -> text.contains(clientId));
            assertThat(log.lines()).anyMatch(line -> line.contains(clientId));
            assertThat(holdingSecrets(shown)).isEmpty();
            assertThat(holdingSecrets(log.lines())).isEmpty();
        }
    }

    @Test
    void noSecretIsShownWhenItIsTheWrongOne() throws Exception {
        try (EverythingLogged log = new EverythingLogged();
                MainJob job = MainJob.start(settings(SharedSandbox.get().tcp().toString(), SECRET))) {
            await().until(() -> log.lines().stream().anyMatch(line -> line.contains("CONNACK 4")));

            assertThat(holdingSecrets(shownBy(job.context()))).isEmpty();
            assertThat(holdingSecrets(log.lines())).isEmpty();
        }
    }

    @Test
    void noTokenIsShownAnywhereAcrossItsRenewal() throws Exception {
        List<String> tokens = new CopyOnWriteArrayList<>();
        try (EverythingLogged log = new EverythingLogged();
                Estate estate = new Estate(SharedSandbox.get().tcp(), clientId, component -> {
                    component.getAccount().setAuthMode("token");
                    component.getAccount().getToken().setServerBearer(SECRET);
                    component.getAccount().getToken().setSource(request -> {
                        Token token = SharedSandbox.get()
                                .tokens()
                                .issue(
                                        request.type(),
                                        Duration.ofSeconds(2),
                                        request.resources().toArray(String[]::new));
                        tokens.add(token.value());
                        return List.of(token);
                    });
                })) {
            estate.publish("paho:test/a", "connected");
            await().until(() -> tokens.size() >= 3);
            SharedSandbox.get().faults().kick(clientId);
            await().until(() -> SharedSandbox.get().connectsOf(clientId) >= 2);

            List<String> shown = shownBy(estate.context());
            shown.addAll(log.lines());
            assertThat(shown).anyMatch(text -> text.contains(clientId));
            assertThat(shown).noneMatch(text -> tokens.stream().anyMatch(text::contains));
            assertThat(holdingSecrets(shown)).isEmpty();
        }
    }

    @Test
    void theProjectsLoggingKeepsCamelFromWritingTheValuesOfPlaceholders() throws Exception {
        Properties logging = new Properties();
        try (Reader file = Files.newBufferedReader(Path.of("log4j2.properties"))) {
            logging.load(file);
        }

        assertThat(List.of(logging.get("logger.placeholders.name"), logging.get("logger.resolved.name")))
                .isEqualTo(EverythingLogged.PLACEHOLDERS);
        assertThat(logging)
                .containsEntry("logger.placeholders.level", "INFO")
                .containsEntry("logger.resolved.level", "INFO");
    }

    private List<String> holdingSecrets(List<String> texts) {
        return texts.stream()
                .filter(text -> text.contains(SECRET) || text.contains(password))
                .toList();
    }

    private Map<String, String> settings(String endpoint, String secret) {
        String[] parts = clientId.split("@@@");
        return new HashMap<>(Map.of(
                "aliyun.mqtt.endpoint",
                endpoint,
                "aliyun.mqtt.access-key",
                ACCESS_KEY,
                "aliyun.mqtt.secret-key",
                secret,
                "aliyun.mqtt.instance-id",
                INSTANCE,
                "aliyun.mqtt.group-id",
                parts[0],
                "aliyun.mqtt.device-id",
                parts[1],
                "camel.main.dev-console-enabled",
                "true",
                "camel.main.shutdown-timeout",
                "1"));
    }

    private static List<String> shownBy(CamelContext context) throws JMException {
        List<String> shown = new ArrayList<>();
        context.getEndpoints().stream().map(Endpoint::toString).forEach(shown::add);
        context.getEndpoints().stream().map(Endpoint::getEndpointUri).forEach(shown::add);
        context.getComponentNames().forEach(name -> shown.add(String.valueOf(context.hasComponent(name))));
        AliyunMqttComponent component = (AliyunMqttComponent) context.hasComponent("paho");
        shown.add(component.getConfiguration().toString());
        shown.add(component.getCredentialProcessor().toString());
        shown.add(component.getCredentialProcessor().describe());
        shown.add(component.connectionStatuses().toString());
        shown.add(component.runtime().connections().all().toString());
        HealthCheckHelper.invoke(context, "full")
                .forEach(result -> shown.add(result.getState() + " " + result.getMessage() + result.getDetails()));
        context.getCamelContextExtension().getContextPlugin(DevConsoleRegistry.class).stream()
                .filter(console -> console.supportMediaType(DevConsole.MediaType.TEXT))
                .forEach(console -> shown.add(String.valueOf(console.call(DevConsole.MediaType.TEXT))));
        MBeanServer jmx = ManagementFactory.getPlatformMBeanServer();
        for (ObjectName name : jmx.queryNames(new ObjectName("org.apache.camel:*"), null)) {
            for (MBeanAttributeInfo attribute : jmx.getMBeanInfo(name).getAttributes()) {
                if (attribute.isReadable()) {
                    shown.add(name + " " + attribute.getName() + "=" + jmx.getAttribute(name, attribute.getName()));
                }
            }
        }
        return shown;
    }
}
