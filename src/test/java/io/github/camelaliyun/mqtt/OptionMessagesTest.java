package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.service.Causes;
import org.apache.camel.Endpoint;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/** What an option that cannot be is refused with: its name, its value, what it may be, and what to do; in one line. */
class OptionMessagesTest {

    private final DefaultCamelContext context = new DefaultCamelContext();
    private final AliyunMqttComponent component = new AliyunMqttComponent();

    OptionMessagesTest() {
        context.addComponent("paho", component);
    }

    @AfterEach
    void close() throws Exception {
        context.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "concurrentConsumers=0 | concurrentConsumers is 0: it must be at least 1; correct it (1 keeps the order)",
                "maxDeliveryAttempts=-1 | maxDeliveryAttempts is -1: it must be at least 0; correct it (0 is without end)",
                "maxInProgress=0 | maxInProgress is 0: it must be at least 1; correct it (the default is 1000)",
                "keepAliveInterval=-1 | keepAliveInterval is -1: it must be between 0 and 65535; correct it (seconds; 0 switches keep alive off)",
                "connectionTimeout=-1 | connectionTimeout is -1: it must be between 0 and 2147483647; correct it (seconds; 0 stands for 30)",
                "maxInflight=0 | maxInflight is 0: it must be between 1 and 65535; correct it (publishes; the default is 1000)",
                "qos=3 | qos is 3: it must be between 0 and 2; correct it (the default is 1)",
                "willQos=4 | willQos is 4: it must be between 0 and 2; correct it (the default is 1)",
                "clientId=&cleanSession=false | clientId is empty: it must be at least one character with cleanSession=false or mqttVersion=3, since the server cannot keep a session for a name that it chooses (MQTT 3.1.1, 3.1.3-8); set a clientId, or cleanSession=true",
                "clientId=a%00b | clientId is text with a NUL character: it must be text without one (MQTT 3.1.1, 1.5.3-2); remove it",
                "unclaimedGrace=-1 | unclaimedGrace is -1: it must be between 0 and 315360000000 milliseconds; correct it, or leave it out for its default",
                "whenStopped=x | whenStopped is 'x': it must be keep, discard or the URI of an endpoint; correct it, or leave it out for keep",
                "unclaimed=letters | unclaimed is 'letters': it must be the URI of an endpoint, as in seda:letters; write its scheme and name, or leave the option out",
                "serverURIs=tcp://u:p@a:1,tcp://b:1 | serverURIs has addresses with different logins, or only some of them have one: no password is sent to a server that it was not written for; write the same login in each of them, or in none and set userName and password"
            })
    void anOptionThatIsOutOfItsRangeIsRefused(String options, String message) {
        component.getConfiguration().setBrokerUrl("tcp://127.0.0.1:1");

        assertThat(messageOf("paho:test/x?" + options)).isEqualTo(message);
    }

    @Test
    void anOptionThatABeanHasMadeNullIsRefused() {
        component.getConfiguration().setBrokerUrl("tcp://127.0.0.1:1");
        component.getConfiguration().setWhenDisconnected(null);

        assertThat(messageOf("paho:test/x"))
                .isEqualTo("whenDisconnected is empty: it must be wait or fail; correct it, or leave it out for wait");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "$share/a/b | topic filter '$share/a/b': the service does not support shared subscriptions; let one route consume, or split by topic",
                "+/x | topic filter '+/x': the first level must be a parent topic that was created in the console, not a wildcard; write for example test/#",
                "test/1234567890123456789012345678901234567890123456789012345678901 | topic filter 'test/1234567890123456789012345678901234567890123456789012345678901' has 66 characters, the service allows 64 for the whole topic and closes the connection over a longer one: shorten it",
                "test/x?clientId=GID_1@@@a | groupId 'GID_1' is too short: a Group ID has 7 to 64 characters, copy it from the console (Groups)",
                "test/x?clientId=abc | clientId 'abc' is none of the service's: write it in the form <Group ID>@@@<Device ID>, for example GID_group@@@00001",
                "test/x?clientId=GID_group@@@12345678901234567890123456789012345678901234567890123 | deviceId and groupId give the clientId 'GID_group@@@12345678901234567890123456789012345678901234567890123' of 65 characters: the service allows 64 and drops a longer one, shorten deviceId"
            })
    void whatTheServiceWouldCloseTheConnectionForIsRefused(String uri, String message) {
        component.getAccount().setEndpoint("tcp://127.0.0.1:1");
        component.getAccount().setInstanceId("post-cn-test");
        component.getAccount().setAccessKey("key");
        component.getAccount().setSecretKey("secret");
        component.setGroupId("GID_group");
        component.setDeviceId("1");

        assertThat(messageOf("paho:" + uri)).isEqualTo(message);
    }

    private String messageOf(String uri) {
        return Causes.innermost(catchThrowable(() -> {
                    Endpoint endpoint = context.getEndpoint(uri);
                    endpoint.createConsumer(exchange -> {});
                }))
                .getMessage();
    }
}
