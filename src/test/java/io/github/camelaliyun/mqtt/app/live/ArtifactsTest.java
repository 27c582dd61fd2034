package io.github.camelaliyun.mqtt.app.live;

import io.github.camelaliyun.mqtt.app.live.Artifacts.Kind;
import io.github.camelaliyun.mqtt.service.Distribution;
import org.apache.camel.catalog.CamelCatalog;
import org.apache.camel.catalog.DefaultCamelCatalog;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ArtifactsTest {

    private final CamelCatalog catalog = new DefaultCamelCatalog();

    @Test
    void whatIsMissingHasTheArtifactOfCamelsCatalog() {
        catalog.findComponentNames()
                .forEach(name -> assertCure(
                        Kind.COMPONENT, name, catalog.componentModel(name).getArtifactId()));
        catalog.findLanguageNames()
                .forEach(name -> assertCure(
                        Kind.LANGUAGE, name, catalog.languageModel(name).getArtifactId()));
        catalog.findDataFormatNames()
                .forEach(name -> assertCure(
                        Kind.DATA_FORMAT, name, catalog.dataFormatModel(name).getArtifactId()));
    }

    private static void assertCure(Kind kind, String name, String artifact) {
        assertThat(Artifacts.cure(kind, name)).contains("org.apache.camel:" + artifact + " ");
    }

    @Test
    void aMistypedNameIsNamedRightAndAStrangeOneIsNotGuessedAt() {
        assertThat(Artifacts.cure(Kind.COMPONENT, "kafak")).contains("did you mean \"kafka\"?");
        assertThat(Artifacts.cure(Kind.COMPONENT, "my-own-thing")).isEqualTo("Camel has none of that name");
    }

    /** What the scripts of the distribution set. */
    @Test
    void inTheDistributionTheCureHasTheVersionAndTheFolder() {
        System.setProperty(Distribution.HOME, "/opt/dist");
        try {
            assertThat(Artifacts.cure(Kind.LANGUAGE, "groovy"))
                    .startsWith("put org.apache.camel:camel-groovy of version 4.")
                    .contains(
                            "and what it needs, into /opt/dist/ext (mvn -f \"/opt/dist/ext\" -Dadd=camel-groovy does that;")
                    .endsWith(", and start again");
        } finally {
            System.clearProperty(Distribution.HOME);
        }
    }
}
