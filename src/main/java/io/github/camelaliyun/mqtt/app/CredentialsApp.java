package io.github.camelaliyun.mqtt.app;

import io.github.camelaliyun.mqtt.credential.AuthMode;
import io.github.camelaliyun.mqtt.credential.ClientId;
import io.github.camelaliyun.mqtt.credential.ClientIdWarnings;
import io.github.camelaliyun.mqtt.service.InvalidSettingException;
import io.github.camelaliyun.mqtt.service.Printable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * The login of one client, {@code mvn compile camel:run -Pcredentials}: prints user name and password of a clientId for a client
 * in whatever language, from the settings of the run. It connects to nobody, and never prints the secret.
 */
public final class CredentialsApp {

    private static final String CLIENT_ID = "client-id";

    private CredentialsApp() {}

    /**
     * Prints the login; ends the JVM with 1 if that cannot be.
     *
     * @param args the clientId; none for that of the settings
     */
    public static void main(String[] args) {
        App.useLoggingOfTheProject();
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        if (run(out, args) != 0) {
            System.exit(1);
        }
    }

    /** The same without ending the JVM: 0, or 1 after a line that says why. */
    static int run(PrintStream out, String... args) {
        try {
            out.println(sheet(args));
            return 0;
        } catch (Exception e) {
            Logger log = LoggerFactory.getLogger(CredentialsApp.class);
            log.error("no credentials: {}", App.reason(e));
            log.debug("no credentials", e);
            return 1;
        }
    }

    private static String sheet(String... args) {
        Settings settings = Settings.ofProject();
        String clientId = clientId(settings, args);
        settings.checkAccount();
        return Settings.inTheirWords(() -> {
            AuthMode mode = AuthMode.parse(settings.get("auth-mode"));
            if (mode != AuthMode.CUSTOM) {
                ClientIdWarnings.warnOnceOf(ClientId.parse(clientId));
            }
            return new CredentialsSheet(settings, mode, clientId).text();
        });
    }

    private static String clientId(Settings settings, String... args) {
        if (args.length > 1 || (args.length == 1 && args[0].startsWith("-"))) {
            throw new IllegalArgumentException("'" + Printable.of(args[args.length - 1])
                    + "' is one argument too many: the only one is a clientId, as GID_group@@@00002; settings are written"
                    + " -D" + Settings.PREFIX + "<name>=<value> before the class");
        }
        String clientId = args.length == 1 ? args[0].strip() : settings.get(CLIENT_ID);
        if (clientId.isEmpty()) {
            throw new InvalidSettingException(
                    Settings.PREFIX + CLIENT_ID, "is empty", "set it to the clientId, as GID_group@@@00002");
        }
        return clientId;
    }
}
