package io.github.camelaliyun.mqtt.springboot;

import io.github.camelaliyun.mqtt.AliyunMqttComponent;
import io.github.camelaliyun.mqtt.AliyunMqttConfiguration.WhenDisconnected;
import io.github.camelaliyun.mqtt.credential.CredentialProcessor;
import io.github.camelaliyun.mqtt.credential.Credentials;
import io.github.camelaliyun.mqtt.credential.SignMode;
import io.github.camelaliyun.mqtt.credential.token.TokenSource;
import org.apache.camel.component.paho.PahoConfiguration;
import org.apache.camel.spring.boot.CamelAutoConfiguration;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.context.ApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/** What {@code aliyun.mqtt.*} makes in a Spring Boot application. */
class AliyunMqttAutoConfigurationTest {

    @Test
    void pahoIsOursAndSigned() {
        SpringEstate.configured().run(spring -> {
            assertThat(SpringEstate.camel(spring).getComponent("paho")).isInstanceOf(AliyunMqttComponent.class);
            PahoConfiguration options =
                    SpringEstate.endpoint(spring, "paho:test/x").getConfiguration();
            assertThat(options.getBrokerUrl()).isEqualTo("tcp://127.0.0.1:1883");
            assertThat(options.getClientId()).isEqualTo("GID_group@@@00001");
            assertThat(options.getUserName()).isEqualTo("Signature|test-access-key|post-cn-test");
        });
    }

    @Test
    void springBootFindsTheAutoConfiguration() {
        assertThat(ImportCandidates.load(AutoConfiguration.class, getClass().getClassLoader()))
                .contains(
                        AliyunMqttAutoConfiguration.class.getName(),
                        AliyunMqttDisabledAutoConfiguration.class.getName());
    }

    @Test
    void withoutAnAccountPahoIsTheStockOne() {
        SpringEstate.unconfigured()
                .withPropertyValues("aliyun.mqtt.parent-topic=test", "aliyun.mqtt.component-name=aliyun")
                .run(spring -> {
                    assertThat(spring).doesNotHaveBean(AliyunMqttProperties.class);
                    assertThat(SpringEstate.camel(spring).getComponent("paho"))
                            .isNotInstanceOf(AliyunMqttComponent.class);
                });
    }

    @Test
    void withoutCamelOfSpringBootNothingHappens() {
        SpringEstate.configured()
                .withClassLoader(new FilteredClassLoader(CamelAutoConfiguration.class))
                .run(spring -> assertThat(spring).doesNotHaveBean(AliyunMqttProperties.class));
    }

    @Test
    void beneathAnotherNameTheStockPahoKeepsItsBrokerAndItsOptions() {
        SpringEstate.configured(
                        "aliyun.mqtt.component-name=aliyun",
                        "camel.component.paho.broker-url=tcp://other.example:1883",
                        "camel.component.paho.qos=0",
                        "camel.component.paho.user-name=other")
                .run(spring -> {
                    assertThat(SpringEstate.camel(spring).getComponent("paho"))
                            .isNotInstanceOf(AliyunMqttComponent.class);
                    PahoConfiguration stock =
                            SpringEstate.endpoint(spring, "paho:test/x").getConfiguration();
                    assertThat(stock.getBrokerUrl()).isEqualTo("tcp://other.example:1883");
                    assertThat(stock.getUserName()).isEqualTo("other");
                    assertThat(stock.getQos()).isZero();

                    PahoConfiguration ours =
                            SpringEstate.endpoint(spring, "aliyun:test/x").getConfiguration();
                    assertThat(ours.getBrokerUrl()).isEqualTo("tcp://127.0.0.1:1883");
                    assertThat(ours.getUserName()).startsWith("Signature|");
                    assertThat(ours.getQos()).isEqualTo(1);
                });
    }

    @Test
    void theStartersDefaultsDoNotReplaceOurs() {
        SpringEstate.configured().run(spring -> {
            PahoConfiguration options = SpringEstate.component(spring, "paho").getConfiguration();
            assertThat(options.getQos()).isEqualTo(1);
            assertThat(options.getMaxInflight()).isEqualTo(1000);
            assertThat(options.getKeepAliveInterval()).isEqualTo(90);
        });
    }

    @Test
    void optionsThatAnEstateHasUnderCamelComponentHoldUnlessAliyunMqttSaysOtherwise() {
        SpringEstate.configured(
                        "camel.component.paho.clean-session=false",
                        "camel.component.paho.maxInflight=20",
                        "camel.component.paho.qos=0",
                        "aliyun.mqtt.qos=1")
                .run(spring -> {
                    PahoConfiguration options =
                            SpringEstate.component(spring, "paho").getConfiguration();
                    assertThat(options.isCleanSession()).isFalse();
                    assertThat(options.getMaxInflight()).isEqualTo(20);
                    assertThat(options.getQos()).isEqualTo(1);
                });
    }

