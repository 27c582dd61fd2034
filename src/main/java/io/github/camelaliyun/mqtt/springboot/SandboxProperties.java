package io.github.camelaliyun.mqtt.springboot;

/** {@code aliyun.mqtt.sandbox.*}. Read by the component itself; here so that the keys are known, checked and completed. */
public class SandboxProperties {

    /** Port of the sandbox for tcp:// on 127.0.0.1, where the endpoint is 'sandbox'; 0 takes any free one. */
    private int port;

    /** Port of the sandbox for ssl:// on 127.0.0.1; 0 takes any free one. */
    private int sslPort;

    /** Port of the sandbox for ws:// on 127.0.0.1; 0 takes any free one. */
    private int wsPort;

    /** Port of the sandbox for wss:// on 127.0.0.1; 0 takes any free one. */
    private int wssPort;

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

    /** {@return port for ssl:// on 127.0.0.1; 0 for any free one} */
    public int getSslPort() {
        return sslPort;
    }

    /**
     * Sets {@code sslPort}.
     *
     * @param sslPort 0 to 65535; 0, as at first, for any free one
     */
    public void setSslPort(int sslPort) {
        this.sslPort = sslPort;
    }

    /** {@return port for ws:// on 127.0.0.1; 0 for any free one} */
    public int getWsPort() {
        return wsPort;
    }

    /**
     * Sets {@code wsPort}.
     *
     * @param wsPort 0 to 65535; 0, as at first, for any free one
     */
    public void setWsPort(int wsPort) {
        this.wsPort = wsPort;
    }

    /** {@return port for wss:// on 127.0.0.1; 0 for any free one} */
    public int getWssPort() {
        return wssPort;
    }

    /**
     * Sets {@code wssPort}.
     *
     * @param wssPort 0 to 65535; 0, as at first, for any free one
     */
    public void setWssPort(int wssPort) {
        this.wssPort = wssPort;
    }
}
