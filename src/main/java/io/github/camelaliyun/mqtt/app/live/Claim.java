package io.github.camelaliyun.mqtt.app.live;

import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.util.URISupport;

import java.util.ArrayList;
import java.util.List;

/**
 * Something that one file alone can have.
 *
 * @param kind what it is, as messages call it
 * @param name which one
 */
record Claim(String kind, String name) {

    private static final String ID = "id";

    /** What a route claims, and the endpoint that it alone may consume from, or null. */
    static List<Claim> of(RouteDefinition route, String consumed) {
        List<Claim> claims = new ArrayList<>();
        addRoute(claims, route);
        add(claims, "consumer of", consumed);
        return claims;
    }

    /** What a file that is about to be used claims. */
    static List<Claim> of(Candidate candidate) {
        List<Claim> claims = new ArrayList<>();
        candidate
                .routes()
                .forEach(route -> claims.addAll(of(route, candidate.consumed().get(route.getRouteId()))));
        candidate.templated().forEach(route -> add(claims, ID, route.getRouteId()));
        candidate.templates().forEach(template -> add(claims, "route template", template.getId()));
        addPassive(claims, candidate.has());
        return claims;
    }

    /** What a file that is in use has. */
    static List<Claim> of(Definitions has, CamelContext context) {
        List<Claim> claims = new ArrayList<>();
        for (RouteDefinition route : has.routes()) {
            addRoute(claims, route);
            Route running = route.getRouteId() == null ? null : context.getRoute(route.getRouteId());
            if (running != null) {
                Trial.exclusiveEndpoint(running, route).ifPresent(endpoint -> add(claims, "consumer of", endpoint));
            }
        }
        has.templates().forEach(template -> add(claims, "route template", template.getId()));
        addPassive(claims, has);
        return claims;
    }

    private static void addPassive(List<Claim> claims, Definitions has) {
        has.configurations().forEach(configuration -> add(claims, "route configuration", configuration.getId()));
        has.beans().keySet().forEach(bean -> add(claims, "bean", bean));
    }

    private static void addRoute(List<Claim> claims, RouteDefinition route) {
        add(claims, ID, route.getId());
        route.getOutputs().forEach(node -> addNode(claims, node));
        if (route.getStartupOrder() != null) {
            add(claims, "startup order", String.valueOf(route.getStartupOrder()));
        }
    }

    /** As Camel 4.17's {@code ProcessorDefinitionHelper.gatherAllNodeIds}, which in older lines keeps one of two that are equal. */
    private static void addNode(List<Claim> claims, ProcessorDefinition<?> node) {
        if (node.isAbstract()) {
            return;
        }
        if (node.hasCustomIdAssigned() && !node.getId().startsWith("{{")) {
            add(claims, ID, node.getId());
        }
        node.getOutputs().forEach(child -> addNode(claims, child));
    }

    private static void add(List<Claim> claims, String kind, String name) {
        if (name != null) {
            claims.add(new Claim(kind, name));
        }
    }

    @Override
    public String toString() {
        return kind + " \"" + URISupport.sanitizeUri(name) + "\"";
    }

    /** @return the words for a file that wants what another one has */
    String takenBy(String owner) {
        return kind.equals("consumer of")
                ? "consumes from " + URISupport.sanitizeUri(name) + ", as " + owner
                        + " does: one consumer alone is possible there"
                : "uses the " + this + ", which is that of " + owner + ": give it another one";
    }
}
