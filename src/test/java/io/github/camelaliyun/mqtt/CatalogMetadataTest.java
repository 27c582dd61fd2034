package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.credential.CredentialProcessor;
import io.github.camelaliyun.mqtt.credential.token.TokenSettings;
import org.apache.camel.Endpoint;
import org.apache.camel.component.paho.PahoComponent;
import org.apache.camel.component.paho.PahoConfiguration;
import org.apache.camel.component.paho.PahoConstants;
import org.apache.camel.spi.ExceptionHandler;
import org.apache.camel.spi.PropertyConfigurer;
import org.apache.camel.spi.PropertyConfigurerGetter;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.apache.camel.tooling.model.BaseOptionModel;
import org.apache.camel.tooling.model.JsonMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.SocketFactory;
import javax.net.ssl.HostnameVerifier;

import static org.assertj.core.api.Assertions.assertThat;

/** What Camel's catalog, and so the IDEs, know of the component is what the component takes. */
class CatalogMetadataTest extends CatalogRig {

    /** Values for the options that are objects. */
    private static final Map<Class<?>, Object> OBJECTS = Map.of(
            PahoConfiguration.class, new AliyunMqttConfiguration(),
            SSLContextParameters.class, new SSLContextParameters(),
            CredentialProcessor.class, (CredentialProcessor) clientId -> null,
            TokenSettings.class, new TokenSettings(),
            SocketFactory.class, SocketFactory.getDefault(),
            HostnameVerifier.class, (HostnameVerifier) (host, session) -> false,
            Properties.class, new Properties(),
            ExceptionHandler.class,
                    new org.apache.camel.support.LoggingExceptionHandler(null, CatalogMetadataTest.class),
            AliyunMqttAccount.class, new AliyunMqttAccount());

    @Test
    void theSchemeIsFoundWithoutABeanAndHasItsOwnConfigurersAndUriFactory() {
        AliyunMqttComponent component = context.getComponent("aliyun-mqtt", AliyunMqttComponent.class);

        assertThat(component.getComponentPropertyConfigurer()).isInstanceOf(AliyunMqttComponentConfigurer.class);
        assertThat(component.getEndpointPropertyConfigurer()).isInstanceOf(AliyunMqttEndpointConfigurer.class);
        assertThat(context.getCamelContextExtension().getEndpointUriFactory("aliyun-mqtt"))
                .isInstanceOf(AliyunMqttEndpointUriFactory.class);
        assertThat(resource("META-INF/services/org/apache/camel/component.properties"))
                .contains("components=aliyun-mqtt");
    }

    @Test
    void everyComponentOptionCanBeSet() {
        AliyunMqttComponent component = context.getComponent("aliyun-mqtt", AliyunMqttComponent.class);

        assertThat(model.getComponentOptions()).hasSizeGreaterThan(40);
        assertAllCanBeSet(component, component.getComponentPropertyConfigurer(), model.getComponentOptions());
    }

    @Test
    void everyUriOptionCanBeSet() {
        Endpoint endpoint = context.getEndpoint("aliyun-mqtt:test/oppo");

        assertThat(model.getEndpointParameterOptions()).hasSizeGreaterThan(30);
        assertAllCanBeSet(
                endpoint, endpoint.getComponent().getEndpointPropertyConfigurer(), model.getEndpointParameterOptions());
    }

    private void assertAllCanBeSet(
            Object target, PropertyConfigurer configurer, List<? extends BaseOptionModel> options) {
        PropertyConfigurerGetter getter = (PropertyConfigurerGetter) configurer;
        for (BaseOptionModel option : options) {
            Class<?> type = getter.getOptionType(option.getName(), false);
            assertThat(type).as(option.getName()).isNotNull();
            Object value = valueOf(type);
            assertThat(configurer.configure(context, target, option.getName(), value, false))
                    .as(option.getName())
                    .isTrue();
            assertThat(getter.getOptionValue(target, option.getName(), false))
                    .as(option.getName())
                    .isEqualTo(value);
        }
    }

    private static Object valueOf(Class<?> type) {
        if (type == String.class) {
            return "text";
        }
        if (type == boolean.class) {
            return true;
        }
        if (type == int.class) {
            return 2;
        }
        if (type == long.class) {
            return 2L;
        }
        return type.isEnum() ? type.getEnumConstants()[1] : Objects.requireNonNull(OBJECTS.get(type), type.getName());
    }

