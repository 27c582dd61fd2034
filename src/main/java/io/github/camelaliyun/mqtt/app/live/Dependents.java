package io.github.camelaliyun.mqtt.app.live;

import org.apache.camel.model.RouteConfigurationDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.RouteDefinitionHelper;
import org.apache.camel.model.RouteTemplateDefinition;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Which files say something else when others change: those that use their Java classes, route templates and configurations. */
final class Dependents {

    private Dependents() {}

    /**
     * {@return the names of files in use that are to be loaded again}
     *
     * @param inUse files that have not changed
     * @param changed the names of those that have, or are gone
     * @param had what these had in the context, and have now
     */
    static Set<String> of(Collection<LoadedFile> inUse, Set<String> changed, Collection<Definitions> had) {
        Set<String> dependents = new TreeSet<>(
                JavaSources.dependents(inUse.stream().map(LoadedFile::file).toList(), changed));
        Set<String> templates = had.stream()
                .flatMap(each -> each.templates().stream())
                .map(RouteTemplateDefinition::getId)
                .collect(Collectors.toSet());
        List<RouteConfigurationDefinition> configurations =
                had.stream().flatMap(each -> each.configurations().stream()).toList();
        for (LoadedFile file : inUse) {
            if (usesTemplate(file, templates)
                    || file.has().routes().stream()
                            .anyMatch(route -> configurations.stream().anyMatch(each -> isFor(route, each)))) {
                dependents.add(file.file().name());
            }
        }
        return dependents;
    }

    private static boolean usesTemplate(LoadedFile file, Set<String> templates) {
        return file.builders().stream()
                .flatMap(builder -> builder.getTemplatedRouteCollection().getTemplatedRoutes().stream())
                .anyMatch(route -> templates.contains(route.getRouteTemplateRef()));
    }

    private static boolean isFor(RouteDefinition route, RouteConfigurationDefinition configuration) {
        String ids = route.getRouteConfigurationId() == null ? "*" : route.getRouteConfigurationId();
        return List.of(ids.split(",")).stream()
                .anyMatch(id ->
                        RouteDefinitionHelper.routesByIdOrPattern(route, id).test(configuration));
    }
}
