package io.github.camelaliyun.mqtt.app.live;

import io.github.camelaliyun.mqtt.credential.token.TokenSettings;
import io.github.camelaliyun.mqtt.service.Causes;
import io.github.camelaliyun.mqtt.service.PlaceholderBraces;
import io.github.camelaliyun.mqtt.service.Printable;
import io.github.camelaliyun.mqtt.service.SecretNames;
import io.github.camelaliyun.mqtt.service.UnknownSetting;
import org.apache.camel.PropertyBindingException;
import org.apache.camel.util.StringHelper;

import java.beans.IntrospectionException;
import java.beans.Introspector;
import java.beans.PropertyDescriptor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Puts into words what Camel throws of an option that cannot be set: its own have the value, which may be a secret. */
public final class BindingWords {

    /** Objects whose options Camel takes for those of the object that has them. */
    private static final Set<String> FLATTENED = Set.of("configuration", "account");

    private BindingWords() {}

    /**
     * Says what is wrong with an option.
     *
     * @param failure what Camel has thrown
     * @return the option as it was written, what is wrong and what it may be; empty if it is not about an option
     */
    public static Optional<String> of(Throwable failure) {
        List<PropertyBindingException> bindings = Causes.of(failure).stream()
                .filter(PropertyBindingException.class::isInstance)
                .map(PropertyBindingException.class::cast)
                .toList();
        if (bindings.isEmpty()) {
            return Optional.empty();
        }
        PropertyBindingException binding = bindings.get(bindings.size() - 1);
        String name = binding.getOptionKey() == null ? binding.getPropertyName() : binding.getOptionKey();
        if (name == null || binding.getTarget() == null) {
            return Optional.empty();
        }
        Throwable root = Causes.innermost(failure);
        String last = name.substring(name.lastIndexOf('.') + 1);
        String prefix = prefix(bindings, last) + (binding.getTarget() instanceof TokenSettings ? "token." : "");
        Map<String, Class<?>> options = options(binding.getTarget().getClass());
        return Optional.of(
                binding == root
                        ? UnknownSetting.of(
                                        prefix,
                                        last,
                                        "is no option of "
                                                + binding.getTarget().getClass().getSimpleName(),
                                        options.keySet())
                                .getMessage()
                        : prefix + last + refused(last, binding.getValue(), options, root));
    }

    /** What is before the last name, as far as an exception has it. */
    private static String prefix(List<PropertyBindingException> bindings, String last) {
        return bindings.stream()
                .filter(each -> each.getOptionPrefix() != null && each.getOptionKey() != null)
                .map(each -> each.getOptionPrefix()
                        + (each.getOptionPrefix().endsWith(".") ? "" : ".")
                        + each.getOptionKey())
                .filter(key -> key.endsWith("." + last))
                .map(key -> key.substring(0, key.length() - last.length()))
                .findFirst()
                .orElse("");
    }

    private static String refused(String name, Object value, Map<String, Class<?>> options, Throwable root) {
        String expected = expected(options.get(StringHelper.dashToCamelCase(name)));
        if (expected == null || SecretNames.isSecret(name) || !(value instanceof String text)) {
            return " cannot have its value (" + root.getClass().getSimpleName() + "): "
                    + PlaceholderBraces.cureOf(String.valueOf(value));
        }
        return " is '" + Printable.of(text) + "': it must be " + expected
                + "; correct it, or leave it out for its default";
    }

    /** Of types whose values are never secrets; null for others. */
    private static String expected(Class<?> type) {
        if (type == null) {
            return null;
        }
        if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        }
        if (type == long.class || type == Long.class) {
            return "a whole number, or a time as in 30s";
        }
        if (type == int.class || type == Integer.class) {
            return "a whole number";
        }
        return type.isEnum()
                ? Arrays.stream(type.getEnumConstants()).map(String::valueOf).collect(Collectors.joining(" or "))
                : null;
    }

    private static Map<String, Class<?>> options(Class<?> type) {
        Map<String, Class<?>> options = new TreeMap<>();
        try {
            for (PropertyDescriptor each : Introspector.getBeanInfo(type).getPropertyDescriptors()) {
                if (each.getWriteMethod() != null) {
                    options.put(each.getName(), each.getPropertyType());
                }
                if (FLATTENED.contains(each.getName())
                        && !each.getPropertyType().equals(type)) {
                    Class<?> getter = each.getReadMethod() == null
                            ? each.getPropertyType()
                            : each.getReadMethod().getReturnType();
                    options(getter).forEach(options::putIfAbsent);
                }
            }
        } catch (IntrospectionException e) {
            // Then there is no name to propose.
        }
        return options;
    }
}
