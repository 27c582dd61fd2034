package io.github.camelaliyun.mqtt.doctor;

import java.util.List;

/**
 * What the command line asks for.
 *
 * @param json whether the report is one object of JSON
 * @param takeOver whether the clientId of the routes may be used
 */
record DoctorOptions(boolean json, boolean takeOver) {

    private static final String JSON = "--json";
    private static final String TAKE_OVER = "--take-over";

    static final String USAGE = "usage: Doctor [" + JSON + "] [" + TAKE_OVER + "]";

    /** @throws IllegalArgumentException if there is another argument */
    static DoctorOptions parse(String... arguments) {
        List<String> given = List.of(arguments);
        for (String argument : given) {
            if (!argument.equals(JSON) && !argument.equals(TAKE_OVER)) {
                throw new IllegalArgumentException(USAGE);
            }
        }
        return new DoctorOptions(given.contains(JSON), given.contains(TAKE_OVER));
    }
}
