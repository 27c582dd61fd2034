package io.github.camelaliyun.mqtt.brokers;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.opentest4j.TestAbortedException;

import java.lang.reflect.Method;
import java.util.Optional;

/**
 * Runs a test, or the control of the broker's limit in its place, and notes the outcome in the table. A limit that the
 * control confirms skips the test with the limit as the reason; one that it does not confirm fails it.
 */
final class Recording implements InvocationInterceptor {

    @Override
    public void interceptBeforeAllMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        String column = context.getRequiredTestClass().getSimpleName().replace("IT", "");
        try {
            invocation.proceed();
        } catch (TestAbortedException e) {
            System.err.println(column + " is skipped: " + e.getMessage());
            Results.of(context).noteAll(column, "not available: " + e.getMessage());
            throw e;
        } catch (Throwable e) {
            Results.of(context).noteAll(column, "**failed**: it did not start");
            throw e;
        }
    }

    @Override
    public void interceptTestMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        BrokerRig contract = (BrokerRig) method.getTarget().orElseThrow();
        Behaviour behaviour = method.getExecutable().getAnnotation(Shows.class).value();
        BrokerUnderTest broker = contract.broker();
        String column = broker.name() + " " + broker.version();
        Results results = Results.of(context);
        Optional<Limit> limit = Limits.of(broker.name(), behaviour);
        try {
            if (limit.isPresent() && !limit.get().lesser()) {
                invocation.skip();
                String words = limit.get().words(limit.get().control().see(broker));
                results.note(column, behaviour, words);
                throw new TestAbortedException(column + ", " + words);
            }
            invocation.proceed();
            String figure = contract.takeFigure();
            String ok = figure.isEmpty() ? "ok" : "ok, " + figure;
            results.note(
                    column,
                    behaviour,
                    limit.isPresent()
                            ? ok + "; "
                                    + limit.get().words(limit.get().control().see(broker))
                            : ok);
        } catch (TestAbortedException e) {
            System.err.println(e.getMessage());
            throw e;
        } catch (Throwable e) {
            results.note(column, behaviour, "**failed**: " + e.getMessage());
            throw e;
        }
    }
}
