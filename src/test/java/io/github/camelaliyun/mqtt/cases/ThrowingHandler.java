package io.github.camelaliyun.mqtt.cases;

import org.apache.camel.Exchange;
import org.apache.camel.spi.ExceptionHandler;

import java.util.concurrent.atomic.AtomicBoolean;

/** A handler of exceptions that throws at the first call. */
final class ThrowingHandler implements ExceptionHandler {
    private final Thrown thrown;
    private final AtomicBoolean first = new AtomicBoolean(true);

    ThrowingHandler(Thrown thrown) {
        this.thrown = thrown;
    }

    @Override
    public void handleException(Throwable exception) {
        throwOnce();
    }

    @Override
    public void handleException(String message, Throwable exception) {
        throwOnce();
    }

    @Override
    public void handleException(String message, Exchange exchange, Throwable exception) {
        throwOnce();
    }

    private void throwOnce() {
        if (first.getAndSet(false)) {
            thrown.now();
        }
    }
}
