package io.github.camelaliyun.mqtt.springboot;

/** {@code aliyun.mqtt.sandbox.*}. Read by the component itself; here so that the keys are known, checked and completed. */
public class SandboxProperties {

    /** Port of the sandbox for tcp:// on 127.0.0.1, where the endpoint is 'sandbox'; 0 takes any free one. */
    private int port;

    SandboxProperties() {}

    /** {@return port for tcp:// on 127.0.0.1; 0 for any free one} */
    public int getPort() {
        return port;
    }

    /**
     * Sets {@code port}.
     *
     * @param port 0 to 65535; 0, as at first, for any free one
     */
    public void setPort(int port) {
        this.port = port;
    }
}