    @Test
    void everyMqttAndTlsSettingReachesTheComponent() {
        SpringEstate.configured(
                        "aliyun.mqtt.qos=0",
                        "aliyun.mqtt.clean-session=false",
                        "aliyun.mqtt.keep-alive-interval=2m",
                        "aliyun.mqtt.connection-timeout=7",
                        "aliyun.mqtt.max-inflight=11",
                        "aliyun.mqtt.publish-timeout=1500",
                        "aliyun.mqtt.unclaimed-grace=2s",
                        "aliyun.mqtt.unclaimed=seda:unclaimed",
                        "aliyun.mqtt.when-stopped=discard",
                        "aliyun.mqtt.max-delivery-attempts=3",
                        "aliyun.mqtt.dead-letter-uri=seda:letters",
                        "aliyun.mqtt.completion-timeout=1m",
                        "aliyun.mqtt.max-in-progress=12",
                        "aliyun.mqtt.max-packet-size=1MB",
                        "aliyun.mqtt.max-held-bytes=16MB",
                        "aliyun.mqtt.when-disconnected=fail",
                        "aliyun.mqtt.certificate-file=file:client.crt",
                        "aliyun.mqtt.private-key-file=file:client.key",
                        "aliyun.mqtt.ca-file=file:ca.crt",
                        "aliyun.mqtt.use-global-ssl-context-parameters=true",
                        "aliyun.mqtt.auth-mode=custom",
                        "aliyun.mqtt.sign-mode=signed")
                .run(spring -> {
                    AliyunMqttComponent component = SpringEstate.component(spring, "paho");
                    PahoConfiguration options = component.getConfiguration();
                    assertThat(options.getQos()).isZero();
                    assertThat(options.isCleanSession()).isFalse();
                    assertThat(options.getKeepAliveInterval()).isEqualTo(120);
                    assertThat(options.getConnectionTimeout()).isEqualTo(7);
                    assertThat(options.getMaxInflight()).isEqualTo(11);
                    assertThat(component.getPublishTimeout()).isEqualTo(1500);
                    assertThat(component.getConfiguration().getUnclaimedGrace()).isEqualTo(2_000);
                    assertThat(component.getConfiguration().getUnclaimed()).isEqualTo("seda:unclaimed");
                    assertThat(component.getConfiguration().getWhenStopped()).isEqualTo("discard");
                    assertThat(component.getConfiguration().getMaxDeliveryAttempts())
                            .isEqualTo(3);
                    assertThat(component.getConfiguration().getDeadLetterUri()).isEqualTo("seda:letters");
                    assertThat(component.getConfiguration().getCompletionTimeout())
                            .isEqualTo(60_000);
                    assertThat(component.getConfiguration().getMaxInProgress()).isEqualTo(12);
                    assertThat(component.getConfiguration().getMaxPacketSize()).isEqualTo(1024 * 1024);
                    assertThat(component.getConfiguration().getMaxHeldBytes()).isEqualTo(16L * 1024 * 1024);
                    assertThat(component.getConfiguration().getWhenDisconnected())
                            .isEqualTo(WhenDisconnected.fail);
                    assertThat(component.getCertificateFile()).isEqualTo("file:client.crt");
                    assertThat(component.getPrivateKeyFile()).isEqualTo("file:client.key");
                    assertThat(component.getCaFile()).isEqualTo("file:ca.crt");
                    assertThat(component.isUseGlobalSslContextParameters()).isTrue();
                    assertThat(component.getAccount().getAuthMode()).isEqualToIgnoringCase("custom");
                    assertThat(component.getAccount().getSignMode()).isEqualTo(SignMode.SIGNED);
                });
    }

    @Test
    void theClientIdIsAPlaceholderForRoutesAndBeans() {
        SpringEstate.configured().run(spring -> {
            assertThat(SpringEstate.camel(spring).resolvePropertyPlaceholders("{{aliyun.mqtt.client-id}}"))
                    .isEqualTo("GID_group@@@00001");
            assertThat(spring.getEnvironment().getProperty("aliyun.mqtt.client-id"))
                    .isEqualTo("GID_group@@@00001");
        });
    }

    @Test
    void eachAccountIsAComponentOfItsOwn() {
        SpringEstate.configured(
                        "aliyun.mqtt.accounts.beijing.endpoint=ssl://127.0.0.1:8883",
                        "aliyun.mqtt.accounts.beijing.instance-id=post-cn-beijing",
                        "aliyun.mqtt.accounts.beijing.access-key=beijing-access-key",
                        "aliyun.mqtt.accounts.beijing.secret-key=beijing-secret-key",
                        "aliyun.mqtt.accounts.beijing.group-id=GID_beijing",
                        "aliyun.mqtt.accounts.beijing.device-id=7")
                .run(spring -> {
                    PahoConfiguration main =
                            SpringEstate.endpoint(spring, "paho:test/x").getConfiguration();
                    PahoConfiguration beijing =
                            SpringEstate.endpoint(spring, "beijing:test/x").getConfiguration();
                    assertThat(main.getUserName()).isEqualTo("Signature|test-access-key|post-cn-test");
                    assertThat(beijing.getUserName()).isEqualTo("Signature|beijing-access-key|post-cn-beijing");
                    assertThat(beijing.getBrokerUrl()).isEqualTo("ssl://127.0.0.1:8883");
                    assertThat(beijing.getClientId()).isEqualTo("GID_beijing@@@7");
                    assertThat(spring.getEnvironment().getProperty("aliyun.mqtt.accounts.beijing.client-id"))
                            .isEqualTo("GID_beijing@@@7");
                });
    }

