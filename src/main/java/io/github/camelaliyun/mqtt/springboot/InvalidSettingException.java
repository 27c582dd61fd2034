package io.github.camelaliyun.mqtt.springboot;

/** A setting that cannot be: its key, what is wrong with it, and what to do. Holds no secret. */
public final class InvalidSettingException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String key;
    private final String problem;
    private final String action;

    InvalidSettingException(String key, String problem, String action) {
        super(key + " " + problem + ": " + action);
        this.key = key;
        this.problem = problem;
        this.action = action;
    }

    /** The setting, in full. */
    public String key() {
        return key;
    }

    String problem() {
        return problem;
    }

    String action() {
        return action;
    }
}
