package io.github.camelaliyun.mqtt.springboot;

import io.github.camelaliyun.mqtt.ServerAddress;
import io.github.camelaliyun.mqtt.credential.AuthMode;
import io.github.camelaliyun.mqtt.credential.ClientId;
import io.github.camelaliyun.mqtt.sandbox.Sandbox;

import java.util.Locale;
import java.util.regex.Pattern;

import static io.github.camelaliyun.mqtt.springboot.ConfiguredAccount.isSet;

/**
 * Looks at an account before anything is made of it, so that a message names the key as {@code application.yml} has it. What
 * is left to the component is what needs a running Camel.
 */
final class AccountCheck {

    private static final Pattern SCHEME = Pattern.compile("[a-z][a-z0-9-]*");

    private final ConfiguredAccount account;
    private final AccountProperties settings;

    private AccountCheck(ConfiguredAccount account) {
        this.account = account;
        this.settings = account.settings();
    }

    /** @throws InvalidSettingException naming the first setting that cannot be */
    static void check(ConfiguredAccount account) {
        AccountCheck check = new AccountCheck(account);
        check.scheme();
        check.endpoint();
        check.keys();
        check.clientId();
    }

    private void scheme() {
        if (!SCHEME.matcher(account.scheme()).matches()) {
            throw new InvalidSettingException(
                    account.prefix(),
                    "makes a component '" + account.scheme() + "', which cannot be the scheme of a URI",
                    "Use lower-case letters, digits and '-', and a letter first.");
        }
    }

    private void endpoint() {
        String endpoint = settings.getEndpoint();
        require("endpoint", endpoint, "for example ssl://post-cn-xxxx.mqtt.aliyuncs.com:8883");
        if (isSandbox()) {
            if (!Sandbox.isAvailable()) {
                throw new InvalidSettingException(
                        account.key("endpoint"),
                        "is 'sandbox', and what that needs is not on the class path",
                        "Add " + Sandbox.ARTIFACT + ", in the test scope if it is for tests alone, or set the endpoint"
                                + " of an instance.");
            }
            return;
        }
        refuseIn(account.key("endpoint"), () -> ServerAddress.parse(endpoint).requireNoLogin());
    }

    private boolean isSandbox() {
        return settings.getEndpoint().strip().equalsIgnoreCase("sandbox");
    }

    private void keys() {
        either("access-key", settings.getAccessKey(), settings.getAccessKeyProperty());
        either("secret-key", settings.getSecretKey(), settings.getSecretKeyProperty());
        if (isSet(settings.getCredentialProcessor()) || isSandbox()) {
            // The sandbox has an account for who has none.
            return;
        }
        AuthMode mode = mode();
        if (!isSet(settings.getAccessKeyProperty())) {
            require("access-key", settings.getAccessKey(), "from the RAM console");
        }
        if (!isSet(settings.getSecretKeyProperty()) && mode != AuthMode.TOKEN) {
            require(
                    "secret-key",
                    settings.getSecretKey(),
                    "through the environment (" + variable("secret-key") + "), never in a file under version control");
        }
        if (mode != AuthMode.CUSTOM) {
            require("instance-id", settings.getInstanceId(), "from the instance's page in the MQTT console");
        }
        if (mode == AuthMode.TOKEN) {
            tokenSource();
        }
    }

    private AuthMode mode() {
        AuthMode[] mode = {AuthMode.SIGNATURE};
        if (isSet(settings.getAuthMode())) {
            refuseIn(account.key("auth-mode"), () -> mode[0] = AuthMode.parse(settings.getAuthMode()));
        }
        return mode[0];
    }

    private void tokenSource() {
        TokenProperties token = settings.getToken();
        if (!isSet(token.getSource())
                && !isSet(token.getServerUrl())
                && !isSet(token.getEndpoint())
                && !isSet(token.getRegionId())) {
            throw new InvalidSettingException(
                    account.key("auth-mode"),
                    "is token, and nothing says where tokens come from",
                    "Set " + account.key("token.region-id") + " to call ApplyToken, " + account.key("token.server-url")
                            + " to ask a token server of your own, or " + account.key("token.source")
                            + " to the name of a TokenSource bean.");
        }
    }

    private void clientId() {
        String own = settings.getClientId();
        if (isSet(settings.getGroupId()) || isSet(settings.getDeviceId())) {
            require("group-id", settings.getGroupId(), "from the MQTT console");
            require("device-id", settings.getDeviceId(), "unique in the group, one for each process");
            refuseIn(account.prefix(), () -> {
                String derived = account.derivedClientId().orElseThrow();
                if (isSet(own) && !own.equals(derived)) {
                    throw new IllegalArgumentException("client-id '" + own
                            + "' is not what group-id and device-id give, " + derived + ": remove it");
                }
            });
        } else if (isSet(own) && mode() != AuthMode.CUSTOM) {
            refuseIn(account.key("client-id"), () -> ClientId.parse(own));
        }
    }

    private void require(String setting, String value, String whence) {
        if (!isSet(value)) {
            throw new InvalidSettingException(
                    account.key(setting),
                    "is not set",
                    "Set " + account.key(setting) + ", " + whence
                            + "; or aliyun.mqtt.enabled to false where this application runs without the service.");
        }
    }

    private void either(String setting, String value, String property) {
        if (isSet(value) && isSet(property)) {
            throw new InvalidSettingException(
                    account.key(setting),
                    "and " + account.key(setting + "-property") + " are both set",
                    "Keep one: the first is the value, the second names a property that has it.");
        }
    }

    /** The rule's own words, under the key that they are about. */
    private static void refuseIn(String key, Runnable rule) {
        try {
            rule.run();
        } catch (IllegalArgumentException e) {
            throw new InvalidSettingException(key, "cannot be used", e.getMessage());
        }
    }

    /** Name of the environment variable that Spring reads a setting from. */
    private String variable(String setting) {
        return account.key(setting).replaceAll("[.-]", "_").toUpperCase(Locale.ROOT);
    }
}
