package io.github.camelaliyun.mqtt.sandbox;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import java.util.HashSet;
import java.util.Set;

/** An extension of JUnit 5 that starts for the first class or test that it runs for, and stops after the last. */
abstract class RegisteredExtension
        implements BeforeAllCallback, AfterAllCallback, BeforeEachCallback, AfterEachCallback {

    private final Set<String> users = new HashSet<>();

    abstract void start();

    abstract void stop();

    @Override
    public void beforeAll(ExtensionContext context) {
        begin(context);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        end(context);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        begin(context);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        end(context);
    }

    private synchronized void begin(ExtensionContext context) {
        if (users.isEmpty()) {
            start();
        }
        users.add(context.getUniqueId());
    }

    /** JUnit calls what is after a class for one that another extension has failed before this one, too. */
    private synchronized void end(ExtensionContext context) {
        if (users.remove(context.getUniqueId()) && users.isEmpty()) {
            stop();
        }
    }
}
