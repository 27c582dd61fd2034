package io.github.camelaliyun.mqtt.app.live;

import org.apache.camel.CamelContext;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.dsl.support.SourceLoader;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;

/** Has files read by Camel's loaders. Beans that a file declares are bound in the registry by this. */
final class FileLoader {

    private static final Pattern COMPILE_ERROR =
            Pattern.compile("^/?(?<file>[^\\n:]*\\.java):(?<line>\\d+): error: (?<rest>.*)", Pattern.MULTILINE);

    private static final Pattern DETAIL =
            Pattern.compile("^  (symbol|required|found|reason): +(.*)$", Pattern.MULTILINE);

    private final CamelContext context;

    FileLoader(CamelContext context) {
        this.context = context;
        context.getRegistry().bind("utf8-source-loader", SourceLoader.class, new Utf8SourceLoader());
    }

    /** @throws RouteFileException if the file cannot be read; else as Camel throws */
    List<RouteBuilder> loadYaml(RouteFile file) throws Exception {
        requireText(file);
        return builders(List.of(new RouteFileResource(file)));
    }

    /** @throws RouteFileException if there is nothing to load */
    static void requireText(RouteFile file) throws RouteFileException {
        if (file.problem() != null) {
            throw new RouteFileException(0, file.problem());
        }
        if (file.text().isBlank()) {
            throw new RouteFileException(0, "is empty; delete the file to remove its routes");
        }
    }

    /**
     * Compiles the files as one unit.
     *
     * @return the builders of each file, by its name
     * @throws CompileException if one does not compile, with its name
     */
    SortedMap<String, List<RouteBuilder>> loadJava(Collection<RouteFile> files) throws Exception {
        requireCompiler();
        SortedMap<String, List<RouteBuilder>> byFile = new TreeMap<>();
        files.forEach(file -> byFile.put(file.name(), new ArrayList<>()));
        try {
            for (RouteBuilder builder :
                    builders(files.stream().map(RouteFileResource::new).toList())) {
                byFile.computeIfAbsent(fileOf(builder.getClass()), name -> new ArrayList<>())
                        .add(builder);
            }
        } catch (Exception | LinkageError e) {
            Matcher error = COMPILE_ERROR.matcher(String.valueOf(e.getMessage()));
            if (error.find()) {
                throw new CompileException(nameOf(error.group("file")), compileError(error, e));
            }
            throw e;
        }
        return byFile;
    }

    /** A JRE has none, or not even the API of it. */
    private static void requireCompiler() throws RouteFileException {
        if (ModuleLayer.boot().findModule("java.compiler").isEmpty() || ToolProvider.getSystemJavaCompiler() == null) {
            throw new RouteFileException(
                    0,
                    "a route file in Java needs a compiler, and the Java in " + System.getProperty("java.home")
                            + " has none: start with a JDK of 17 or newer (JAVA_HOME), or write the route in YAML");
        }
    }

    private static RouteFileException compileError(Matcher error, Throwable cause) {
        StringBuilder message = new StringBuilder("does not compile: ").append(error.group("rest"));
        String after = cause.getMessage().substring(error.end());
        Matcher next = COMPILE_ERROR.matcher(after);
        int others = 0;
        int end = after.length();
        while (next.find()) {
            end = Math.min(end, next.start());
            others++;
        }
        DETAIL.matcher(after.substring(0, end))
                .results()
                .forEach(detail ->
                        message.append(", ").append(detail.group(1)).append(' ').append(detail.group(2)));
        if (others > 0) {
            message.append(" (and ").append(others).append(others == 1 ? " more error)" : " more errors)");
        }
        return new RouteFileException(Integer.parseInt(error.group("line")), message.toString(), cause);
    }

    private static String nameOf(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** The file that a class was compiled from; a nested class is in that of its outermost one. */
    static String fileOf(Class<?> type) {
        Class<?> outermost = type;
        while (outermost.getEnclosingClass() != null) {
            outermost = outermost.getEnclosingClass();
        }
        return outermost.getSimpleName() + RouteFile.JAVA;
    }

    private List<RouteBuilder> builders(Collection<? extends Resource> resources) throws Exception {
        List<RouteBuilder> builders = new ArrayList<>();
        for (RoutesBuilder builder : PluginHelper.getRoutesLoader(context).findRoutesBuilders(List.copyOf(resources))) {
            builders.add((RouteBuilder) builder);
        }
        return builders;
    }

    /** One file of a unit does not compile. */
    static final class CompileException extends Exception {

        private static final long serialVersionUID = 1L;

        private final String file;

        CompileException(String file, RouteFileException cause) {
            super(cause);
            this.file = file;
        }

        String file() {
            return file;
        }

        RouteFileException error() {
            return (RouteFileException) getCause();
        }
    }
}
