package io.github.camelaliyun.mqtt.app.live;

import org.apache.camel.model.BeanFactoryDefinition;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.RouteTemplateDefinition;
import org.apache.camel.model.rest.RestDefinition;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one file has put into the context. Mutable; owned by the thread that applies files.
 *
 * @param routes with those of its templated routes and rests
 * @param templates route templates
 * @param configurations route configurations
 * @param rests rest services
 * @param beanDefinitions the model of its beans
 * @param beans what is bound in the registry under each name
 * @param hidden what was bound there before the file was loaded, of those names that were in use
 */
record Definitions(
        List<RouteDefinition> routes,
        List<RouteTemplateDefinition> templates,
        List<RouteConfigurationDefinition> configurations,
        List<RestDefinition> rests,
        List<BeanFactoryDefinition<?>> beanDefinitions,
        Map<String, Map<Class<?>, Object>> beans,
        Map<String, Map<Class<?>, Object>> hidden) {

    Definitions() {
        this(
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                new LinkedHashMap<>(),
                new LinkedHashMap<>());
    }

    void add(Definitions more) {
        routes.addAll(more.routes);
        templates.addAll(more.templates);
        configurations.addAll(more.configurations);
        rests.addAll(more.rests);
        beanDefinitions.addAll(more.beanDefinitions);
        beans.putAll(more.beans);
        more.hidden.forEach(hidden::putIfAbsent);
    }

    boolean isEmpty() {
        return routes.isEmpty()
                && templates.isEmpty()
                && configurations.isEmpty()
                && rests.isEmpty()
                && beanDefinitions.isEmpty()
                && beans.isEmpty();
    }

    List<String> routeIds() {
        return routes.stream().map(RouteDefinition::getRouteId).toList();
    }
}
