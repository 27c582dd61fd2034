package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.credential.AuthMode;
import io.github.camelaliyun.mqtt.credential.Keys;
import io.github.camelaliyun.mqtt.sandbox.AliyunMqttSandbox;
import io.github.camelaliyun.mqtt.service.InvalidSettingException;
import io.github.camelaliyun.mqtt.service.Printable;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static io.github.camelaliyun.mqtt.service.InvalidSettingException.named;

/**
 * What the host of a server says about the account: that of the service begins with the instance. Domains of one's own and
 * numbers say nothing.
 *
 * @see <a href="https://help.aliyun.com/document_detail/174524.html">Endpoints: public, VPC, cloud SDK</a>
 */
final class ServiceHost {

    private static final String DOMAIN = ".aliyuncs.com";

    /** The instance, and what an address in a VPC or of the cloud SDK has behind it. */
    private static final Pattern HOST = Pattern.compile(
            "(?<instance>(?:post|mqtt)-[a-z0-9-]+?)(?<network>-internal-vpc|-internal|-vpc|-server-internet|-server-internal)?"
                    + "\\.mqtt(?:\\.[a-z0-9-]+)*\\.aliyuncs\\.com");

    private static final String CLOUD_SDK = "-server-";

    private ServiceHost() {}

    /**
     * Checks that an account is for its server, if it has one.
     *
     * @param keys the present ones of the account
     * @throws InvalidSettingException naming both values if it is not
     */
    static void check(AliyunMqttAccount account, Keys keys) {
        if (account.getEndpoint() != null && !account.isSandbox()) {
            check(
                    ServerAddress.OF_ACCOUNT,
                    ServerAddress.parseAll(ServerAddress.OF_ACCOUNT, account.getEndpoint()),
                    account,
                    keys);
        }
    }

    /**
     * Checks that an account is for the servers of an endpoint.
     *
     * @param setting what has the addresses
     * @throws InvalidSettingException naming both values if it is not
     */
    static void check(String setting, List<ServerAddress> servers, AliyunMqttAccount account) {
        check(setting, servers, account, new Keys(account.getAccessKey(), account.getSecretKey()));
    }

    private static void check(String setting, List<ServerAddress> servers, AliyunMqttAccount account, Keys keys) {
        // A custom identity has no instance in its user name.
        String instanceId = AuthMode.parse(account.getAuthMode()) == AuthMode.CUSTOM ? null : account.getInstanceId();
        servers.forEach(server -> check(setting, server, instanceId, keys));
    }

    private static void check(String setting, ServerAddress server, String instanceId, Keys keys) {
        String host = server.host().toLowerCase(Locale.ROOT).replaceFirst("\\.$", "");
        if (!host.endsWith(DOMAIN)) {
            return;
        }
        requireNotOfSandbox(setting, server, instanceId, keys);
        Matcher name = HOST.matcher(host);
        if (name.matches()) {
            requireMqtt(setting, server, name);
            requireInstance(setting, server, name.group("instance"), instanceId);
        }
    }

    private static void requireNotOfSandbox(String setting, ServerAddress server, String instanceId, Keys keys) {
        List<String> ofSandbox = new ArrayList<>();
        if (AliyunMqttSandbox.ACCESS_KEY.equals(keys.accessKey())) {
            ofSandbox.add("accessKey");
        }
        if (AliyunMqttSandbox.SECRET_KEY.equals(keys.secretKey())) {
            ofSandbox.add("secretKey");
        }
        if (AliyunMqttSandbox.INSTANCE_ID.equals(instanceId)) {
            ofSandbox.add("instanceId");
        }
        if (!ofSandbox.isEmpty()) {
            List<String> others = ofSandbox.subList(1, ofSandbox.size());
            throw new InvalidSettingException(
                    ofSandbox.get(0),
                    others.stream().map(name -> "and " + named(name) + " ").reduce("", String::concat)
                            + (others.isEmpty() ? "is" : "are") + " still the sandbox's, and " + named(setting) + " '"
                            + server + "' is the service",
                    "set what the console has for your instance (AccessKey pair: RAM console; instance ID: MQTT console), or "
                            + named(setting) + " to sandbox");
        }
    }

    private static void requireMqtt(String setting, ServerAddress server, Matcher name) {
        String network = name.group("network");
        if (network != null && network.startsWith(CLOUD_SDK)) {
            throw new InvalidSettingException(
                    setting,
                    "'" + server + "' is for the cloud SDK, which does not speak MQTT",
                    "set the host " + name.group("instance") + ".mqtt" + DOMAIN + ", or in a VPC "
                            + name.group("instance") + "-internal-vpc.mqtt" + DOMAIN);
        }
    }

    private static void requireInstance(String setting, ServerAddress server, String instance, String instanceId) {
        if (instanceId == null || instanceId.isBlank() || instanceId.equalsIgnoreCase(instance)) {
            return;
        }
        throw new InvalidSettingException(
                "instanceId",
                "'" + Printable.of(instanceId) + "' is another instance than that of " + named(setting) + " '" + server
                        + "', whose host begins with " + instance,
                "set " + named("instanceId") + " to " + instance + ", or " + named(setting) + " to the address of "
                        + Printable.of(instanceId));
    }
}
