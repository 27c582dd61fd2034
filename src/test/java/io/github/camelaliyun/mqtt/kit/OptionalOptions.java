package io.github.camelaliyun.mqtt.kit;

import org.apache.camel.component.paho.PahoComponent;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Sets an option of the component, or of its configuration, where there is one of that name, and does nothing where there
 * is none: so that one test serves a version that has the option and one that has not. For one thread.
 */
public final class OptionalOptions {

    private OptionalOptions() {}

    /** Whether the component has such an option. */
    public static boolean has(PahoComponent component, String name) {
        return setter(component, name).isPresent();
    }

    /**
     * Sets the option where it exists.
     *
     * @param value a number, a truth value or a text; a time in milliseconds
     */
    public static void set(PahoComponent component, String name, Object value) {
        setter(component, name).ifPresent(setter -> setter.set(value));
    }

    /** The URI with the option, where it exists, and else the URI as it is. */
    public static String with(PahoComponent component, String uri, String name, Object value) {
        return has(component, name) ? uri + (uri.indexOf('?') < 0 ? "?" : "&") + name + "=" + value : uri;
    }

    private static Optional<Setter> setter(PahoComponent component, String name) {
        String method = "set" + Character.toUpperCase(name.charAt(0)) + name.substring(1);
        return Stream.of(component, component.getConfiguration())
                .flatMap(bean -> Arrays.stream(bean.getClass().getMethods())
                        .filter(candidate -> candidate.getName().equals(method) && candidate.getParameterCount() == 1)
                        .map(candidate -> new Setter(bean, candidate)))
                .findFirst();
    }

    private record Setter(Object bean, Method method) {

        void set(Object value) {
            try {
                method.invoke(bean, converted(value, method.getParameterTypes()[0]));
            } catch (IllegalAccessException e) {
                throw new IllegalStateException(method + " is not for everybody", e);
            } catch (InvocationTargetException e) {
                throw new IllegalArgumentException(method + " refused " + value, e.getCause());
            }
        }

        private static Object converted(Object value, Class<?> type) {
            String text = String.valueOf(value);
            if (type == int.class || type == Integer.class) {
                return Integer.valueOf(text);
            }
            if (type == long.class || type == Long.class) {
                return Long.valueOf(text);
            }
            if (type == Duration.class) {
                return Duration.ofMillis(Long.parseLong(text));
            }
            return type == String.class ? text : value;
        }
    }
}
