package io.github.camelaliyun.mqtt.doctor;

import io.github.camelaliyun.mqtt.AliyunMqttComponent;
import io.github.camelaliyun.mqtt.wire.Wire;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/** An application with routes, which the doctor looks at; not started. For one thread. */
final class DoctorRig implements AutoCloseable {

    static final String CLIENT_ID = "GID_test@@@00001";
    static final String SECRET = "TopSecretXYZ";

    private final DefaultCamelContext context = new DefaultCamelContext();
    final AliyunMqttComponent component = new AliyunMqttComponent();
    private Clock clock = Clock.systemUTC();
    private boolean takeOver;
    private Locale language = Locale.ENGLISH;

    /** One with an account of the service. */
    static DoctorRig of(URI server) {
        return new DoctorRig(server).with(component -> {
            component.getAccount().setInstanceId("post-cn-test");
            component.getAccount().setAccessKey("test-access-key");
            component.getAccount().setSecretKey(SECRET);
            component.setGroupId("GID_test");
            component.setDeviceId("00001");
        });
    }

    /** One for any broker. */
    static DoctorRig ofBroker(URI server) {
        return new DoctorRig(server)
                .with(component -> component.getConfiguration().setClientId(CLIENT_ID));
    }

    private DoctorRig(URI server) {
        context.getRegistry().bind("paho", component);
        component.getAccount().setEndpoint(server.toString());
        component.getConfiguration().setConnectionTimeout(1);
    }

    DoctorRig with(Consumer<AliyunMqttComponent> settings) {
        settings.accept(component);
        return this;
    }

    /** A route from such an endpoint, whose id is its number, from {@code route1} on. */
    DoctorRig consuming(String... topics) throws Exception {
        for (String topic : topics) {
            int number = context.getRouteDefinitions().size() + 1;
            context.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("paho:" + topic).routeId("route" + number).to("mock:seen");
                }
            });
        }
        return this;
    }

    DoctorRig publishing(String topic) throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:in").routeId("publish").to("paho:" + topic);
            }
        });
        return this;
    }

    DoctorRig at(Clock of) {
        clock = of;
        return this;
    }

    DoctorRig takingOver() {
        takeOver = true;
        return this;
    }

    DoctorRig in(Locale locale) {
        language = locale;
        return this;
    }

    Diagnosis examine() {
        return new Consultation(new Words(language), clock, takeOver, result -> {}).application(context);
    }

    /** For checks one by one. */
    Examination examination(Wire wire) {
        Subject subject = new Subjects(context).find("test/doctor").get(0);
        return new Examination(
                subject,
                new Practice(
                        wire,
                        new Deadline(Duration.ofSeconds(14)),
                        new Words(language),
                        clock,
                        takeOver,
                        false,
                        Optional.empty()));
    }

    /** Of the first that has failed: the id of its check, and what was found. */
    static String firstFailed(Diagnosis diagnosis) {
        return diagnosis.results().stream()
                .filter(result -> result.finding().status() == Status.FAILED)
                .map(result -> result.check() + ": " + withoutRandom(result))
                .findFirst()
                .orElse("none\n" + diagnosis);
    }

    /** What a check has found, each with its status. */
    static List<String> found(Diagnosis diagnosis, String check) {
        return diagnosis.results().stream()
                .filter(result -> result.check().equals(check))
                .map(result -> result.finding().status() + " " + withoutRandom(result))
                .toList();
    }

    private static String withoutRandom(Result result) {
        return result.finding().found().replaceAll("-doctor-[a-z0-9]{4}\\b", "-doctor");
    }

    @Override
    public void close() {
        context.stop();
        context.shutdown();
    }
}
