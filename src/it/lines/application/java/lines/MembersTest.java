package lines;

import io.github.camelaliyun.mqtt.AliyunMqttComponent;
import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import static org.assertj.core.api.Assertions.assertThat;

/** Every class, method and field of Camel that the jar's classes refer to is there. */
class MembersTest {

    /** Packages of artifacts that an application need not have, with the artifact. */
    private static final Map<String, String> OPTIONAL = Map.of(
            "org/apache/camel/component/micrometer/", "camel-micrometer",
            "org/apache/camel/dsl/java/joor/", "camel-java-joor-dsl");

    /** What the jar does without where it is absent: the calls are guarded, and other tests here come by them. */
    private static final Set<String> GUARDED = Set.of(
            "org/apache/camel/ExtendedCamelContext.createRoute(Ljava/lang/String;)V",
            "org/apache/camel/spi/PropertiesComponent.getResolvedValue(Ljava/lang/String;)Ljava/util/Optional;",
            "org/apache/camel/spi/PropertiesResolvedValue.source()Ljava/lang/String;");

    @Test
    void whatTheJarRefersToIsThere() throws Exception {
        References references = References.of(Path.of(AliyunMqttComponent.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI()));
        assertThat(references.all()).hasSizeGreaterThan(150);
        Map<String, TreeSet<String>> absent = new TreeMap<>();
        references.absent().forEach((member, users) -> {
            if (!GUARDED.contains(member)
                    && OPTIONAL.entrySet().stream()
                            .noneMatch(each -> member.startsWith(each.getKey()) && !Served.is(each.getValue()))) {
                absent.put(member, users);
            }
        });
        assertThat(absent)
                .as("what Camel " + Served.LINE + " has not, and who needs it")
                .isEmpty();
    }
}
