package io.github.camelaliyun.mqtt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Base64;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;

import static org.assertj.core.api.Assertions.assertThat;

/** The Kamelets as files: of the form that Camel, its tools and Camel K read, and described in full. */
class KameletFilesTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final String ICON = "data:image/svg+xml;base64,";
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{(\\??)([^}:]+?)}}");

    @ParameterizedTest
    @ValueSource(strings = {"aliyun-mqtt-source", "aliyun-mqtt-sink", "aliyun-mqtt-p2p-sink"})
    void isACustomResourceOfCamelK(String name) throws Exception {
        JsonNode kamelet = kamelet(name);

        assertThat(kamelet.fieldNames()).toIterable().containsExactly("apiVersion", "kind", "metadata", "spec");
        assertThat(kamelet.get("apiVersion").asText()).isEqualTo("camel.apache.org/v1");
        assertThat(kamelet.get("kind").asText()).isEqualTo("Kamelet");
        assertThat(kamelet.at("/metadata").fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder("name", "annotations", "labels");
        assertThat(kamelet.at("/metadata/name").asText()).isEqualTo(name);
        assertThat(label(kamelet, "labels", "kamelet.type")).isEqualTo(name.substring(name.lastIndexOf('-') + 1));
        for (String annotation :
                Set.of("kamelet.support.level", "catalog.version", "provider", "kamelet.group", "kamelet.namespace")) {
            assertThat(label(kamelet, "annotations", annotation)).as(annotation).isNotBlank();
        }
        assertThat(kamelet.get("spec").fieldNames())
                .toIterable()
                .containsExactly("definition", "dependencies", "template");
    }

    @ParameterizedTest
    @ValueSource(strings = {"aliyun-mqtt-source", "aliyun-mqtt-sink", "aliyun-mqtt-p2p-sink"})
    void namesThisVersionOfTheJar(String name) throws Exception {
        JsonNode kamelet = kamelet(name);
        String version = JSON.readTree(resource("META-INF/io/github/camelaliyun/mqtt/aliyun-mqtt.json"))
                .at("/component/version")
                .asText();

        assertThat(label(kamelet, "annotations", "catalog.version")).isEqualTo(version);
        assertThat(kamelet.at("/spec/dependencies"))
                .extracting(JsonNode::asText)
                .contains("camel:kamelet", "mvn:io.github.camelaliyun:camel-aliyun-mqtt:" + version);
    }

    @ParameterizedTest
    @ValueSource(strings = {"aliyun-mqtt-source", "aliyun-mqtt-sink", "aliyun-mqtt-p2p-sink"})
    void hasAnIcon(String name) throws Exception {
        String icon = label(kamelet(name), "annotations", "kamelet.icon");

        assertThat(icon).startsWith(ICON);
        assertThat(DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(new ByteArrayInputStream(Base64.getDecoder().decode(icon.substring(ICON.length()))))
                        .getDocumentElement()
                        .getNodeName())
                .isEqualTo("svg");
    }

    @ParameterizedTest
    @ValueSource(strings = {"aliyun-mqtt-source", "aliyun-mqtt-sink", "aliyun-mqtt-p2p-sink"})
    void everyPropertyIsDescribed(String name) throws Exception {
        JsonNode definition = kamelet(name).at("/spec/definition");
        Set<String> required = new TreeSet<>();
        definition.get("required").forEach(node -> required.add(node.asText()));

        assertThat(definition.get("title").asText()).startsWith("Alibaba Cloud MQTT");
        assertThat(definition.get("description").asText()).isNotBlank();
        assertThat(definition.get("properties").fieldNames()).toIterable().containsAll(required);
        definition.get("properties").fields().forEachRemaining(entry -> {
            JsonNode property = entry.getValue();
            boolean secret = entry.getKey().matches("accessKey|secretKey|tokenServerBearer|tokenSecurityToken");
            assertThat(property.path("title").asText()).as(entry.getKey()).isNotBlank();
            assertThat(property.path("description").asText()).as(entry.getKey()).endsWith(".");
            assertThat(property.path("type").asText()).isIn("string", "integer", "boolean");
            assertThat(property.path("format").asText().equals("password"))
                    .as("password " + entry.getKey())
                    .isEqualTo(secret);
            assertThat(property.path("x-descriptors").path(0).asText().equals("urn:camel:group:credentials"))
                    .as("credentials " + entry.getKey())
                    .isEqualTo(secret);
            assertThat(secret || property.has("default") || property.has("example"))
                    .as("default or example of " + entry.getKey())
                    .isTrue();
            assertThat(required.contains(entry.getKey()) && property.has("default"))
                    .as("required with a default: " + entry.getKey())
                    .isFalse();
        });
    }

    /** One that is neither required nor has a default may be missing: {@code {{?name}}}, or behind a question. */
    @ParameterizedTest
    @ValueSource(strings = {"aliyun-mqtt-source", "aliyun-mqtt-sink", "aliyun-mqtt-p2p-sink"})
    void everyPropertyIsUsedAndNoOther(String name) throws Exception {
        JsonNode spec = kamelet(name).get("spec");
        JsonNode properties = spec.at("/definition/properties");
        String template = YAML.writeValueAsString(spec.get("template"));
        Set<String> used = new TreeSet<>();
        var placeholders = PLACEHOLDER.matcher(template);
        while (placeholders.find()) {
            String property = placeholders.group(2);
            if (property.equals(name + "-account")) {
                continue;
            }
            used.add(property);
            boolean mayBeMissing = !properties.path(property).has("default")
                    && !spec.at("/definition/required").toString().contains("\"" + property + "\"");
            assertThat(placeholders.group(1).equals("?") || template.contains("propertiesExist:" + property))
                    .as(property + " may be missing")
                    .isEqualTo(mayBeMissing);
        }

        assertThat(properties.fieldNames()).toIterable().containsExactlyInAnyOrderElementsOf(used);
    }

    @ParameterizedTest
    @ValueSource(strings = {"aliyun-mqtt-source", "aliyun-mqtt-sink", "aliyun-mqtt-p2p-sink"})
    void theTemplateIsOfCamelsYamlDsl(String name) throws Exception {
        assertThat(problemsOf(routeTemplate(name))).isEmpty();
    }

    @Test
    void aTemplateThatIsNotOfCamelsYamlDslIsNoticed() throws Exception {
        ArrayNode file = routeTemplate("aliyun-mqtt-source");
        ((ObjectNode) file.at("/0/routeTemplate/from")).put("urii", "aliyun-mqtt:test/oppo");

        assertThat(problemsOf(file)).isNotEmpty();
    }

    /** A Kamelet's template is that of a route template. */
    private static ArrayNode routeTemplate(String name) throws IOException {
        ArrayNode file = YAML.createArrayNode();
        ObjectNode template = kamelet(name).at("/spec/template").deepCopy();
        template.put("id", name);
        file.addObject().set("routeTemplate", template);
        return file;
    }

    private static Set<ValidationMessage> problemsOf(JsonNode file) {
        return Schema.CAMEL_YAML_DSL.validate(file);
    }

    /** Read once: it is large. */
    private static final class Schema {
        private static final JsonSchema CAMEL_YAML_DSL = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V4)
                .getSchema(KameletFilesTest.class.getClassLoader().getResourceAsStream("schema/camelYamlDsl.json"));
    }

    private static String label(JsonNode kamelet, String kind, String name) {
        return kamelet.get("metadata")
                .get(kind)
                .path("camel.apache.org/" + name)
                .asText();
    }

    private static JsonNode kamelet(String name) throws IOException {
        return YAML.readTree(resource("kamelets/" + name + ".kamelet.yaml"));
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = KameletFilesTest.class.getClassLoader().getResourceAsStream(name)) {
            return Objects.requireNonNull(in, name).readAllBytes();
        }
    }
}
