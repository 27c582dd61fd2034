package io.github.camelaliyun.mqtt.springboot;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.io.support.SpringFactoriesLoader;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Objects;

import static org.assertj.core.api.Assertions.assertThat;

/** What a Spring Boot application says when a setting cannot be. */
class SettingsAtStartupTest {

    @ParameterizedTest
    @CsvSource({"endpoint", "instance-id", "access-key", "secret-key", "group-id", "device-id"})
    void aSettingThatIsMissingIsNamed(String setting) {
        FailureAnalysis analysis = failure("aliyun.mqtt." + setting + "=");
        assertThat(analysis.getDescription()).isEqualTo("aliyun.mqtt." + setting + " is not set.");
        assertThat(analysis.getAction())
                .contains("Set aliyun.mqtt." + setting)
                .endsWith("or set aliyun.mqtt.enabled to false where this application runs without the service.");
    }

    @Test
    void aSecretThatIsMissingNamesTheVariableThatItBelongsIn() {
        assertThat(failure("aliyun.mqtt.secret-key=").getAction())
                .contains("(in the environment, ALIYUN_MQTT_SECRET_KEY)");
    }

    @Test
    void aSettingOfAFurtherAccountIsNamedInFull() {
        assertThat(failure(
                                "aliyun.mqtt.accounts.beijing.endpoint=tcp://127.0.0.1:1883",
                                "aliyun.mqtt.accounts.beijing.access-key=ak")
                        .getDescription())
                .isEqualTo("aliyun.mqtt.accounts.beijing.secret-key is not set.");
    }

    @Test
    void aMistypedKeyIsRefusedWithTheNearestOneAndWithoutItsValue() {
        StringWriter all = new StringWriter();
        Throwable failure = start("aliyun.mqtt.secret-kye=do-not-tell");
        failure.printStackTrace(new PrintWriter(all));
        assertThat(analysis(failure).getAction()).isEqualTo("Did you mean aliyun.mqtt.secret-key?");
        assertThat(all.toString()).doesNotContain("do-not-tell");
    }

