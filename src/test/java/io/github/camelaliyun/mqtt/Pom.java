package io.github.camelaliyun.mqtt;

import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathExpressionException;
import javax.xml.xpath.XPathFactory;

/** A pom of this repository. */
record Pom(Path file, Node document) {

    /** A dependency, a plugin, or a project itself; without a version where another pom says it. */
    record Artifact(String groupId, String artifactId, String version) {}

    private static final String PLUGINS = "org.apache.maven.plugins";
    private static final Path PARENT_OF_APPLICATIONS = Path.of("src/it/common/parent.xml");
    private static final Pattern PROPERTY = Pattern.compile("\\$\\{([^}]+)}");

    static Pom of(Path file) throws Exception {
        return new Pom(
                file, DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile()));
    }

    /** All that there are, each in a folder of its own, and the one that the applications have as their parent. */
    static List<Pom> all() throws Exception {
        List<Path> files = new ArrayList<>(List.of(Path.of("pom.xml"), PARENT_OF_APPLICATIONS));
        for (String folder : List.of("artifacts", "bench", "src/it", "src/test/brokers")) {
            try (Stream<Path> found = Files.walk(Path.of(folder))) {
                found.filter(file -> file.endsWith("pom.xml")).forEach(files::add);
            }
        }
        List<Pom> poms = new ArrayList<>();
        for (Path file : files) {
            poms.add(of(file));
        }
        return poms;
    }

    /** The text of each node, in the order of the file. */
    List<String> texts(String path) throws XPathExpressionException {
        return elements(path).stream()
                .map(node -> node.getTextContent().strip())
                .toList();
    }

    /** The dependencies, plugins and what else has coordinates that a path leads to, each where it stands in the file. */
    List<Artifact> artifacts(String path) throws Exception {
        Map<String, String> properties = properties();
        List<Artifact> artifacts = new ArrayList<>();
        for (Element element : elements(path)) {
            String group = child(element, "groupId");
            artifacts.add(new Artifact(
                    group.isEmpty() ? PLUGINS : group,
                    child(element, "artifactId"),
                    resolved(child(element, "version"), properties)));
        }
        return artifacts;
    }

    /** With those of its parents. */
    private Map<String, String> properties() throws Exception {
        Map<String, String> properties = new HashMap<>();
        if (!texts("/project/parent").isEmpty()) {
            List<String> place = texts("/project/parent/relativePath");
            Path parent = file.resolveSibling(place.isEmpty() ? "../pom.xml" : place.get(0));
            properties.putAll(of(parent.normalize()).properties());
        }
        for (Element property : elements("/project/properties/*")) {
            properties.put(property.getTagName(), property.getTextContent().strip());
        }
        texts("/project/version").forEach(version -> properties.put("project.version", version));
        return properties;
    }

    private static String resolved(String version, Map<String, String> properties) {
        return PROPERTY.matcher(version)
                .replaceAll(name -> Matcher.quoteReplacement(properties.getOrDefault(name.group(1), name.group())));
    }

    private static String child(Element element, String name) {
        return children(element)
                .filter(each -> each.getNodeName().equals(name))
                .map(each -> each.getTextContent().strip())
                .findFirst()
                .orElse("");
    }

    private static Stream<Node> children(Node node) {
        NodeList children = node.getChildNodes();
        return IntStream.range(0, children.getLength()).mapToObj(children::item);
    }

    private List<Element> elements(String path) throws XPathExpressionException {
        NodeList nodes =
                (NodeList) XPathFactory.newInstance().newXPath().evaluate(path, document, XPathConstants.NODESET);
        return IntStream.range(0, nodes.getLength())
                .mapToObj(at -> (Element) nodes.item(at))
                .toList();
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
