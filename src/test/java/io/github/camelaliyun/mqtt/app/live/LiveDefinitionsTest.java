package io.github.camelaliyun.mqtt.app.live;

import org.apache.camel.Route;
import org.apache.camel.model.Model;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;

import static io.github.camelaliyun.mqtt.app.live.EditedRoutes.route;
import static org.assertj.core.api.Assertions.assertThat;

/** Edits of what a file can define beside routes. */
class LiveDefinitionsTest {

    @TempDir
    private Path folder;

    private EditedRoutes routes;

    @BeforeEach
    void start() throws Exception {
        routes = EditedRoutes.start(folder);
    }

    @AfterEach
    void stop() {
        routes.close();
    }

    public static final class Word {

        private String text;

        public void setText(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    private static String[] bean(String name, String text) {
        return new String[] {
            "- beans:",
            "    - name: " + name,
            "      type: " + Word.class.getName(),
            "      properties:",
            "        text: " + text,
            "- route:",
            "    id: bean-user",
            "    from:",
            "      uri: direct:bean",
            "      steps:",
            "        - setBody:",
            "            simple: \"${ref:" + name + "}\""
        };
    }

    @Test
    void beansAreReplacedAndRemovedWithTheirFile() throws Exception {
        routes.write("beans.camel.yaml", bean("word", "one"));
        assertThat(routes.settle()).isTrue();
        assertThat(String.valueOf(routes.ask("direct:bean"))).isEqualTo("one");

        routes.write("beans.camel.yaml", bean("word", "two"));
        assertThat(routes.settle()).isTrue();
        assertThat(String.valueOf(routes.ask("direct:bean"))).isEqualTo("two");

        routes.write("beans.camel.yaml", bean("renamed", "three"));
        assertThat(routes.settle()).isTrue();
        assertThat(String.valueOf(routes.ask("direct:bean"))).isEqualTo("three");
        assertThat(routes.context().getRegistry().lookupByName("word")).isNull();

        routes.delete("beans.camel.yaml");
        routes.settle();
        assertThat(routes.context().getRegistry().lookupByName("renamed")).isNull();
        assertThat(model().getCustomBeans()).isEmpty();
    }

    private Model model() {
        return routes.context().getCamelContextExtension().getContextPlugin(Model.class);
    }

    @Test
    void beansOfAFileThatIsRefusedAreAsBefore() throws Exception {
        routes.context().getRegistry().bind("outside", "set by the application");
        routes.write("beans.camel.yaml", bean("word", "one"));
        routes.settle();
        Object bean = routes.context().getRegistry().lookupByName("word");

        String[] bad = bean("word", "two");
        bad[8] = "      uri: nosuch:bean";
        routes.write("beans.camel.yaml", bad);
        assertThat(routes.settle()).isFalse();

        assertThat(String.valueOf(routes.ask("direct:bean"))).isEqualTo("one");
        assertThat(routes.context().getRegistry().lookupByName("word")).isSameAs(bean);
        assertThat(model().getCustomBeans()).hasSize(1);

        routes.write(
                "more.camel.yaml",
                "- beans:",
                "    - name: outside",
                "      type: " + Word.class.getName(),
                "      properties:",
                "        text: x");
        assertThat(routes.settle()).isTrue();
        assertThat(routes.context().getRegistry().lookupByName("outside")).hasToString("x");
        routes.delete("more.camel.yaml");
        routes.settle();
        assertThat(routes.context().getRegistry().lookupByName("outside")).isEqualTo("set by the application");
    }

    /** Camel's registry keeps one bean of each type under a name, and finds the first. */
    @Test
    void aBeanMayChangeItsType() throws Exception {
        routes.write("beans.camel.yaml", bean("word", "one"));
        routes.settle();

        routes.write("beans.camel.yaml", "- beans:", "    - name: word", "      type: java.util.ArrayList");
        assertThat(routes.settle()).isTrue();

        assertThat(routes.context().getRegistry().lookupByName("word")).isInstanceOf(ArrayList.class);
    }

    @Test
    void aBeanThatMovesToAnotherFileStays() throws Exception {
        routes.write("one.camel.yaml", bean("word", "one"));
        routes.settle();

        routes.write("one.camel.yaml", route("x", "direct:x", "x"));
        routes.write("two.camel.yaml", bean("word", "two"));
        assertThat(routes.settle()).isTrue();
        assertThat(String.valueOf(routes.ask("direct:bean"))).isEqualTo("two");

        routes.delete("two.camel.yaml");
        routes.settle();
        assertThat(routes.context().getRegistry().lookupByName("word")).isNull();
    }

    private static String[] template(String answer) {
        return new String[] {
            "- routeTemplate:",
            "    id: greeting",
            "    parameters:",
            "      - name: name",
            "    from:",
            "      uri: direct:{{name}}",
            "      steps:",
            "        - setBody:",
            "            constant: \"" + answer + " {{name}}\""
        };
    }

    private static String[] templated(String name) {
        return new String[] {
            "- templatedRoute:",
            "    routeTemplateRef: greeting",
            "    routeId: t-" + name,
            "    parameters:",
            "      - name: name",
            "        value: " + name
        };
    }

    @Test
    void routesOfATemplateFollowItFromAnotherFile() throws Exception {
        routes.write("b-template.camel.yaml", template("hello"));
        routes.write("a-use.camel.yaml", templated("x"));
        assertThat(routes.settle()).isTrue();
        assertThat(routes.ask("direct:x")).isEqualTo("hello x");

        routes.write("b-template.camel.yaml", template("good day"));
        assertThat(routes.settle()).isTrue();
        assertThat(routes.ask("direct:x")).isEqualTo("good day x");
        assertThat(model().getRouteTemplateDefinitions()).hasSize(1);

        routes.write("a-use.camel.yaml", templated("y"));
        assertThat(routes.settle()).isTrue();
        assertThat(routes.running()).containsOnlyKeys("t-y");
    }

    @Test
    void routesOfATemplateThatIsGoneRunOnUntilTheirFileChanges() throws Exception {
        routes.write("template.camel.yaml", template("hello"));
        routes.write("use.camel.yaml", templated("x"));
        routes.settle();

        routes.delete("template.camel.yaml");
        routes.settle();
        assertThat(routes.error()).contains("use.camel.yaml", "greeting", "goes on");
        assertThat(routes.ask("direct:x")).isEqualTo("hello x");

        routes.write("template.camel.yaml", template("again"));
        routes.settle();
        routes.write("use.camel.yaml", templated("z"));
        assertThat(routes.settle()).isTrue();
        assertThat(routes.ask("direct:z")).isEqualTo("again z");
    }

    private static String[] configuration(String id, String answer) {
        return new String[] {
            "- routeConfiguration:",
            id == null ? "    description: for all" : "    id: " + id,
            "    onException:",
            "      - onException:",
            "          exception:",
            "            - java.lang.Exception",
            "          handled:",
            "            constant: \"true\"",
            "          steps:",
            "            - setBody:",
            "                constant: \"" + answer + "\""
        };
    }

    private static String[] failing(String id, String configuration) {
        return new String[] {
            "- route:",
            "    id: " + id,
            configuration == null
                    ? "    description: uses the one for all"
                    : "    routeConfigurationId: " + configuration,
            "    from:",
            "      uri: direct:" + id,
            "      steps:",
            "        - throwException:",
            "            exceptionType: java.lang.IllegalStateException",
            "            message: boo"
        };
    }

    @Test
    void routesFollowTheirRouteConfigurationFromAnotherFile() throws Exception {
        routes.write("z-configuration.camel.yaml", configuration("mine", "caught"));
        routes.write("fails.camel.yaml", failing("fails", "mine"));
        routes.write("other.camel.yaml", route("other", "direct:other", "other"));
        assertThat(routes.settle()).isTrue();
        assertThat(routes.ask("direct:fails")).isEqualTo("caught");
        Route other = routes.running().get("other");

        routes.write("z-configuration.camel.yaml", configuration("mine", "caught anew"));
        assertThat(routes.settle()).isTrue();
        assertThat(routes.ask("direct:fails")).isEqualTo("caught anew");
        assertThat(routes.running()).containsEntry("other", other);
        assertThat(model().getRouteConfigurationDefinitions()).hasSize(1);
    }

    @Test
    void aNewConfigurationForAllIsForTheRoutesThatRun() throws Exception {
        routes.write("fails.camel.yaml", failing("fails", null));
        routes.settle();

        routes.write("all.camel.yaml", configuration(null, "caught"));
        assertThat(routes.settle()).isTrue();

        assertThat(routes.ask("direct:fails")).isEqualTo("caught");
    }

    @Test
    void aFileOfJavaClassesCanBeABeanOfAYamlRoute() throws Exception {
        routes.write("Greeter.java", """
                @org.apache.camel.BindToRegistry("greeter")
                public class Greeter {
                    public String greet(String body) {
                        return "hello";
                    }
                }
                """);
        routes.write(
                "use.camel.yaml",
                "- route:",
                "    id: use",
                "    from:",
                "      uri: direct:use",
                "      steps:",
                "        - bean:",
                "            ref: greeter");
        assertThat(routes.settle()).isTrue();
        assertThat(routes.ask("direct:use")).isEqualTo("hello");

        routes.delete("Greeter.java");
        routes.settle();
        assertThat(routes.context().getRegistry().lookupByName("greeter")).isNull();
    }
}
