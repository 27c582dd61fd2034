package io.github.camelaliyun.mqtt.bench.peer;

import io.github.camelaliyun.mqtt.AliyunMqttComponent;
import io.github.camelaliyun.mqtt.bench.worker.Plan;
import org.apache.camel.CamelContext;
import org.apache.camel.component.paho.PahoComponent;
import org.apache.camel.impl.DefaultCamelContext;

/** A Camel context with one of the two components behind {@code paho:}, set up as an application would. */
enum CamelSetup {
    OURS {
        @Override
        PahoComponent component(Plan plan) {
            String[] identity = plan.clientId().split("@@@");
            AliyunMqttComponent component = new AliyunMqttComponent();
            component.getAccount().setEndpoint(plan.uri());
            component.setGroupId(identity[0]);
            component.setDeviceId(identity[1]);
            plan.keys().ifPresent(keys -> {
                component.getAccount().setAccessKey(keys.get(0));
                component.getAccount().setSecretKey(keys.get(1));
                component.getAccount().setInstanceId(keys.get(2));
            });
            return component;
        }

        @Override
        String consumer(Plan plan, String topic, boolean cleanSession) {
            return "paho:" + topic + "?cleanSession=" + cleanSession + "&qos=" + plan.qos();
        }

        @Override
        String producer(Plan plan) {
            return "paho:" + plan.topic() + "?qos=" + plan.qos();
        }
    },

    STOCK {
        @Override
        PahoComponent component(Plan plan) {
            PahoComponent component = new PahoComponent();
            component.getConfiguration().setBrokerUrl(plan.uri());
            component.getConfiguration().setMqttVersion(MQTT_3_1_1);
            component.getConfiguration().setMaxInflight(plan.window());
            return component;
        }

        /** Every endpoint is a connection, so a route that consumes and publishes has two clientIds. */
        @Override
        String consumer(Plan plan, String topic, boolean cleanSession) {
            return endpoint(plan, topic, plan.clientId()) + "&manualAcksEnabled=true&cleanSession=" + cleanSession;
        }

        @Override
        String producer(Plan plan) {
            return endpoint(plan, plan.topic(), plan.clientId() + "-out");
        }

        private String endpoint(Plan plan, String topic, String clientId) {
            String login = plan.credentials(clientId)
                    .map(credentials -> "&userName=RAW(" + credentials.username() + ")&password=RAW("
                            + credentials.password() + ")")
                    .orElse("");
            return "paho:" + topic + "?clientId=" + clientId + "&qos=" + plan.qos() + login;
        }
    };

    /** In Paho's counting; camel-paho would try 3.1.1 and then 3.1. */
    private static final int MQTT_3_1_1 = 4;

    abstract PahoComponent component(Plan plan);

    abstract String consumer(Plan plan, String topic, boolean cleanSession);

    abstract String producer(Plan plan);

    /** Not started. */
    CamelContext context(Plan plan) {
        CamelContext context = new DefaultCamelContext();
        // As without camel-management, which the class path of a build before may have.
        context.disableJMX();
        context.addComponent("paho", component(plan));
        return context;
    }
}
