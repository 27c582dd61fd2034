package io.github.camelaliyun.mqtt.app.live;

import io.github.camelaliyun.mqtt.kit.LogCapture;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.Route;
import org.apache.camel.impl.DefaultCamelContext;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A context that runs the route files of a folder, which a test edits; edits take effect by {@link #settle}. */
final class EditedRoutes implements AutoCloseable {

    private final DefaultCamelContext context = new DefaultCamelContext();
    private final ProducerTemplate template;
    private final Path path;
    private final RouteFolder folder;
    private final RouteFiles files;
    private LogCapture log = new LogCapture();

    private EditedRoutes(Path path) throws Exception {
        this.path = path;
        context.setSourceLocationEnabled(true);
        context.getShutdownStrategy().setTimeout(10);
        folder = new RouteFolder(path, Clock.systemUTC());
        files = new RouteFiles(context, new Reports());
        template = context.createProducerTemplate();
    }

    /** With what is in the folder. */
    static EditedRoutes start(Path path) throws Exception {
        EditedRoutes routes = new EditedRoutes(path);
        Collection<Problem> problems = routes.files.start(routes.folder.read());
        if (!problems.isEmpty()) {
            routes.close();
            throw new IllegalStateException(String.valueOf(problems));
        }
        routes.context.start();
        return routes;
    }

    DefaultCamelContext context() {
        return context;
    }

    Path path() {
        return path;
    }

    Path write(String name, String... lines) throws IOException {
        return Files.write(path.resolve(name), String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
    }

    void delete(String name) throws IOException {
        Files.delete(path.resolve(name));
    }

    /** Applies what the folder has now; what was logged before is forgotten. */
    boolean settle() throws IOException {
        log.close();
        log = new LogCapture();
        return files.update(folder.read());
    }

    /** Lines of this level since the last {@link #settle}. */
    List<String> logged(String level) {
        return log.lines().stream()
                .filter(line -> line.startsWith(level + " "))
                .map(line -> line.substring(level.length() + 1))
                .toList();
    }

    /** The error of the last {@link #settle}, of which there is one. */
    String error() {
        List<String> errors = logged("ERROR");
        if (errors.size() != 1) {
            throw new AssertionError("not one error: " + errors);
        }
        return errors.get(0);
    }

    /** @throws AssertionError if there is no such route */
    Object ask(String endpoint) {
        if (context.getRoutes().stream()
                .noneMatch(route ->
                        route.getEndpoint().getEndpointUri().equals(endpoint.replace("direct:", "direct://")))) {
            throw new AssertionError("nothing consumes from " + endpoint);
        }
        return template.requestBody(endpoint, "");
    }

    /** Those that are started, by their ids. */
    Map<String, Route> running() {
        return context.getRoutes().stream()
                .filter(route -> context.getRouteController()
                        .getRouteStatus(route.getId())
                        .isStarted())
                .collect(Collectors.toMap(Route::getId, route -> route, (one, other) -> one, TreeMap::new));
    }

    /** A file with one route that answers. */
    static String[] route(String id, String from, String answer) {
        return new String[] {
            "- route:",
            id == null ? "    description: unnamed" : "    id: " + id,
            "    from:",
            "      uri: " + from,
            "      steps:",
            "        - setBody:",
            "            constant: \"" + answer + "\""
        };
    }

    @Override
    public void close() {
        log.close();
        context.stop();
    }
}
