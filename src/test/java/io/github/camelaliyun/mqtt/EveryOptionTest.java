package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.service.Causes;
import io.github.camelaliyun.mqtt.service.InvalidSettingException;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PropertyBindingSupport;
import org.apache.camel.tooling.model.BaseOptionModel;
import org.apache.camel.tooling.model.ComponentModel;
import org.apache.camel.tooling.model.JsonMapper;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Each number, duration, choice and flag of the catalog has a range: an option that is added is here by itself. */
class EveryOptionTest {

    private static final ComponentModel MODEL = JsonMapper.generateComponentModel(CatalogRig.resource(CatalogRig.JSON));
    private static final Set<String> NUMBERS = Set.of("integer", "duration");
    /** Of those without effect here, which are warned of: camel-paho's range is not known. */
    private static final String WITHOUT_EFFECT = "executorServiceTimeout";

    private static final Set<String> LIMITED = Set.of("integer", "duration", "boolean", "enum");

    static Stream<String> numbersOfEndpoints() {
        return names(MODEL.getEndpointOptions(), NUMBERS).filter(option -> !option.equals(WITHOUT_EFFECT));
    }

    static Stream<String> numbersOfComponents() {
        return names(MODEL.getComponentOptions(), NUMBERS).filter(option -> !option.equals(WITHOUT_EFFECT));
    }

    static Stream<String> limitedOnesOfEndpoints() {
        return names(MODEL.getEndpointOptions(), LIMITED);
    }

    static Stream<String> limitedOnesOfComponents() {
        return names(MODEL.getComponentOptions(), LIMITED);
    }

    private static Stream<String> names(List<? extends BaseOptionModel> options, Set<String> kinds) {
        List<String> found = options.stream()
                .filter(option -> kinds.contains(kind(option)))
                .map(BaseOptionModel::getName)
                .toList();
        assertThat(found).hasSizeGreaterThan(kinds.size());
        return found.stream();
    }

    private static String kind(BaseOptionModel option) {
        boolean choice = option.getEnums() != null && !option.getEnums().isEmpty();
        return choice && !option.getType().equals("integer") ? "enum" : option.getType();
    }

    @ParameterizedTest
    @MethodSource("numbersOfEndpoints")
    void aNumberThatCannotBeIsRefusedByName(String option) {
        assertThatThrownBy(() -> endpoint(Map.of(), "?" + option + "=-2147483648"))
                .extracting(Causes::innermost)
                .isInstanceOf(InvalidSettingException.class)
                .satisfies(e -> assertThat(e.getMessage()).startsWith(option + " "));
    }

    @ParameterizedTest
    @MethodSource("numbersOfComponents")
    void aNumberOfTheComponentThatCannotBeIsRefusedByName(String option) {
        assertThatThrownBy(() -> endpoint(Map.of(option, "-2147483648"), ""))
                .extracting(Causes::innermost)
                .isInstanceOf(InvalidSettingException.class)
                .satisfies(e -> assertThat(e.getMessage()).startsWith(option + " "));
    }

    @ParameterizedTest
    @MethodSource("limitedOnesOfEndpoints")
    void aWordThatIsNoneOfAnOptionsIsRefused(String option) {
        assertThatThrownBy(() -> endpoint(Map.of(), "?" + option + "=nonesuch")).hasStackTraceContaining(option);
    }

    @ParameterizedTest
    @MethodSource("limitedOnesOfComponents")
    void aWordThatIsNoneOfAComponentsOptionIsRefused(String option) {
        assertThatThrownBy(() -> endpoint(Map.of(option, "nonesuch"), "")).hasStackTraceContaining(option);
    }

    private static void endpoint(Map<String, Object> ofComponent, String query) {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            AliyunMqttComponent component = new AliyunMqttComponent();
            component.getAccount().setEndpoint("tcp://127.0.0.1:1");
            PropertyBindingSupport.bindProperties(context, component, new HashMap<>(ofComponent));
            context.addComponent("paho", component);
            context.start();
            context.getEndpoint("paho:test/a" + query).createConsumer(exchange -> {});
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
