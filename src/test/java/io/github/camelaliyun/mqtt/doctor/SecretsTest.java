package io.github.camelaliyun.mqtt.doctor;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Locale;

import static org.assertj.core.api.Assertions.assertThat;

/** No report has a secret, wherever Camel puts it into a message. */
class SecretsTest {

    private static final String SECRET = "s3cretXYZ";

    private static String report(DoctorRig rig) {
        try (rig) {
            Diagnosis diagnosis = rig.examine();
            return diagnosis + diagnosis.json();
        }
    }

    private static DoctorRig rig() {
        return DoctorRig.of(URI.create("tcp://127.0.0.1:1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "paho:test/x?password=#s3cretXYZ",
                "paho:test/x?password=#bean:s3cretXYZ",
                "paho:test/x?password=#class:s3cretXYZ",
                "paho:test/x?password=#property:s3cretXYZ",
                "paho:test/x?userName=#s3cretXYZ&password=p",
                "paho:test/x?sslClientProps=s3cretXYZ",
                "paho:test/x?sslClientProps=#s3cretXYZ",
                "paho:test/x?customWebSocketHeaders=#s3cretXYZ",
                "paho:test/x?customWebSocketHeaders=s3cretXYZ",
                "paho:test/x?credentialsProvider=s3cretXYZ",
                "paho:test/x?pasword=s3cretXYZ",
                "paho:test/x?account=s3cretXYZ",
                "paho:test/x?account=#s3cretXYZ",
                "paho:test/x?brokerUrl=tcp://user:s3cretXYZ@127.0.0.1:1",
                "paho:test/x?brokerUrl=tcp://user:s3cretXYZ@:",
                "paho:test/x?brokerUrl=ssl://127.0.0.1:1/?token=s3cretXYZ",
                "paho:test/x?brokerUrl=wss://127.0.0.1:1/mqtt?token=s3cretXYZ",
                "paho:test/x?proxy=http://user:s3cretXYZ@127.0.0.1:1",
                "paho:test/x?proxy=ftp://user:s3cretXYZ@127.0.0.1:1",
                "paho:test/x?deadLetterUri=nowhere://user:s3cretXYZ@host",
                "paho:test/x?deadLetterUri=seda:x?nonsense=s3cretXYZ",
                "paho:test/x?unclaimed=nowhere://user:s3cretXYZ@host",
                "paho:test/x?whenStopped=nowhere://user:s3cretXYZ@host",
                "paho:test/x?caFile=s3cretXYZ",
                "paho:test/x?privateKeyFile=RAW(s3cretXYZ)&certificateFile=s3cretXYZ",
                "paho:test/x?privateKeyPassword=#s3cretXYZ",
                "paho:test/x?password=%s3cretXYZ",
                "paho:test/x?password=RAW(s3cretXYZ",
                "paho:test/x?exceptionHandler=#s3cretXYZ",
                "paho:test/x?password=s3cretXYZ&topic={{nowhere}}",
                "paho:test/x?accessKey=s3cretXYZ&secretKey=s3cretXYZ"
            })
    void ofAUriIsShown(String uri) throws Exception {
        String report = report(rig().consuming(uri.substring("paho:".length())));
        assertThat(report).doesNotContain(SECRET);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "camel.component.paho.password=#bean:s3cretXYZ",
                "camel.component.paho.pasword=s3cretXYZ",
                "camel.component.paho.configuration.password=#class:s3cretXYZ",
                "camel.component.paho.user-name=#property:s3cretXYZ",
                "camel.component.paho.sslClientProps=s3cretXYZ",
                "camel.component.paho.customWebSocketHeaders=#bean:s3cretXYZ",
                "camel.component.paho.broker-url=tcp://u:s3cretXYZ@:",
                "camel.component.paho.dead-letter-uri=nowhere://u:s3cretXYZ@host",
                "camel.component.paho.account.token.server-bearr=s3cretXYZ",
                "camel.component.paho.account.token.source=s3cretXYZ",
                "camel.component.pahoo.password=s3cretXYZ",
                "camel.component.paho.account.token.serverBearer=#bean:s3cretXYZ",
                "camel.main.nonsense=s3cretXYZ",
                "camel.ssl.keystore-password=s3cretXYZ",
                "aliyun.mqtt.secret-key=#bean:s3cretXYZ",
                "aliyun.mqtt.access-key=s3cretXYZ",
                "aliyun.mqtt.secretkey=s3cretXYZ",
                "aliyun.mqtt.token.server-bearer=#s3cretXYZ",
                "aliyun.mqtt.token.server-url=http://u:s3cretXYZ@127.0.0.1:1/s3cretXYZ?x=s3cretXYZ",
                "aliyun.mqtt.token.server-url=127.0.0.1:1/?x=s3cretXYZ",
                "aliyun.mqtt.endpoint=tcp://u:s3cretXYZ@127.0.0.1:1"
            })
    void ofASettingIsShown(String setting) {
        String[] parts = setting.split("=", 2);
        System.setProperty("aliyun.mqtt.endpoint", "tcp://127.0.0.1:1");
        System.setProperty(parts[0], parts[1]);
        try {
            Diagnosis diagnosis =
                    new Consultation(new Words(Locale.ENGLISH), Clock.systemUTC(), false, result -> {}).project();

            assertThat(diagnosis + diagnosis.json()).doesNotContain(SECRET);
        } finally {
            System.clearProperty(parts[0]);
            System.clearProperty("aliyun.mqtt.endpoint");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "uri: paho:test/x?password=#bean:s3cretXYZ",
                "uri: paho:test/x?pasword=s3cretXYZ",
                "uri: nowhere://u:s3cretXYZ@host",
                "uri: paho:test/x?brokerUrl=tcp://u:s3cretXYZ@:",
                "uri: paho:test/x\n      parameters:\n        password: \"#class:s3cretXYZ\"",
                "uri: paho:test/x\n      parameters:\n        sslClientProps: s3cretXYZ",
                "uri: paho:test/x\n      parameters:\n        deadLetterUri: nowhere://u:s3cretXYZ@host",
                "uri: paho:test/x\n      parameters:\n        password: [s3cretXYZ"
            })
    void ofARouteFileIsShown(String from, @TempDir Path folder) throws IOException {
        Files.writeString(
                folder.resolve("it.camel.yaml"),
                "- route:\n    id: it\n    from:\n      " + from + "\n      steps:\n        - log: x\n");
        System.setProperty("aliyun.mqtt.routes-dir", folder.toString());
        try {
            ofASettingIsShown("camel.main.name=" + folder.getFileName());
        } finally {
            System.clearProperty("aliyun.mqtt.routes-dir");
        }
    }
}
