package io.github.camelaliyun.mqtt.app;

import io.github.camelaliyun.mqtt.service.Causes;
import io.github.camelaliyun.mqtt.service.FailureWords;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.spi.CamelEvent.ExchangeCompletedEvent;
import org.apache.camel.spi.CamelEvent.ExchangeEvent;
import org.apache.camel.spi.CamelEvent.ExchangeFailedEvent;
import org.apache.camel.spi.ExceptionHandler;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.EventNotifierSupport;
import org.apache.camel.support.LifecycleStrategySupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ScheduledExecutorService;
import java.util.regex.Pattern;

/**
 * Tells in one line which route failed, where and why, and counts what repeats itself; the stack trace comes at DEBUG. Camel tells
 * each failure twice, with two stack traces: once by the error handler, whose lines {@code log4j2.properties} leaves out, and once by
 * the consumer, whose place for that, the endpoint's exception handler, is taken here unless a route has one of its own.
 */
final class RouteFailures extends EventNotifierSupport {

    private static final Logger LOG = LoggerFactory.getLogger(RouteFailures.class);

    /** On an exchange whose failure has been told. */
    private static final String TOLD = RouteFailures.class.getName();

    private static final Pattern SERVER = Pattern.compile("(?s)^([^:]*:)(?:/*([^/?]*[.:][^/?]*))?.*$");

    private final Duration window;
    private CamelContext context;
    private ScheduledExecutorService timer;
    private RepeatedLines lines;

    RouteFailures(Duration window) {
        this.window = window;
        setIgnoreCamelContextEvents(true);
        setIgnoreCamelContextInitEvents(true);
        setIgnoreRouteEvents(true);
        setIgnoreServiceEvents(true);
        setIgnoreStepEvents(true);
        setIgnoreExchangeCreatedEvent(true);
        setIgnoreExchangeSendingEvents(true);
        setIgnoreExchangeSentEvents(true);
        setIgnoreExchangeRedeliveryEvents(true);
    }

    /** To be called before there are routes. */
    void watch(CamelContext context) {
        this.context = context;
        timer = context.getExecutorServiceManager().newSingleThreadScheduledExecutor(this, "route-failures");
        lines = new RepeatedLines(timer, window, LOG::error);
        context.getManagementStrategy().addEventNotifier(this);
        context.addLifecycleStrategy(new LifecycleStrategySupport() {
            @Override
            public void onEndpointAdd(Endpoint endpoint) {
                if (endpoint instanceof DefaultEndpoint consumed
                        && consumed.getExceptionHandler() == null
                        && !consumed.isBridgeErrorHandler()) {
                    consumed.setExceptionHandler(new OfConsumers(consumed));
                }
            }
        });
    }

    @Override
    public boolean isEnabled(CamelEvent event) {
        return event instanceof ExchangeFailedEvent || event instanceof ExchangeCompletedEvent;
    }

    @Override
    public void notify(CamelEvent event) {
        Exchange exchange = ((ExchangeEvent) event).getExchange();
        if (event instanceof ExchangeFailedEvent) {
            tell(exchange, exchange.getException());
        } else if (exchange.isRollbackOnly() || exchange.isRollbackOnlyLast()) {
            tell(exchange, null);
        }
    }

    private void tell(Exchange exchange, Throwable failure) {
        exchange.setProperty(TOLD, failure);
        String id = exchange.getProperty(Exchange.FAILURE_ROUTE_ID, exchange.getFromRouteId(), String.class);
        String what = failure == null ? "rolled back" : FailureWords.of(failure);
        lines.tell(
                Arrays.asList(
                        id,
                        endpointKind(exchange.getProperty(Exchange.FAILURE_ENDPOINT, String.class)),
                        failure == null ? null : Causes.innermost(failure).getClass()),
                place(exchange.getContext(), id) + "route " + id + ": " + what);
        LOG.debug("route {} failed", id, failure);
    }

    /** Of a dynamic endpoint scheme, and host if there is one: the rest may be another one for each message. */
    private String endpointKind(String endpoint) {
        return endpoint == null || context.getEndpointRegistry().isStatic(endpoint)
                ? endpoint
                : SERVER.matcher(endpoint).replaceFirst("$1$2");
    }

    private static String place(CamelContext context, String id) {
        Route route = id == null ? null : context.getRoute(id);
        String source = route == null ? null : route.getSourceLocationShort();
        return source == null ? "" : source + ", ";
    }

    @Override
    protected void doStop() throws Exception {
        super.doStop();
        if (lines != null) {
            lines.close();
            context.getExecutorServiceManager().shutdownNow(timer);
        }
    }

    /** What consumers tell of themselves, and of exchanges that their routes have not done. */
    private final class OfConsumers implements ExceptionHandler {

        private final Endpoint endpoint;

        private OfConsumers(Endpoint endpoint) {
            this.endpoint = endpoint;
        }

        @Override
        public void handleException(Throwable exception) {
            handleException(null, null, exception);
        }

        @Override
        public void handleException(String message, Throwable exception) {
            handleException(message, null, exception);
        }

        @Override
        public void handleException(String message, Exchange exchange, Throwable exception) {
            boolean told = exchange != null && exchange.getProperty(TOLD) == exception;
            // What the component tells a consumer without an exchange is in the log already, with its connection.
            boolean ofConnection = exchange == null
                    && exception != null
                    && exception.getClass().getPackageName().startsWith(FailureWords.OURS);
            if (!told && !ofConnection) {
                lines.tell(
                        Arrays.asList(
                                endpoint.getEndpointUri(), message, exception == null ? null : exception.getClass()),
                        endpoint + ": " + (message == null ? "" : message + ": ")
                                + (exception == null ? "" : FailureWords.of(exception)));
                LOG.debug("{}: {}", endpoint, message, exception);
            }
        }
    }
}
