package io.github.camelaliyun.mqtt.app.live;

/** A file that cannot be used, in words that are complete but for the name of the file. */
final class RouteFileException extends Exception {

    private static final long serialVersionUID = 1L;

    private final int line;

    /** @param line counted from 1; 0 if it is not known */
    RouteFileException(int line, String message) {
        this(line, message, null);
    }

    RouteFileException(int line, String message, Throwable cause) {
        super(message, cause);
        this.line = line;
    }

    int line() {
        return line;
    }
}
