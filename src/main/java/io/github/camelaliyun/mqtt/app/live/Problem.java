package io.github.camelaliyun.mqtt.app.live;

/**
 * Why a file is not used.
 *
 * @param file its path
 * @param line counted from 1, 0 if it is not known
 * @param route the id of the route, or null
 * @param message what is wrong and what to do about it
 * @param cause for the log at DEBUG, or null
 */
record Problem(String file, int line, String route, String message, Throwable cause) {

    @Override
    public String toString() {
        return file + (line > 0 ? ", line " + line : "") + (route == null ? "" : ", route " + route) + ": " + message;
    }
}