    @Test
    void aMistypedKeyOfAnAccountAndOfATokenIsRefusedToo() {
        assertThat(failure("aliyun.mqtt.accounts.beijing.group=GID_group").getAction())
                .isEqualTo("Did you mean aliyun.mqtt.accounts.beijing.group-id?");
        assertThat(failure("aliyun.mqtt.token.typs=R").getAction()).isEqualTo("Did you mean aliyun.mqtt.token.types?");
        assertThat(failure("aliyun.mqtt.sandbox.prot=1").getAction())
                .isEqualTo("Did you mean aliyun.mqtt.sandbox.port?");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "aliyun.mqtt.endpoint=http://127.0.0.1:1883|unknown scheme",
                "aliyun.mqtt.endpoint=tcp://user:%zz@h|has a login that is not percent-encoded UTF-8. In a user name or a",
                "aliyun.mqtt.group-id=group|must start with GID_",
                "aliyun.mqtt.client-id=GID_group@@@2|is not what aliyun.mqtt.group-id and aliyun.mqtt.device-id give",
                "aliyun.mqtt.auth-mode=token|aliyun.mqtt.token.region-id",
                "aliyun.mqtt.endpoint=ssl://post-cn-2.mqtt.aliyuncs.com|is another instance than that of aliyun.mqtt.endpoint",
                "aliyun.mqtt.secret-key-property=other.name|are both set",
                "aliyun.mqtt.component-name=Ali_yun|cannot be the scheme of a URI",
                "aliyun.mqtt.credential-processor=missing|Set it to the name of a CredentialProcessor bean",
                "aliyun.mqtt.token.source=missing|Set it to the name of a TokenSource bean",
                "camel.component.paho.max-inflite=10|is no option of the component. Did you mean camel.component.paho.max-inflight?",
            })
    void whatCannotBeIsRefusedWithTheRule(String setting, String words) {
        FailureAnalysis analysis = failure(setting);
        assertThat(analysis.getDescription() + " " + analysis.getAction()).contains(words);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "aliyun.mqtt.secret-key=a{{hunter2",
                "aliyun.mqtt.access-key=hunter2}}",
                "aliyun.mqtt.token.server-bearer=a{{hunter2",
                "aliyun.mqtt.token.server-bearer={{hunter2}}",
                "camel.component.paho.password=#bean:hunter2",
                "camel.component.paho.password=a{{hunter2",
                "camel.component.paho.max-held-bytes=hunter2",
                "aliyun.mqtt.secret-keyhunter2="
            })
    void aValueThatCannotBeIsToldWithItsKeyAlone(String setting) {
        FailureAnalysis analysis = failure(setting);
        assertThat(analysis.getDescription()).startsWith(setting.substring(0, Math.min(22, setting.indexOf('='))));
        assertThat(analysis.getDescription() + analysis.getAction()).doesNotContain("hunter2");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "max-held-bytes=many | max-held-bytes cannot have its value (NumberFormatException). | Correct it.",
                "password=a{{hunter2 | password cannot have its value (IllegalArgumentException). | Correct it; choose a value without {{ and }}, which Camel takes for those of a placeholder.",
                "password=#bean:hunter2 | password cannot have its value (NoSuchBeanException). | Correct it; choose a value that does not begin with #, which Camel takes for the name of a bean."
            })
    void aValueThatCamelDoesNotTakeIsToldWithWhatToWrite(String setting, String description, String action) {
        FailureAnalysis analysis = failure("camel.component.paho." + setting);
        assertThat(analysis.getDescription()).isEqualTo("camel.component.paho." + description);
        assertThat(analysis.getAction()).isEqualTo(action);
    }

    @ParameterizedTest
    @ValueSource(strings = {"#bean:x", "#class:x", "#x", "a\\{{x"})
    void aTextTakesAnyValue(String value) {
        SpringEstate.configured(
                        "aliyun.mqtt.token.server-bearer=" + value,
                        "aliyun.mqtt.secret-key=" + value,
                        "aliyun.mqtt.proxy-user-name=" + value)
                .run(spring -> assertThat(spring).hasNotFailed());
    }

    @Test
    void anOptionOfTheComponentIsToldWhereItBelongs() {
        assertThat(failure("aliyun.mqtt.lazy-start-producer=true").getAction())
                .isEqualTo("Set camel.component.paho.lazy-start-producer.");
        assertThat(failure("aliyun.mqtt.accounts.beijing.broker-url=tcp://h").getAction())
                .isEqualTo("Set camel.component.beijing.broker-url.");
    }

    @Test
    void aNameThatABeanHasAlreadyIsRefused() {
        SpringEstate.configured()
                .withBean("paho", String.class, () -> "mine")
                .run(spring -> assertThat(analysis(spring.getStartupFailure()).getDescription())
                        .isEqualTo("aliyun.mqtt.component-name makes a component 'paho', and there is a bean of that"
                                + " name already."));
        assertThat(failure(
                                "aliyun.mqtt.accounts.paho.endpoint=tcp://127.0.0.1:1883",
                                "aliyun.mqtt.accounts.paho.instance-id=post-cn-test",
                                "aliyun.mqtt.accounts.paho.access-key=ak",
                                "aliyun.mqtt.accounts.paho.secret-key=sk")
                        .getDescription())
                .startsWith("aliyun.mqtt.accounts.paho makes a component 'paho'");
    }

    private static FailureAnalysis failure(String... settings) {
        return analysis(start(settings));
    }

    private static Throwable start(String... settings) {
        Throwable[] failure = new Throwable[1];
        SpringEstate.configured(settings).run(spring -> failure[0] = spring.getStartupFailure());
        assertThat(failure[0]).as("startup failure").isNotNull();
        return failure[0];
    }

    /** As Spring Boot does it, with the analyzers that it finds. */
    private static FailureAnalysis analysis(Throwable failure) {
        return SpringFactoriesLoader.forDefaultResourceLocation()
                .load(FailureAnalyzer.class, SpringFactoriesLoader.FailureHandler.handleMessage((message, e) -> {}))
                .stream()
                .map(analyzer -> analyzer.analyze(failure))
                .filter(Objects::nonNull)
                .findFirst()
                .orElseThrow(() -> new AssertionError("not analyzed", failure));
    }
}
