package io.github.camelaliyun.mqtt.app.live;

import io.github.camelaliyun.mqtt.app.live.Artifacts.Kind;
import io.github.camelaliyun.mqtt.service.Causes;
import io.github.camelaliyun.mqtt.service.Distribution;
import io.github.camelaliyun.mqtt.service.Printable;
import org.apache.camel.CamelContext;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.FailedToStartRouteException;
import org.apache.camel.NoSuchBeanException;
import org.apache.camel.NoSuchEndpointException;
import org.apache.camel.NoSuchLanguageException;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.util.URISupport;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Puts what Camel throws about a file into words: where, what, and the cure. Values of options are left out: one may be a secret. */
final class Problems {

    private static final Pattern DATA_FORMAT =
            Pattern.compile("Data format '([^']+)' could not be created.*", Pattern.DOTALL);
    private static final Pattern INVALID_VALUE = Pattern.compile(
            "Could not set property: (\\S+) on:? .* with value: .*|.*Error binding property \\(([^=]+)=.*\\) with name.*",
            Pattern.DOTALL);
    private static final Pattern PROPERTY =
            Pattern.compile("Property with key \\[([^]]+)] not found.*", Pattern.DOTALL);
    private static final Pattern BEAN = Pattern.compile("Error creating bean: (\\S+)");
    private static final int MOST_CHARACTERS = 500;

    private Problems() {}

    /** @param routes those of the file, as far as there are any */
    static Problem of(RouteFile file, Throwable failure, Collection<RouteDefinition> routes) {
        return of(file, failure, routes, null);
    }

    /** @param notStarted the route that it is about if the failure does not say so, or null */
    static Problem of(RouteFile file, Throwable failure, Collection<RouteDefinition> routes, String notStarted) {
        String route = notStarted;
        int line = 0;
        String message = null;
        List<Throwable> causes = Causes.of(failure);
        for (Throwable cause : causes) {
            if (cause instanceof RouteFileException own) {
                line = own.line();
                message = own.getMessage();
                break;
            }
            if (cause instanceof MarkedYamlEngineException yaml) {
                line = YamlPlace.lineOf(yaml, file.text());
                message = YamlPlace.words(yaml);
                break;
            }
            if (cause instanceof FailedToCreateRouteException create) {
                route = create.getRouteId();
            } else if (cause instanceof FailedToStartRouteException start) {
                route = start.getRouteId();
            }
            message = message == null ? known(cause, routes) : message;
        }
        if (message == null) {
            message = BindingWords.of(failure).orElseGet(() -> unknown(failure));
        }
        if (line == 0) {
            line = RoutePlace.lineOf(file, failure, route, routes);
        }
        return new Problem(file.path(), line, route, oneLine(message), failure);
    }

    /** What has a cure, or null. */
    private static String known(Throwable cause, Collection<RouteDefinition> routes) {
        if (cause instanceof NoSuchEndpointException missing) {
            String scheme = RoutePlace.schemeOf(missing.getUri());
            return "there is no component \"" + scheme + "\": " + Artifacts.cure(Kind.COMPONENT, scheme);
        }
        if (cause instanceof NoSuchLanguageException missing) {
            return "there is no language \"" + missing.getLanguage() + "\": "
                    + Artifacts.cure(Kind.LANGUAGE, missing.getLanguage());
        }
        if (cause instanceof NoSuchBeanException missing) {
            return "there is no bean \"" + missing.getName()
                    + "\": define it under \"- beans:\" in a route file, or as camel.beans." + missing.getName()
                    + " in application.properties";
        }
        String text = String.valueOf(cause.getMessage());
        Matcher format = DATA_FORMAT.matcher(text);
        if (format.matches()) {
            return "there is no data format \"" + format.group(1) + "\": "
                    + Artifacts.cure(Kind.DATA_FORMAT, format.group(1));
        }
        Matcher property = PROPERTY.matcher(text);
        if (property.matches()) {
            return "{{" + property.group(1) + "}} is not set: add it to application.properties";
        }
        return UriOptions.unknownOf(cause, contextOf(routes)).orElse(null);
    }

    private static CamelContext contextOf(Collection<RouteDefinition> routes) {
        return routes.stream()
                .map(RouteDefinition::getCamelContext)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private static String unknown(Throwable failure) {
        return Causes.of(failure).stream()
                        .map(cause -> BEAN.matcher(String.valueOf(cause.getMessage())))
                        .filter(Matcher::lookingAt)
                        .findFirst()
                        .map(bean -> "the bean \"" + bean.group(1) + "\" cannot be made: ")
                        .orElse("")
                + innermost(failure);
    }

    private static String innermost(Throwable failure) {
        Throwable innermost = Causes.innermost(failure);
        String text = innermost.getMessage();
        if (innermost instanceof ClassNotFoundException || innermost instanceof NoClassDefFoundError) {
            return "the class " + text + " is missing: look for a typing error, or add its library to "
                    + Distribution.librariesPlace();
        }
        Matcher value = INVALID_VALUE.matcher(String.valueOf(text));
        if (value.matches()) {
            String option = value.group(1) == null ? value.group(2) : value.group(1);
            return "the value of " + option + " cannot be used";
        }
        if (text == null || text.isBlank()) {
            return innermost.getClass().getSimpleName();
        }
        boolean fromCamel = innermost.getClass().getName().startsWith("org.apache.camel.")
                || innermost.getClass().getName().startsWith("io.github.camelaliyun.")
                || innermost instanceof IllegalArgumentException;
        return fromCamel ? text : innermost.getClass().getSimpleName() + ": " + text;
    }

    private static String oneLine(String message) {
        return Printable.of(URISupport.sanitizeUri(message.strip().replaceAll("\\s+", " ")), MOST_CHARACTERS);
    }
}
