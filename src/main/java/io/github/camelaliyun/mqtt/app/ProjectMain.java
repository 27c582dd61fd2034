package io.github.camelaliyun.mqtt.app;

import org.apache.camel.CamelContext;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.main.Main;
import org.apache.camel.spi.PropertiesComponent;

import java.nio.charset.StandardCharsets;
import java.util.Properties;

/** Camel's main with {@code application.properties} of the working directory, or what else Camel is told to read. */
final class ProjectMain extends Main {

    ProjectMain() {
        // Camel takes this object before a listener puts something into it.
        setOverrideProperties(new Properties());
        setDefaultPropertyPlaceholderLocation("file:application.properties");
    }

    /** What a run reads settings from, without a run: nothing is started, so there is nothing to stop. */
    PropertiesComponent properties() {
        CamelContext context = createCamelContext();
        try {
            configurePropertiesService(context);
        } catch (Exception e) {
            throw RuntimeCamelException.wrapRuntimeException(e);
        }
        PropertiesComponent properties = context.getPropertiesComponent();
        properties.init();
        return properties;
    }

    /** Camel reads a properties file as ISO 8859-1, which is no editor's charset any more. */
    @Override
    protected CamelContext createCamelContext() {
        CamelContext context = super.createCamelContext();
        context.getPropertiesComponent().setEncoding(StandardCharsets.UTF_8.name());
        return context;
    }
}
