package estate;

import io.github.camelaliyun.mqtt.AliyunMqttComponent;
import io.github.camelaliyun.mqtt.sandbox.Sandbox;
import io.github.camelaliyun.mqtt.sandbox.SandboxOptions;
import io.netty.util.Version;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.jsse.KeyStoreParameters;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.apache.camel.support.jsse.TrustManagersParameters;

import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Publishes and consumes over each transport against a sandbox in this JVM, whatever Netty is on the class path. */
public final class Application {

    private static final List<String> BODIES = List.of("first", "second", "third");
    private static final long PATIENCE_SECONDS = 20;
    private static final SandboxOptions OPTIONS = new SandboxOptions(
            0, false, "estate-access-key", "estate-secret-key", "post-cn-estate", Set.of(), Set.of("test"));

    private Application() {}

    /**
     * Prints a line for the version of Netty, and one for each transport.
     *
     * @param args the address of a server in place of the sandbox
     */
    public static void main(String[] args) throws Exception {
        System.out.println("netty " + versions());
        if (args.length > 0) {
            URI server = URI.create(args[0]);
            System.out.println(server.getScheme() + " " + thereAndBack(server, new SSLContextParameters()));
            return;
        }
        try (Sandbox sandbox = Sandbox.start(OPTIONS)) {
            for (URI server : List.of(sandbox.tcp(), sandbox.ssl(), sandbox.ws())) {
                System.out.println(server.getScheme() + " " + thereAndBack(server, trusting(sandbox)));
            }
        }
    }

    private static Set<String> versions() {
        Set<String> versions = new TreeSet<>();
        Version.identify().values().forEach(version -> versions.add(version.artifactVersion()));
        return versions;
    }

    /** The bodies that came back. */
    private static List<String> thereAndBack(URI server, SSLContextParameters tls) throws Exception {
        BlockingQueue<String> arrived = new LinkedBlockingQueue<>();
        try (CamelContext context = new DefaultCamelContext();
                ProducerTemplate template = context.createProducerTemplate()) {
            context.addComponent("paho", component(server, tls));
            context.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("paho:test/in")
                            .process(exchange ->
                                    arrived.add(exchange.getMessage().getBody(String.class)));
                }
            });
            context.start();
            BODIES.forEach(body -> template.sendBody("paho:test/in", body));
            String[] back = new String[BODIES.size()];
            for (int i = 0; i < back.length; i++) {
                back[i] = arrived.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            }
            return List.of(back);
        }
    }

    private static AliyunMqttComponent component(URI server, SSLContextParameters tls) {
        AliyunMqttComponent component = new AliyunMqttComponent();
        component.getAccount().setEndpoint(server.toString());
        component.getAccount().setInstanceId(OPTIONS.instanceId());
        component.getAccount().setAccessKey(OPTIONS.accessKey());
        component.getAccount().setSecretKey(OPTIONS.secretKey());
        component.setGroupId("GID_estate");
        component.setDeviceId("00001");
        component.setSslContextParameters(tls);
        return component;
    }

    private static SSLContextParameters trusting(Sandbox sandbox) {
        KeyStoreParameters store = new KeyStoreParameters();
        store.setResource("file:" + sandbox.trustStore());
        store.setPassword(sandbox.trustStorePassword());
        TrustManagersParameters trust = new TrustManagersParameters();
        trust.setKeyStore(store);
        SSLContextParameters parameters = new SSLContextParameters();
        parameters.setTrustManagers(trust);
        return parameters;
    }
}
