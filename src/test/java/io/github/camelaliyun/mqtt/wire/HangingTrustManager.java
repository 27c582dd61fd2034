package io.github.camelaliyun.mqtt.wire;

import java.net.Socket;
import java.security.cert.X509Certificate;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

import static io.github.camelaliyun.mqtt.kit.Latches.awaitLatch;

/** Hangs whenever it is asked, until the test lets it go. */
class HangingTrustManager extends X509ExtendedTrustManager {
    private final CountDownLatch asked;
    private final CountDownLatch go;

    HangingTrustManager(CountDownLatch asked, CountDownLatch go) {
        this.asked = asked;
        this.go = go;
    }

    void hang() {
        asked.countDown();
        awaitLatch(go);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
        hang();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {
        hang();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {
        hang();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
        hang();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {
        hang();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {
        hang();
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
