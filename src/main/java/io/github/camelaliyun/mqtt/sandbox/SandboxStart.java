package io.github.camelaliyun.mqtt.sandbox;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts a sandbox, or says why it cannot: that the broker is not there must show before a class that needs it is loaded. */
final class SandboxStart {

    private static final Logger LOG = LoggerFactory.getLogger(Sandbox.class);

    private SandboxStart() {}

    /** @throws SandboxException as {@link Sandbox#start} */
    static Sandbox start(SandboxOptions options) {
        Argument.requirePresent("options", options);
        BrokerPresence.require();
        int port = Ports.choose(options.port(), options.portMayMove(), options.otherPorts());
        options.otherPorts().requireFree();
        SandboxFolder folder = SandboxFolder.create();
        SandboxParts started = null;
        try {
            started = SandboxThreads.call("sandbox-start", () -> SandboxParts.start(options, port, folder));
        } catch (LinkageError e) {
            throw BrokerPresence.incomplete(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SandboxException("interrupted while the sandbox started", e);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("no other exception is declared", e);
        } finally {
            if (started == null) {
                folder.close();
            }
        }
        Sandbox ready = new Sandbox(started);
        LOG.info(
                "sandbox ready: {} {} {} {}, trust store {}",
                ready.tcp(),
                ready.ssl(),
                ready.ws(),
                ready.wss(),
                ready.trustStore());
        return ready;
    }
}
