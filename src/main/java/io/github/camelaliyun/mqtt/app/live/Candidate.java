package io.github.camelaliyun.mqtt.app.live;

import org.apache.camel.RouteConfigurationsBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.RouteTemplateDefinition;
import org.apache.camel.model.TemplatedRouteDefinition;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A file that is about to be used. Owned by the thread that applies files. */
final class Candidate {

    private final RouteFile file;
    private final LoadedFile before;
    private final List<RouteBuilder> builders = new ArrayList<>();
    private final Map<String, String> consumed = new LinkedHashMap<>();
    private Definitions has = new Definitions();

    /** @param before what is in use of the file, or null */
    Candidate(RouteFile file, LoadedFile before) {
        this.file = file;
        this.before = before;
    }

    /** The same, before anything was made of it. */
    Candidate anew() {
        return new Candidate(file, before);
    }

    RouteFile file() {
        return file;
    }

    String name() {
        return file.name();
    }

    LoadedFile before() {
        return before;
    }

    List<RouteBuilder> builders() {
        return builders;
    }

    /** What it has put into the context so far. */
    Definitions has() {
        return has;
    }

    /** By the id of the route, what it alone may consume from. */
    Map<String, String> consumed() {
        return consumed;
    }

    LoadedFile loaded() {
        return new LoadedFile(file, List.copyOf(builders), has);
    }

    boolean isSameAsBefore() {
        return before != null && before.file().equals(file);
    }

    List<RouteConfigurationsBuilder> configurations() {
        return builders.stream()
                .filter(RouteConfigurationsBuilder.class::isInstance)
                .map(RouteConfigurationsBuilder.class::cast)
                .toList();
    }

    List<RouteDefinition> routes() {
        return builders.stream()
                .flatMap(builder -> builder.getRouteCollection().getRoutes().stream())
                .toList();
    }

    List<RouteTemplateDefinition> templates() {
        return builders.stream()
                .flatMap(builder -> builder.getRouteTemplateCollection().getRouteTemplates().stream())
                .toList();
    }

    List<TemplatedRouteDefinition> templated() {
        return builders.stream()
                .flatMap(builder -> builder.getTemplatedRouteCollection().getTemplatedRoutes().stream())
                .toList();
    }

    boolean definesNothing() {
        return has.isEmpty()
                && routes().isEmpty()
                && templates().isEmpty()
                && templated().isEmpty()
                && builders.stream()
                        .allMatch(builder ->
                                builder.getRestCollection().getRests().isEmpty());
    }

    /** What gave way to another file, or to a second one in this file, with its place. */
    Problem refused(Conflicts.Refusal refusal) {
        Optional<RouteDefinition> route = List.copyOf(routes()).stream()
                .filter(each -> Claim.of(each, consumed.get(each.getRouteId())).contains(refusal.claim()))
                .reduce((first, last) -> last);
        int line = route.map(each -> each.getInput() == null
                        ? each.getLineNumber()
                        : each.getInput().getLineNumber())
                .orElse(0);
        return new Problem(
                file.path(),
                Math.max(0, line),
                route.map(RouteDefinition::getRouteId).orElse(null),
                refusal.reason(),
                null);
    }

    /**
     * Routes without an id get the ones that Camel made up for those of this file before, so that what waits for a route by its
     * name finds it: a route with the same input the same one, then in their order.
     */
    void keepGeneratedIds() {
        if (before == null) {
            return;
        }
        List<RouteDefinition> old = new ArrayList<>(before.has().routes());
        old.removeIf(RouteDefinition::hasCustomIdAssigned);
        List<RouteDefinition> unnamed =
                routes().stream().filter(route -> route.getId() == null).toList();
        for (boolean sameInput : new boolean[] {true, false}) {
            for (RouteDefinition route : unnamed) {
                old.stream()
                        .filter(earlier -> route.getId() == null
                                && (!sameInput || inputOf(earlier).equals(inputOf(route))))
                        .findFirst()
                        .ifPresent(earlier -> {
                            route.setGeneratedId(earlier.getRouteId());
                            old.remove(earlier);
                        });
            }
        }
    }

    private static String inputOf(RouteDefinition route) {
        return route.getInput() == null ? "" : String.valueOf(route.getInput().getEndpointUri());
    }
}
