package io.github.camelaliyun.mqtt;

import org.apache.camel.catalog.CamelCatalog;
import org.apache.camel.catalog.DefaultCamelCatalog;
import org.apache.camel.catalog.suggest.CatalogSuggestionStrategy;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.tooling.model.ComponentModel;
import org.apache.camel.tooling.model.JsonMapper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** Camel's catalog with the component in it, and a context. */
abstract class CatalogRig {

    static final String JSON = "META-INF/io/github/camelaliyun/mqtt/aliyun-mqtt.json";

    final CamelCatalog catalog = new DefaultCamelCatalog();
    final DefaultCamelContext context = new DefaultCamelContext();
    final String json = resource(JSON);
    final ComponentModel model = JsonMapper.generateComponentModel(json);

    @BeforeEach
    void addTheComponentToTheCatalog() {
        catalog.setSuggestionStrategy(new CatalogSuggestionStrategy());
        catalog.addComponent("aliyun-mqtt", AliyunMqttComponent.class.getName(), json);
        context.start();
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    static String resource(String name) {
        try (InputStream in = CatalogRig.class.getClassLoader().getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
