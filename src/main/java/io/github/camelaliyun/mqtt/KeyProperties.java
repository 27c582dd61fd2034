package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.credential.CredentialException;
import io.github.camelaliyun.mqtt.credential.Keys;
import io.github.camelaliyun.mqtt.service.Causes;
import io.github.camelaliyun.mqtt.service.InvalidSettingException;
import io.github.camelaliyun.mqtt.service.PlaceholderBraces;
import io.github.camelaliyun.mqtt.service.SettingText;
import org.apache.camel.spi.PropertiesComponent;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BinaryOperator;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * The present values of the Camel properties that hold the keys. Each call resolves them anew, through whatever Camel
 * resolves: environment, system properties, files, placeholders and functions of vaults. Property files are read again
 * first; what else has changed in them then holds for whoever resolves a placeholder from now on.
 *
 * @param accessKey the key itself, where it is fixed
 * @param accessKeyProperty name of the property that has it, in place of {@code accessKey}; or null
 * @param secretKey the secret itself, where it is fixed
 * @param secretKeyProperty name of the property that has it, in place of {@code secretKey}; or null
 * @param securityTokenProperty name of the property that has the security token of an STS pair; or null
 */
record KeyProperties(
        PropertiesComponent properties,
        String accessKey,
        String accessKeyProperty,
        String secretKey,
        String secretKeyProperty,
        String securityTokenProperty)
        implements Supplier<Keys> {

    private static final Pattern FILE = Pattern.compile("file:([^;]*)(;.*)?");

    /** @throws IllegalArgumentException if a key is given in both ways */
    KeyProperties {
        requireOne("accessKey", accessKey, accessKeyProperty);
        requireOne("secretKey", secretKey, secretKeyProperty);
    }

    /**
     * The keys, with the name of its property in the place of one that is not known yet.
     *
     * @throws IllegalArgumentException if a key is given in both ways
     */
    static Keys asGiven(
            String accessKey,
            String accessKeyProperty,
            String secretKey,
            String secretKeyProperty,
            String securityTokenProperty) {
        requireOne("accessKey", accessKey, accessKeyProperty);
        requireOne("secretKey", secretKey, secretKeyProperty);
        return new Keys(
                accessKeyProperty == null ? accessKey : accessKeyProperty,
                secretKeyProperty == null ? secretKey : secretKeyProperty,
                securityTokenProperty);
    }

    private static void requireOne(String option, String value, String property) {
        if (value != null && property != null) {
            throw new InvalidSettingException(
                    option,
                    "and " + InvalidSettingException.named(option + "Property") + " are both set",
                    "the first is a value, the second names a property that has it, keep one of them");
        }
    }

    /** Whether anything can change at all. */
    boolean given() {
        return accessKeyProperty != null || secretKeyProperty != null;
    }

    /** @throws CredentialException if a property has no value, or its file or vault fails */
    @Override
    public Keys get() {
        return present(this::resolve, this::resolve);
    }

    /** For a mode that can do without the secret: then it is empty. */
    Keys withOptionalSecret() {
        return present(this::resolve, this::find);
    }

    /** For a mode that can do without any: a RAM role has none. */
    Keys optional() {
        return present(this::find, this::find);
    }

    /** Both answer a key by the option and the name of its property. */
    private Keys present(BinaryOperator<String> access, BinaryOperator<String> secret) {
        if (given() || securityTokenProperty != null) {
            reloadFiles();
        }
        return new Keys(
                accessKeyProperty == null ? accessKey : access.apply("accessKeyProperty", accessKeyProperty),
                secretKeyProperty == null ? secretKey : secret.apply("secretKeyProperty", secretKeyProperty),
                securityTokenProperty == null ? null : find("token.securityTokenProperty", securityTokenProperty));
    }

    /** One by one: Camel's reload of all ends at the first optional file that is not there. */
    private void reloadFiles() {
        for (String location : properties.getLocations()) {
            var file = FILE.matcher(location);
            if (file.matches() && Files.isReadable(Path.of(file.group(1)))) {
                try {
                    properties.reloadProperties("file:" + file.group(1));
                } catch (RuntimeException e) {
                    // Without the message: it may quote a line of the file.
                    throw new CredentialException(
                            "the property file " + file.group(1) + " cannot be read ("
                                    + Causes.innermost(e).getClass().getSimpleName()
                                    + "): a backslash in it begins an escape, write two for one, and let this process read the file");
                }
            }
        }
    }

    private String resolve(String option, String name) {
        String value = find(option, name);
        if (value.isEmpty()) {
            throw new CredentialException("the property '" + name + "' (" + option
                    + ") has no value: set it in the environment, in a property file or in the vault that it comes from; it"
                    + " is asked for at every connect");
        }
        return value;
    }

    private String find(String option, String name) {
        try {
            String value = SettingText.stripped(properties.resolveProperty(name).orElse(""));
            if (value.isEmpty() && hasBraces(name)) {
                throw new CredentialException("the property '" + name + "' (" + option
                        + ") has braces that Camel takes for those of a placeholder, and none that it can resolve: set what"
                        + " the placeholder names, or " + PlaceholderBraces.ESCAPE);
            }
            return value.startsWith(PropertiesComponent.PREFIX_TOKEN) ? "" : value;
        } catch (CredentialException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new CredentialException("the property '" + name + "' (" + option + ") cannot be resolved ("
                    + Causes.innermost(e).getClass().getSimpleName()
                    + "): check the vault or function that it comes from, and this machine's access to it");
        }
    }

    /** Whether it has a value that cannot be resolved; that of a placeholder that may be without one is not of these. */
    private boolean hasBraces(String name) {
        String written = properties.resolveProperty(name + "?nested=false").orElse("");
        return (written.contains(PropertiesComponent.PREFIX_TOKEN)
                        || written.contains(PropertiesComponent.SUFFIX_TOKEN))
                && !written.contains(PropertiesComponent.PREFIX_TOKEN + PropertiesComponent.OPTIONAL_TOKEN);
    }

    /** The names, for messages. */
    String describe() {
        if (accessKeyProperty == null || secretKeyProperty == null) {
            return "property " + (accessKeyProperty == null ? secretKeyProperty : accessKeyProperty);
        }
        return "properties " + accessKeyProperty + " and " + secretKeyProperty;
    }

    @Override
    public String toString() {
        return "KeyProperties[" + describe() + "]";
    }
}
