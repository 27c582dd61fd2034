package io.github.camelaliyun.mqtt.app;

import io.github.camelaliyun.mqtt.sandbox.AliyunMqttSandbox;
import io.github.camelaliyun.mqtt.sandbox.Sandbox;

/** What a client of the sandbox needs to know, as text to be read. Tells no secret but the sandbox's own, which is public. */
final class SandboxSheet {

    private static final String CLIENT_ID = "GID_sandbox@@@00001";

    private static final String PUBLISHER = "GID_sandbox@@@00002";

    private SandboxSheet() {}

    static String of(Sandbox sandbox, Settings settings) {
        String accessKey = settings.get("access-key");
        String instanceId = settings.get("instance-id");
        boolean usual = settings.get("secret-key").equals(AliyunMqttSandbox.SECRET_KEY);
        String secret = usual ? AliyunMqttSandbox.SECRET_KEY : "$ALIYUN_MQTT_SECRET_KEY";
        String userName = "Signature|" + accessKey + "|" + instanceId;
        return """

                The sandbox, a stand-in for Alibaba Cloud's MQTT service, for this machine alone. Ctrl-C ends it.

                  tcp            %s
                  ssl            %s
                  ws             %s
                  wss            %s
                  certificate    %s
                  trust store    %s (password %s)
                  instance       %s
                  AccessKey ID   %s
                  secret         %s
                  parent topic   %s

                  clientId       <any Group ID>@@@<any Device ID>, such as %s
                  user name      %s
                  password       Base64(HMAC-SHA1(secret, clientId))

                A message that %s gets without a subscription, if it is connected (in a second terminal):

                  PW=$(printf %%s '%s' | openssl dgst -sha1 -hmac %s -binary | base64)
                  mosquitto_pub -p %d -i '%s' -u '%s' -P "$PW" \\
                      -q 1 -t '%s/p2p/%s' -m hello
                """.formatted(
                        sandbox.tcp(),
                        sandbox.ssl(),
                        sandbox.ws(),
                        sandbox.wss(),
                        sandbox.caFile(),
                        sandbox.trustStore(),
                        sandbox.trustStorePassword(),
                        instanceId,
                        accessKey,
                        usual ? secret : "as set",
                        settings.get("parent-topic"),
                        CLIENT_ID,
                        userName,
                        CLIENT_ID,
                        PUBLISHER,
                        secret,
                        sandbox.tcp().getPort(),
                        PUBLISHER,
                        userName,
                        settings.get("parent-topic").split(",")[0].strip(),
                        CLIENT_ID);
    }
}
