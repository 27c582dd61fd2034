package io.github.camelaliyun.mqtt.app;

import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.component.paho.PahoConstants;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.spi.CamelEvent.ExchangeCompletedEvent;
import org.apache.camel.support.EventNotifierSupport;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import static org.awaitility.Awaitility.await;

/** The runnable project as {@code camel:run} runs it, in this JVM, with some settings of the test's own. */
public final class MainJob implements AutoCloseable {

    private final List<String> received = new CopyOnWriteArrayList<>();
    private final ProjectStart startup = new ProjectStart();
    private final Main main = App.main(startup);

    private MainJob(Map<String, String> settings) {
        settings.forEach(main::addOverrideProperty);
        main.addMainListener(new MainListenerSupport() {
            @Override
            public void beforeConfigure(BaseMainSupport support) {
                support.getCamelContext().getManagementStrategy().addEventNotifier(new Received());
            }
        });
    }

    public static MainJob start(Map<String, String> settings) {
        return start(settings, "file:application.properties");
    }

    /** With property files of the test's own. */
    public static MainJob start(Map<String, String> settings, String propertyLocations) {
        MainJob job = new MainJob(settings);
        job.main.setDefaultPropertyPlaceholderLocation(propertyLocations);
        try {
            job.main.start();
            return job;
        } catch (RuntimeException e) {
            job.close();
            throw e;
        }
    }

    public CamelContext context() {
        return main.getCamelContext();
    }

    /** What the route {@code subscribe} has logged so far, in its order. */
    public List<String> received() {
        return received;
    }

    public void awaitReceived(String... lines) {
        await().atMost(Duration.ofSeconds(15)).until(() -> received.containsAll(List.of(lines)));
    }

    @Override
    public void close() {
        main.stop();
        startup.close();
    }

    private final class Received extends EventNotifierSupport {
        @Override
        public void notify(CamelEvent event) {
            Exchange exchange = ((ExchangeCompletedEvent) event).getExchange();
            if (exchange.getFromRouteId().startsWith("subscribe")) {
                received.add("topic:" + exchange.getIn().getHeader(PahoConstants.MQTT_TOPIC) + " msg:"
                        + exchange.getIn().getBody(String.class));
            }
        }

        @Override
        public boolean isEnabled(CamelEvent event) {
            return event instanceof ExchangeCompletedEvent;
        }
    }
}
