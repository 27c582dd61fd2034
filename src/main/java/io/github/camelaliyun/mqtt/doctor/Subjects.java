package io.github.camelaliyun.mqtt.doctor;

import io.github.camelaliyun.mqtt.AliyunMqttComponent;
import io.github.camelaliyun.mqtt.AliyunMqttEndpoint;
import io.github.camelaliyun.mqtt.EndpointConnection;
import io.github.camelaliyun.mqtt.connection.ConnectionOptions;
import io.github.camelaliyun.mqtt.connection.Subscription;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.model.Model;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.RouteDefinitionHelper;
import org.apache.camel.model.SendDefinition;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Finds the connections that the routes of a context make, whether the context has been started or not. For one thread. */
final class Subjects {

    private static final String OWN_SCHEME = "aliyun-mqtt";
    private static final String EXPRESSION = "${";

    private final CamelContext context;
    private final Map<List<Object>, Subject> found = new LinkedHashMap<>();
    private final List<String> problems = new ArrayList<>();

    Subjects(CamelContext context) {
        this.context = context;
    }

    /**
     * The connections of all routes; where no route has one, those of the components.
     *
     * @param topic for the endpoint that is made for a moment where no route has one
     */
    List<Subject> find(String topic) {
        Model model = context.getCamelContextExtension().getContextPlugin(Model.class);
        for (RouteDefinition route : model.getRouteDefinitions()) {
            // One without an id gets it else at the start, of which there is none.
            RouteDefinitionHelper.forceAssignIds(context, route);
            look(route);
        }
        if (found.isEmpty() && problems.isEmpty()) {
            components().forEach(scheme -> lookAtComponent(scheme + ":" + topic));
        }
        return List.copyOf(found.values());
    }

    /** What is wrong with endpoints of routes, each with the id of its route. */
    List<String> problems() {
        return List.copyOf(problems);
    }

    private void look(RouteDefinition route) {
        if (route.getInput() != null) {
            attempt(route, route.getInput().getEndpointUri(), true);
        }
        for (SendDefinition<?> send :
                ProcessorDefinitionHelper.filterTypeInOutputs(route.getOutputs(), SendDefinition.class)) {
            attempt(route, send.getEndpointUri(), false);
        }
    }

    private void attempt(RouteDefinition route, String written, boolean consumes) {
        try {
            String uri = context.resolvePropertyPlaceholders(written);
            if (!isOurs(uri) || uri.contains(EXPRESSION)) {
                return;
            }
            AliyunMqttEndpoint endpoint = (AliyunMqttEndpoint) context.getEndpoint(uri);
            Subject subject = subject(endpoint);
            if (consumes) {
                for (Subscription each : new EndpointConnection(endpoint).subscriptions()) {
                    subject.filters().add(new RouteFilter(route.getRouteId(), each));
                }
            } else {
                subject.topics().add(endpoint.getTopic());
            }
        } catch (Exception e) {
            problems.add(route.getRouteId() + ": " + Reason.of(e, context));
        }
    }

    /** Nothing of this endpoint stays. */
    private void lookAtComponent(String uri) {
        Set<Endpoint> before = new LinkedHashSet<>(context.getEndpoints());
        try {
            Endpoint endpoint = context.getEndpoint(uri);
            subject((AliyunMqttEndpoint) endpoint);
            if (!before.contains(endpoint)) {
                context.removeEndpoint(endpoint);
            }
        } catch (Exception e) {
            problems.add(Reason.of(e, context));
        }
    }

    private Subject subject(AliyunMqttEndpoint endpoint) throws Exception {
        EndpointConnection connection = new EndpointConnection(endpoint);
        ConnectionOptions options = connection.options();
        List<Object> key = List.of(endpoint.getComponent(), options.serverUris(), options.clientId());
        return found.computeIfAbsent(
                key,
                absent ->
                        new Subject(connection, options, connection.credentials(), new ArrayList<>(), new TreeSet<>()));
    }

    private boolean isOurs(String uri) {
        int end = uri == null ? -1 : uri.indexOf(':');
        return end > 0 && components().contains(uri.substring(0, end));
    }

    /** By the names of their schemes. */
    private Set<String> components() {
        Set<String> names = new LinkedHashSet<>();
        context.getRegistry()
                .findByTypeWithName(AliyunMqttComponent.class)
                .forEach((name, component) -> names.add(name));
        context.getComponentNames().stream()
                .filter(name -> context.hasComponent(name) instanceof AliyunMqttComponent)
                .forEach(names::add);
        names.add(OWN_SCHEME);
        return names;
    }
}
