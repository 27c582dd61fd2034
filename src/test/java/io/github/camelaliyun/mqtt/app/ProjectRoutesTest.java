package io.github.camelaliyun.mqtt.app;

import org.apache.camel.builder.AdviceWith;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.main.MainConfigurationProperties;
import org.apache.camel.test.junit5.TestExecutionConfiguration;
import org.apache.camel.test.main.junit5.CamelMainTestSupport;
import org.junit.jupiter.api.Test;

/** The routes of the project by themselves, without a server. */
class ProjectRoutesTest extends CamelMainTestSupport {

    @Override
    protected void configure(MainConfigurationProperties configuration) {
        configuration.withRoutesIncludePattern("file:routes/publish.camel.yaml");
    }

    @Override
    public void configureTest(TestExecutionConfiguration configuration) {
        super.configureTest(configuration);
        configuration.withUseAdviceWith(true);
    }

    @Test
    void oneCounterRunsThroughBothTopics() throws Exception {
        AdviceWith.adviceWith(context, "publish", route -> {
            route.replaceFromWith("direct:tick");
            route.weaveByToUri(".*/oppo").replace().to("mock:topic");
            route.weaveByToUri(".*/p2p/.*").replace().to("mock:p2p");
        });
        context.setVariable("global:hello", -1);
        context.start();
        MockEndpoint topic = getMockEndpoint("mock:topic");
        MockEndpoint p2p = getMockEndpoint("mock:p2p");
        topic.expectedBodiesReceived("Hello mqtt 0", "Hello mqtt 2");
        p2p.expectedBodiesReceived("Hello mqtt 1", "Hello mqtt 3");

        template.sendBody("direct:tick", null);
        template.sendBody("direct:tick", null);

        MockEndpoint.assertIsSatisfied(context);
    }
}
