package io.github.camelaliyun.mqtt.app;

import io.github.camelaliyun.mqtt.service.InvalidSettingException;

import java.util.List;
import java.util.function.BiConsumer;

/** Gives routes the settings that they name without what their file has added: blanks, line ends, quotation marks. */
final class CleanedSettings {

    /** The component takes what is around the others off by itself. */
    private static final List<String> OF_ROUTES = List.of("group-id", "device-id", "client-id", "parent-topic");

    private CleanedSettings() {}

    /**
     * Overrides what has more than is meant.
     *
     * @param override takes a key in full, and its value
     * @throws InvalidSettingException naming one that cannot be overridden, as Camel asks the environment and the command line first
     */
    static void apply(Settings settings, BiConsumer<String, String> override) {
        for (String key : OF_ROUTES) {
            settings.find(key)
                    .filter(meant -> !isResolvedTo(meant, settings, key))
                    .ifPresent(meant -> {
                        override.accept(Settings.PREFIX + key, meant);
                        if (!isResolvedTo(meant, settings, key)) {
                            throw new InvalidSettingException(
                                    Settings.keyOf(
                                            Settings.PREFIX + key,
                                            System.getenv().keySet()),
                                    "has blanks, a line end or quotation marks around it",
                                    "remove them");
                        }
                    });
        }
    }

    private static boolean isResolvedTo(String meant, Settings settings, String key) {
        return settings.resolved(key).filter(meant::equals).isPresent();
    }
}
