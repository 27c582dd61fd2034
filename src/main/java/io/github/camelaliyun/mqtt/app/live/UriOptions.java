package io.github.camelaliyun.mqtt.app.live;

import io.github.camelaliyun.mqtt.AliyunMqttComponent;
import io.github.camelaliyun.mqtt.AliyunMqttEndpointUriFactory;
import io.github.camelaliyun.mqtt.service.NearestName;
import org.apache.camel.CamelContext;
import org.apache.camel.ResolveEndpointFailedException;
import org.apache.camel.spi.EndpointUriFactory;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What to say of options that a URI has and its component has not. */
public final class UriOptions {

    private static final Pattern UNKNOWN_OPTIONS = Pattern.compile("Unknown parameters=\\[\\{(.*)}]", Pattern.DOTALL);
    private static final Pattern OPTION_NAME = Pattern.compile("(?:^|, )([\\w.-]+)=");

    private UriOptions() {}

    /**
     * Says which options there are not: Camel's message has their values.
     *
     * @param cause what Camel has thrown
     * @param context knows the options of components; null for none
     * @return the names, and those that may be meant; empty if it is not about that
     */
    public static Optional<String> unknownOf(Throwable cause, CamelContext context) {
        if (!(cause instanceof ResolveEndpointFailedException endpoint)) {
            return Optional.empty();
        }
        Matcher unknown = UNKNOWN_OPTIONS.matcher(String.valueOf(cause.getMessage()));
        if (!unknown.find()) {
            return Optional.empty();
        }
        List<String> names = OPTION_NAME
                .matcher(unknown.group(1))
                .results()
                .map(name -> name.group(1))
                .sorted()
                .toList();
        return Optional.of(unknown(RoutePlace.schemeOf(endpoint.getUri()), names, context));
    }

    private static String unknown(String scheme, List<String> names, CamelContext context) {
        Set<String> options = context == null ? Set.of() : options(context, scheme);
        String shown = names.stream().map(UriOptions::quoted).collect(Collectors.joining(", "));
        String meant = names.stream()
                .flatMap(name -> NearestName.of(name, options).stream())
                .map(UriOptions::quoted)
                .collect(Collectors.joining(", "));
        return scheme + (names.size() == 1 ? ": there is no option " : ": there are no options ") + shown + ": "
                + (meant.isEmpty() ? "look for a typing error" : "did you mean " + meant + "?");
    }

    private static String quoted(String name) {
        return "\"" + name + "\"";
    }

    private static Set<String> options(CamelContext context, String scheme) {
        if (context.hasComponent(scheme) instanceof AliyunMqttComponent) {
            return new AliyunMqttEndpointUriFactory().propertyNames();
        }
        EndpointUriFactory factory = context.getCamelContextExtension().getEndpointUriFactory(scheme);
        return factory == null ? Set.of() : factory.propertyNames();
    }
}
