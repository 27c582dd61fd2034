package io.github.camelaliyun.mqtt.app;

import io.github.camelaliyun.mqtt.credential.AuthMode;
import io.github.camelaliyun.mqtt.credential.Credentials;
import io.github.camelaliyun.mqtt.credential.SignMode;

import java.util.Locale;

/** What a client of a clientId logs in with, as text to be read and pasted. Has what is computed from the secret, never itself. */
final class CredentialsSheet {

    private static final String SECRET_VARIABLE = "$ALIYUN_MQTT_SECRET_KEY";

    private final Settings settings;
    private final AuthMode mode;
    private final String clientId;

    CredentialsSheet(Settings settings, AuthMode mode, String clientId) {
        this.settings = settings;
        this.mode = mode;
        this.clientId = clientId;
    }

    String text() {
        return mode == AuthMode.TOKEN ? new TokenSheet(settings, clientId).text() : login();
    }

    private String login() {
        SignMode signMode = mode == AuthMode.CUSTOM ? SignMode.parse(settings.get("sign-mode")) : null;
        Credentials login = mode.processor(
                        settings.get("access-key"),
                        settings.get("secret-key"),
                        settings.find("instance-id").orElse(null),
                        signMode)
                .credentialsFor(clientId);
        boolean isSecret = signMode == SignMode.ORIGIN;
        ClientLines lines = new ClientLines(PrintedServer.of(settings), clientId, login.username(), topic());
        return """

                The login of one client, auth-mode %s. %s

                  server         %s
                  clientId       %s
                  user name      %s
                  password       %s

                %s""".formatted(
                        mode.name().toLowerCase(Locale.ROOT),
                        about(isSecret),
                        PrintedServer.of(settings).address(),
                        clientId,
                        login.username(),
                        isSecret ? "the secret key itself (sign-mode ORIGIN), which is not printed" : login.password(),
                        isSecret ? lines.withVariable(SECRET_VARIABLE) : lines.with(login.password()));
    }

    private String about(boolean isSecret) {
        if (isSecret) {
            return "The identity is good for any clientId that it is entered for.";
        }
        String forOne =
                "The password is good for this clientId alone, and until the secret changes: keep it as a secret.";
        return mode == AuthMode.DEVICE
                ? forOne + "\nA device credential is of the one clientId that it was registered for."
                : forOne;
    }

    private String topic() {
        return settings.find("parent-topic").orElse("").split(",")[0].strip() + "/oppo";
    }
}
