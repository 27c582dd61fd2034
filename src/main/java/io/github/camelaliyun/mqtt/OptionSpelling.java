package io.github.camelaliyun.mqtt;

import org.apache.camel.spi.PropertiesComponent;
import org.apache.camel.util.StringHelper;

import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What an option of an endpoint is called where it was written: its plain name in a URI and in Java, else the property that sets it
 * for the component. Asks for properties, which may take a while; to be used where something is wrong already.
 */
final class OptionSpelling implements UnaryOperator<String> {

    private final PropertiesComponent properties;
    private final String scheme;
    private final String uri;

    /** @param uri of the endpoint, with its options */
    OptionSpelling(PropertiesComponent properties, String scheme, String uri) {
        this.properties = properties;
        this.scheme = scheme;
        this.uri = uri;
    }

    @Override
    public String apply(String option) {
        return isInUri(option)
                ? option
                : properties(option).filter(this::isSet).findFirst().orElse(option);
    }

    private boolean isInUri(String option) {
        return Pattern.compile("[?&]" + Pattern.quote(option) + "=")
                .matcher(uri)
                .find();
    }

    /** Where the runnable project, Spring Boot and Camel's main have it; and a Kamelet, whose names have no dots. */
    private Stream<String> properties(String option) {
        String dashed = StringHelper.camelCaseToDash(option);
        Stream<String> ofKamelet = option.indexOf('.') < 0
                ? Stream.empty()
                : Stream.of(StringHelper.dashToCamelCase(option.replace('.', '-')));
        return Stream.concat(ofKamelet, ofComponent(option, dashed));
    }

    private Stream<String> ofComponent(String option, String dashed) {
        return Stream.of(
                        "aliyun.mqtt.accounts." + scheme + ".",
                        "aliyun.mqtt.",
                        "camel.component." + scheme + ".",
                        "camel.beans." + scheme + ".")
                .flatMap(prefix -> Stream.of(prefix + dashed, prefix + option));
    }

    private boolean isSet(String property) {
        try {
            return properties.resolveProperty(property).isPresent();
        } catch (RuntimeException e) {
            // It is there, and a vault or a function in it fails.
            return true;
        }
    }
}