    @Test
    void aKeyThatChangesInTheEnvironmentIsUsedFromTheNextConnectOn() {
        SpringEstate.configured().run(spring -> {
            CredentialProcessor signs = processor(spring);
            Credentials before = signs.credentialsFor("GID_group@@@00001");

            spring.getEnvironment()
                    .getPropertySources()
                    .addFirst(new MapPropertySource("rotated", Map.of("aliyun.mqtt.secret-key", "another-secret-key")));

            Credentials after = signs.credentialsFor("GID_group@@@00001");
            assertThat(after.username()).isEqualTo(before.username());
            assertThat(after.password()).isNotEqualTo(before.password());
        });
    }

    @Test
    void aKeyMayBeWrittenInEveryFormThatSpringReads() {
        SpringEstate.unconfigured()
                .withPropertyValues(
                        SpringEstate.MAIN[0], SpringEstate.MAIN[1], SpringEstate.MAIN[4], SpringEstate.MAIN[5])
                .withPropertyValues("aliyun.mqtt.accessKey=camel-case", "aliyun.mqtt.secretKey=test-secret-key")
                .run(spring -> assertThat(SpringEstate.endpoint(spring, "paho:test/x")
                                .getConfiguration()
                                .getUserName())
                        .isEqualTo("Signature|camel-case|post-cn-test"));
    }

    @Test
    void secretsComeFromTheVariablesThatTheRunnableProjectHasToo() {
        Map<String, Object> variables = Map.of(
                "ALIYUN_MQTT_ACCESS_KEY", "of-the-environment",
                "ALIYUN_MQTT_SECRET_KEY", "test-secret-key",
                "ALIYUN_MQTT_ACCOUNTS_BEIJING_ACCESS_KEY", "of-beijing",
                "ALIYUN_MQTT_ACCOUNTS_BEIJING_SECRET_KEY", "beijing-secret-key");
        String name = StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME;
        SpringEstate.unconfigured()
                .withPropertyValues(
                        SpringEstate.MAIN[0], SpringEstate.MAIN[1], SpringEstate.MAIN[4], SpringEstate.MAIN[5])
                .withPropertyValues(
                        "aliyun.mqtt.accounts.beijing.endpoint=ssl://127.0.0.1:8883",
                        "aliyun.mqtt.accounts.beijing.instance-id=post-cn-beijing",
                        "aliyun.mqtt.accounts.beijing.group-id=GID_beijing",
                        "aliyun.mqtt.accounts.beijing.device-id=7")
                .withInitializer(spring -> spring.getEnvironment()
                        .getPropertySources()
                        .replace(name, new SystemEnvironmentPropertySource(name, variables)))
                .run(spring -> {
                    assertThat(userName(spring, "paho:test/x")).isEqualTo("Signature|of-the-environment|post-cn-test");
                    assertThat(userName(spring, "beijing:test/x")).isEqualTo("Signature|of-beijing|post-cn-beijing");
                });
    }

    private static String userName(ApplicationContext spring, String uri) {
        return SpringEstate.endpoint(spring, uri).getConfiguration().getUserName();
    }

    @Test
    void aClientIdOfItsOwnNeedsNoGroup() {
        SpringEstate.configured(
                        "aliyun.mqtt.auth-mode=custom",
                        "aliyun.mqtt.group-id=",
                        "aliyun.mqtt.device-id=",
                        "aliyun.mqtt.client-id=whatever")
                .run(spring -> assertThat(SpringEstate.endpoint(spring, "paho:test/x")
                                .getConfiguration()
                                .getClientId())
                        .isEqualTo("whatever"));
    }

    @Test
    void tokensAndCredentialsComeFromBeansThatSettingsName() {
        TokenSource tokens = request -> List.of();
        SpringEstate.configured("aliyun.mqtt.auth-mode=token", "aliyun.mqtt.token.source=vendingMachine")
                .withBean("vendingMachine", TokenSource.class, () -> tokens)
                .run(spring -> assertThat(SpringEstate.component(spring, "paho")
                                .getAccount()
                                .getToken()
                                .getSource())
                        .isSameAs(tokens));
        CredentialProcessor own = clientId -> new Credentials("own-user", "own-password");
        SpringEstate.configured("aliyun.mqtt.credential-processor=own")
                .withBean("own", CredentialProcessor.class, () -> own)
                .run(spring -> assertThat(processor(spring)).isSameAs(own));
    }

    private static CredentialProcessor processor(ApplicationContext spring) {
        SpringEstate.endpoint(spring, "paho:test/x");
        return SpringEstate.component(spring, "paho").getCredentialProcessor();
    }
}
