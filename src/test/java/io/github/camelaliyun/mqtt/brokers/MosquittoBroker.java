package io.github.camelaliyun.mqtt.brokers;

import io.github.camelaliyun.mqtt.kit.BrokerCrash;
import io.github.camelaliyun.mqtt.kit.FaultProxy;
import io.github.camelaliyun.mqtt.kit.Mosquitto;
import org.opentest4j.TestAbortedException;

import java.net.URI;
import java.util.List;
import java.util.Map;

/** The {@code mosquitto} of the machine. */
final class MosquittoBroker implements BrokerUnderTest {

    private final Site site;
    private final Mosquitto mosquitto;

    private MosquittoBroker(Site site, Mosquitto mosquitto) {
        this.site = site;
        this.mosquitto = mosquitto;
    }

    /**
     * Starts it and returns when it accepts connections.
     *
     * @throws TestAbortedException if it is missing
     */
    static BrokerUnderTest start() {
        if (!Mosquitto.available()) {
            throw new TestAbortedException("mosquitto is not on the PATH");
        }
        Site site = Site.prepare("mosquitto");
        try {
            return new MosquittoBroker(
                    site,
                    Mosquitto.start(Mosquitto.Options.withUsers(Map.of(Site.USER, site.password()))
                            .with(List.of(
                                    "listener " + site.tlsPort() + " 127.0.0.1",
                                    "certfile " + site.certificate(),
                                    "keyfile " + site.privateKey(),
                                    "listener " + site.wsPort() + " 127.0.0.1",
                                    "protocol websockets"))));
        } catch (RuntimeException e) {
            site.close();
            throw e;
        }
    }

    @Override
    public String name() {
        return "Mosquitto";
    }

    @Override
    public String version() {
        return Mosquitto.version().replaceAll(".* ", "");
    }

    @Override
    public Site site() {
        return site;
    }

    @Override
    public URI tcp() {
        return mosquitto.uri();
    }

    @Override
    public String webSocketPath() {
        return "/mqtt";
    }

    @Override
    public void kill() {
        mosquitto.kill();
    }

    @Override
    public void restart() {
        mosquitto.restart();
    }

    /** Saves before it is killed: it acknowledges first and saves later. */
    @Override
    public void crash(FaultProxy line) {
        BrokerCrash.happen(mosquitto, line);
    }

    @Override
    public void close() {
        mosquitto.close();
        site.close();
    }
}
