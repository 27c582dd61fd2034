package io.github.camelaliyun.mqtt.app.live;

import org.apache.camel.CamelContext;
import org.apache.camel.model.BeanFactoryDefinition;
import org.apache.camel.model.Model;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.RouteTemplateDefinition;
import org.apache.camel.model.rest.RestDefinition;
import org.apache.camel.support.DefaultRegistry;
import org.apache.camel.support.SimpleRegistry;

import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The definitions of a context: which there are, which came since, and out and in again with those of one file. Identity counts, as
 * definitions of an equal content may be of two files. Called by the thread that applies files.
 */
final class ContextModel {

    private final CamelContext context;
    private final Model model;
    private final SimpleRegistry registry;

    ContextModel(CamelContext context) {
        this.context = context;
        this.model = context.getCamelContextExtension().getContextPlugin(Model.class);
        this.registry = context.getRegistry() instanceof DefaultRegistry known
                        && known.getFallbackRegistry() instanceof SimpleRegistry simple
                ? simple
                : new SimpleRegistry();
    }

    /** What is in the context at one moment. */
    record Snapshot(
            Set<RouteDefinition> routes,
            Set<RouteTemplateDefinition> templates,
            Set<RouteConfigurationDefinition> configurations,
            Set<RestDefinition> rests,
            Set<BeanFactoryDefinition<?>> beanDefinitions,
            Map<String, Map<Class<?>, Object>> beans) {}

    Snapshot snapshot() {
        return new Snapshot(
                identities(model.getRouteDefinitions()),
                identities(model.getRouteTemplateDefinitions()),
                identities(model.getRouteConfigurationDefinitions()),
                identities(model.getRestDefinitions()),
                identities(model.getCustomBeans()),
                beans());
    }

    private Map<String, Map<Class<?>, Object>> beans() {
        Map<String, Map<Class<?>, Object>> copy = new LinkedHashMap<>();
        registry.forEach((name, byType) -> copy.put(name, new LinkedHashMap<>(byType)));
        return copy;
    }

    /** What has come since, without the routes that Kamelets make as they start. */
    Definitions since(Snapshot before) {
        Definitions come = new Definitions();
        come.routes().addAll(missing(model.getRouteDefinitions(), before.routes));
        come.routes().removeIf(route -> parentOf(route) != null);
        come.templates().addAll(missing(model.getRouteTemplateDefinitions(), before.templates));
        come.configurations().addAll(missing(model.getRouteConfigurationDefinitions(), before.configurations));
        come.rests().addAll(missing(model.getRestDefinitions(), before.rests));
        come.beanDefinitions().addAll(missing(model.getCustomBeans(), before.beanDefinitions));
        registry.forEach((name, byType) -> {
            Map<Class<?>, Object> earlier = before.beans.getOrDefault(name, Map.of());
            Map<Class<?>, Object> fresh = new LinkedHashMap<>(byType);
            fresh.values().removeIf(bean -> earlier.values().stream().anyMatch(old -> old == bean));
            if (!fresh.isEmpty()) {
                come.beans().put(name, fresh);
                if (!earlier.isEmpty()) {
                    come.hidden().put(name, earlier);
                }
            }
        });
        return come;
    }

    /** The beans alone: only the new one of a name is found, whatever its type; Camel's registry keeps one for each type. */
    void showBeans(Definitions of) {
        of.beans().forEach((name, fresh) -> registry.put(name, new LinkedHashMap<>(fresh)));
    }

    /** Out with the beans, in with what they hid. A name that is another file's by now is left alone. */
    void removeBeans(Definitions of) {
        of.beans().forEach((name, own) -> {
            if (isBound(name, own)) {
                Map<Class<?>, Object> earlier = of.hidden().get(name);
                if (earlier == null) {
                    context.getRegistry().unbind(name);
                } else {
                    registry.put(name, new LinkedHashMap<>(earlier));
                }
            }
        });
        removeAll(model.getCustomBeans(), of.beanDefinitions());
    }

    private boolean isBound(String name, Map<Class<?>, Object> beans) {
        Map<Class<?>, Object> now = registry.get(name);
        return now != null
                && now.values().stream()
                        .anyMatch(bean -> beans.values().stream().anyMatch(own -> own == bean));
    }

    void restoreBeans(Definitions of) {
        showBeans(of);
        removeAll(model.getCustomBeans(), of.beanDefinitions());
        model.getCustomBeans().addAll(of.beanDefinitions());
    }

    void removeConfigurations(Definitions of) {
        removeAll(model.getRouteConfigurationDefinitions(), of.configurations());
    }

    void restoreConfigurations(Definitions of) {
        removeConfigurations(of);
        model.getRouteConfigurationDefinitions().addAll(of.configurations());
    }

    /** Stops and removes the routes, and removes the templates and rests; exchanges that have begun are waited for. */
    void removeRoutes(Definitions of) throws Exception {
        for (RouteDefinition route : of.routes()) {
            removeRoute(route);
        }
        removeAll(model.getRouteTemplateDefinitions(), of.templates());
        removeAll(model.getRestDefinitions(), of.rests());
    }

    private void removeRoute(RouteDefinition route) throws Exception {
        String id = route.getRouteId();
        if (id != null && model.getRouteDefinition(id) == route) {
            model.removeRouteDefinition(route);
            for (RouteDefinition child : List.copyOf(model.getRouteDefinitions())) {
                if (id.equals(parentOf(child))) {
                    removeRoute(child);
                }
            }
        }
        removeAll(model.getRouteDefinitions(), List.of(route));
    }

    /** Puts the same definitions in again, and starts the routes. */
    void restoreRoutes(Definitions of) throws Exception {
        model.getRestDefinitions().addAll(of.rests());
        model.addRouteTemplateDefinitions(of.templates());
        model.addRouteDefinitions(of.routes());
    }

    /** The id of the route for which a Kamelet made this one, or null. */
    static Object parentOf(RouteDefinition route) {
        return route.getTemplateParameters() == null
                ? null
                : route.getTemplateParameters().get("parentRouteId");
    }

    private static <T> Set<T> identities(Collection<? extends T> all) {
        Set<T> identities = Collections.newSetFromMap(new IdentityHashMap<>());
        identities.addAll(all);
        return identities;
    }

    private static <T> List<T> missing(Collection<? extends T> now, Set<T> before) {
        return now.stream()
                .<T>map(each -> each)
                .filter(each -> !before.contains(each))
                .toList();
    }

    private static void removeAll(List<?> from, Collection<?> gone) {
        Set<Object> identities = identities(gone);
        from.removeIf(identities::contains);
    }
}