    @Test
    void everySetterIsAnOption() {
        Set<String> component = model.getComponentOptions().stream()
                .map(BaseOptionModel::getName)
                .collect(Collectors.toSet());
        Set<String> uri = model.getEndpointParameterOptions().stream()
                .map(BaseOptionModel::getName)
                .collect(Collectors.toSet());

        assertThat(component)
                .containsAll(settersOf(AliyunMqttComponent.class))
                .containsAll(settersOf(AliyunMqttAccount.class))
                .containsAll(settersOf(AliyunMqttConfiguration.class))
                .containsAll(settersOf(PahoConfiguration.class))
                .doesNotContain("client");
        assertThat(uri)
                .containsAll(settersOf(AliyunMqttEndpoint.class))
                .containsAll(settersOf(AliyunMqttConfiguration.class))
                .containsAll(settersOf(PahoConfiguration.class))
                .doesNotContain("client");
    }

    private static List<String> settersOf(Class<?> type) {
        return Stream.of(type.getDeclaredMethods())
                .filter(method -> java.lang.reflect.Modifier.isPublic(method.getModifiers()))
                .map(Method::getName)
                .filter(name -> name.startsWith("set"))
                .map(name -> Character.toLowerCase(name.charAt(3)) + name.substring(4))
                // Refused: connections are the component's own.
                .filter(name -> !name.equals("client"))
                .toList();
    }

    @Test
    void defaultsAreThoseOfTheComponent() {
        AliyunMqttComponent component = context.getComponent("aliyun-mqtt", AliyunMqttComponent.class);
        Endpoint endpoint = context.getEndpoint("aliyun-mqtt:test/oppo");

        assertDefaults(component, component.getComponentPropertyConfigurer(), model.getComponentOptions());
        assertDefaults(endpoint, component.getEndpointPropertyConfigurer(), model.getEndpointParameterOptions());
        assertThat(model.getEndpointParameterOptions())
                .anyMatch(o -> o.getName().equals("qos") && "1".equals(String.valueOf(o.getDefaultValue())))
                .anyMatch(o ->
                        o.getName().equals("keepAliveInterval") && "90".equals(String.valueOf(o.getDefaultValue())));
    }

    private static void assertDefaults(
            Object target, PropertyConfigurer configurer, List<? extends BaseOptionModel> options) {
        for (BaseOptionModel option : options) {
            Object actual = ((PropertyConfigurerGetter) configurer).getOptionValue(target, option.getName(), false);
            if (actual instanceof Integer number && number != 0 || option.getDefaultValue() != null) {
                assertThat(String.valueOf(option.getDefaultValue()))
                        .as(option.getName())
                        .isEqualTo(String.valueOf(actual));
            }
        }
    }

    @Test
    void secretsAreMarkedAndEverythingIsDescribed() {
        assertThat(model.getComponentOptions().stream()
                        .filter(BaseOptionModel::isSecret)
                        .map(BaseOptionModel::getName))
                .containsExactlyInAnyOrder(
                        "accessKey", "secretKey", "userName", "password", "proxyUserName", "proxyPassword");
        assertThat(Stream.concat(model.getComponentOptions().stream(), model.getEndpointOptions().stream()))
                .allSatisfy(option -> {
                    assertThat(option.getDescription()).as(option.getName()).hasSizeGreaterThan(10);
                    assertThat(option.getDisplayName()).isNotBlank();
                });
    }

    @Test
    void headersAreThoseOfCamelPaho() {
        assertThat(model.getEndpointHeaders().stream().map(BaseOptionModel::getName))
                .containsExactlyInAnyOrder(
                        PahoConstants.MQTT_TOPIC,
                        PahoConstants.MQTT_QOS,
                        PahoConstants.CAMEL_PAHO_MSG_QOS,
                        PahoConstants.CAMEL_PAHO_MSG_RETAINED,
                        PahoConstants.CAMEL_PAHO_OVERRIDE_TOPIC);
    }

    @ParameterizedTest
    @ValueSource(strings = {"AliyunMqttAccount", "TokenSettings", "HttpTokenSource", "OpenApiTokenSource"})
    void beansAreDescribedWithEveryProperty(String name) throws Exception {
        var bean = JsonMapper.deserialize(resource("META-INF/services/org/apache/camel/bean/" + name + ".json"))
                .getMap("bean");
        Class<?> type = Class.forName((String) bean.get("javaType"));
        @SuppressWarnings("unchecked")
        Map<String, Map<String, Object>> properties = (Map<String, Map<String, Object>>) bean.get("properties");

        assertThat(properties.keySet()).containsExactlyInAnyOrderElementsOf(settersOf(type));
        assertThat(properties.entrySet().stream()
                        .filter(property -> property.getKey().matches("accessKey|secretKey|serverBearer"))
                        .map(property -> property.getValue().get("secret")))
                .containsOnly(true);
    }

    @Test
    void pahosOwnSchemeStaysCamelPahos() {
        assertThat(context.getComponent("paho")).isExactlyInstanceOf(PahoComponent.class);
    }
}
