package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.app.App;
import io.github.camelaliyun.mqtt.app.SandboxApp;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

import java.io.File;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;

import static org.assertj.core.api.Assertions.assertThat;

/** What two Maven projects repeat of each other, and what only the project's own CI asks for. */
class BuildFilesTest {

    private static final String MAIN = "pom.xml";
    private static final String BENCH = "bench/pom.xml";
    private static final String OPTIONAL =
            "/project/dependencies/dependency[optional='true' and (not(scope) or scope='runtime')]";

    @Test
    void theBenchHasWhatTheRunnableProjectAdds() throws Exception {
        assertThat(texts(MAIN, OPTIONAL + "/artifactId")).contains("camel-main");
        assertThat(texts(BENCH, "/project/dependencies/dependency[not(scope) or scope='runtime']/artifactId"))
                .containsExactlyElementsOf(concat("camel-aliyun-mqtt", texts(MAIN, OPTIONAL + "/artifactId")));
    }

    @Test
    void theBenchHasTheVersionOfTheJar() throws Exception {
        assertThat(texts(BENCH, "/project/version")).isEqualTo(texts(MAIN, "/project/version"));
    }

    @Test
    void oneVersionOfEachDependencyIsAskedForInCiAlone() throws Exception {
        assertThat(texts(MAIN, "/project/build//dependencyConvergence")).isEmpty();
        assertThat(texts(MAIN, "/project/profiles/profile[.//dependencyConvergence]/activation/property/name"))
                .containsExactly("it.repository");
    }

    /** The profiles that run another program than the routes. */
    @Test
    void camelRunStartsTheProgramThatAProfileNames() throws Exception {
        assertThat(texts(MAIN, "/project/build//plugin[artifactId='camel-maven-plugin']//mainClass"))
                .containsExactly("${main.class}");
        List<String> programs = texts(MAIN, "//properties/main.class");
        assertThat(programs).contains(App.class.getName(), SandboxApp.class.getName());
        for (String program : programs) {
            assertThat(Class.forName(program).getMethod("main", String[].class)).isNotNull();
        }
    }

    private static List<String> concat(String first, List<String> rest) {
        return Stream.concat(Stream.of(first), rest.stream()).toList();
    }

    /** The text of each node, in the order of the file. */
    private static List<String> texts(String file, String path) throws Exception {
        Node document =
                DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new File(file));
        NodeList nodes =
                (NodeList) XPathFactory.newInstance().newXPath().evaluate(path, document, XPathConstants.NODESET);
        return IntStream.range(0, nodes.getLength())
                .mapToObj(at -> nodes.item(at).getTextContent().strip())
                .toList();
    }
}
