package io.github.camelaliyun.mqtt.app.live;

import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.ExtendedCamelContext;
import org.apache.camel.MultipleConsumersSupport;
import org.apache.camel.Route;
import org.apache.camel.model.Model;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.RouteDefinitionHelper;
import org.apache.camel.support.LifecycleStrategySupport;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadPoolExecutor;

/**
 * Makes routes without starting them, to learn of a missing component or an unknown option before the routes they replace are
 * stopped. What was made is dropped, with the thread pools that came with it.
 */
final class Trial {

    private final CamelContext context;
    private final Model model;

    Trial(CamelContext context) {
        this.context = context;
        this.model = context.getCamelContextExtension().getContextPlugin(Model.class);
    }

    /**
     * {@return the endpoint that each route would consume from alone, by route id}
     *
     * @throws Exception of Camel's if a route cannot be made; endpoints that were made for it are removed
     */
    Map<String, String> run(List<RouteDefinition> routes) throws Exception {
        Set<Endpoint> before = Collections.newSetFromMap(new IdentityHashMap<>());
        before.addAll(context.getEndpoints());
        Pools pools = new Pools();
        context.addLifecycleStrategy(pools);
        ExtendedCamelContext extension = context.getCamelContextExtension();
        try {
            RouteDefinitionHelper.forceAssignIds(context, routes);
            Map<String, String> consumed = new LinkedHashMap<>();
            for (RouteDefinition definition : routes) {
                if (definition.getPrecondition() == null) {
                    tellMade(extension, definition.getRouteId());
                    Route route = create(definition);
                    exclusiveEndpoint(route, definition)
                            .ifPresent(endpoint -> consumed.put(definition.getRouteId(), endpoint));
                }
            }
            return consumed;
        } catch (Exception | LinkageError e) {
            for (Endpoint endpoint : List.copyOf(context.getEndpoints())) {
                if (!before.contains(endpoint)) {
                    context.removeEndpoint(endpoint);
                }
            }
            throw e;
        } finally {
            tellMade(extension, null);
            context.getLifecycleStrategies().remove(pools);
            pools.shutdown();
        }
    }

    private static void tellMade(ExtendedCamelContext extension, String routeId) {
        try {
            extension.createRoute(routeId);
        } catch (NoSuchMethodError e) {
            // Camel 4.8 does not ask which route is being made.
        }
    }

    private Route create(RouteDefinition definition) throws Exception {
        if (!definition.isPrepared()) {
            RouteDefinitionHelper.prepareRoute(context, definition);
            definition.markPrepared();
        }
        RouteDefinitionHelper.forceAssignIds(context, definition.getInput());
        RouteDefinitionHelper.forceAssignIds(context, definition);
        return model.getModelReifierFactory().createRoute(context, definition);
    }

    /** The endpoint of a route that starts by itself, if a second consumer of it is refused. */
    static Optional<String> exclusiveEndpoint(Route route, RouteDefinition definition) {
        Endpoint endpoint = route.getEndpoint();
        boolean shared = endpoint instanceof MultipleConsumersSupport support && support.isMultipleConsumersSupported();
        return shared || "false".equals(definition.getAutoStartup())
                ? Optional.empty()
                : Optional.of(endpoint.getEndpointUri());
    }

    private final class Pools extends LifecycleStrategySupport {

        private final Thread thread = Thread.currentThread();
        private final List<ThreadPoolExecutor> made = new ArrayList<>();

        @Override
        public void onThreadPoolAdd(
                CamelContext camelContext,
                ThreadPoolExecutor threadPool,
                String id,
                String sourceId,
                String routeId,
                String threadPoolProfileId) {
            if (Thread.currentThread() == thread) {
                made.add(threadPool);
            }
        }

        void shutdown() {
            made.forEach(context.getExecutorServiceManager()::shutdownNow);
        }
    }
}
