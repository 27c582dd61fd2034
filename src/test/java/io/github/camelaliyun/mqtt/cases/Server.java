package io.github.camelaliyun.mqtt.cases;

import io.github.camelaliyun.mqtt.kit.Mosquitto;
import io.github.camelaliyun.mqtt.sandbox.SharedSandbox;

import java.net.URI;

/** The servers that a case runs on: each is started at the first question for it, and ends with the JVM. */
enum Server {
    SANDBOX {
        @Override
        URI uri() {
            return SharedSandbox.get().tcp();
        }
    },
    MOSQUITTO {
        @Override
        URI uri() {
            return SharedMosquitto.BROKER.uri();
        }
    };

    abstract URI uri();

    private static final class SharedMosquitto {
        private static final Mosquitto BROKER = Mosquitto.start(Mosquitto.Options.anonymous());
    }
}
