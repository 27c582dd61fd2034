package io.github.camelaliyun.mqtt.wire;

import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.internal.NetworkModule;
import org.eclipse.paho.client.mqttv3.internal.NetworkModuleService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * The bytes under a line: TCP, TLS or WebSocket, by Paho's network modules. {@link #open} may wait for the network; any
 * thread may close meanwhile, which ends the wait.
 */
final class Transport {

    private static final Logger LOG = LoggerFactory.getLogger(Transport.class);

    private final NetworkModule module;
    private final PromptSockets sockets;

    Transport(String serverUri, LineOptions options) throws MqttException {
        this.sockets = new PromptSockets(options.socketFactory(), options.secure());
        MqttConnectOptions paho = new MqttConnectOptions();
        paho.setConnectionTimeout((int) Math.max(1, options.connectTimeout().toSeconds()));
        paho.setSocketFactory(sockets.factory());
        paho.setHttpsHostnameVerificationEnabled(options.httpsHostnameVerification());
        paho.setSSLHostnameVerifier(options.hostnameVerifier());
        paho.setCustomWebSocketHeaders(options.webSocketHeaders());
        this.module = NetworkModuleService.createInstance(serverUri, paho, options.clientId());
    }

    /** Connects, with the handshakes of TLS and WebSocket. */
    void open() throws IOException, MqttException {
        module.start();
        sockets.waitForEver();
    }

    InputStream in() throws IOException {
        return module.getInputStream();
    }

    OutputStream out() throws IOException {
        return module.getOutputStream();
    }

    /** Tells the server that nothing more comes from here, so that it closes. */
    void finish() {
        sockets.finish();
    }

    /** Cuts whatever waits for the network. Waits for nothing itself. */
    void cut() {
        sockets.close();
    }

    /** Ends the transport in order, as far as the network takes it; for a thread that may wait. */
    void close() {
        try {
            module.stop();
        } catch (IOException | RuntimeException e) {
            LOG.debug("the network connection had already ended", e);
        } finally {
            sockets.close();
            closeInput();
        }
    }

    /** The thread that Paho reads a WebSocket with would wait without end to give on what nobody reads any more. */
    private void closeInput() {
        try {
            InputStream in = module.getInputStream();
            if (in != null) {
                in.close();
            }
        } catch (IOException | RuntimeException e) {
            LOG.debug("the network connection had already ended", e);
        }
    }
}
