package io.github.camelaliyun.mqtt.app.live;

import io.github.camelaliyun.mqtt.AliyunMqttComponent;
import io.github.camelaliyun.mqtt.AliyunMqttEndpointUriFactory;
import io.github.camelaliyun.mqtt.service.NearestName;
import org.apache.camel.CamelContext;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.EndpointUriFactory;

import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** What to say of options that a URI has and its component has not. */
final class UriOptions {

    private UriOptions() {}

    /** @param routes for their context, which knows the options of components */
    static String unknown(String scheme, List<String> names, Collection<RouteDefinition> routes) {
        Set<String> options = routes.stream()
                .map(RouteDefinition::getCamelContext)
                .filter(Objects::nonNull)
                .findFirst()
                .map(context -> options(context, scheme))
                .orElse(Set.of());
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
