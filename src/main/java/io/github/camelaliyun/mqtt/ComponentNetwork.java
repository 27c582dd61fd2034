package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.tls.PemFiles;
import io.github.camelaliyun.mqtt.tls.TlsChoice;
import io.github.camelaliyun.mqtt.wire.ProxyChoice;
import io.github.camelaliyun.mqtt.wire.TlsSource;

import java.io.IOException;

/** How the connections of a component get to their servers: by which proxy, and with which TLS. Any thread may call. */
final class ComponentNetwork {

    private final AliyunMqttComponent component;
    private TlsChoice tls;
    private ProxyChoice proxies;

    ComponentNetwork(AliyunMqttComponent component) {
        this.component = component;
    }

    /** The same for all endpoints, as those that share a connection must have it. */
    synchronized ProxyChoice proxies() {
        if (proxies == null) {
            proxies =
                    ProxyOption.parse(component.getProxy(), component.getProxyUserName(), component.getProxyPassword());
        }
        return proxies;
    }

    TlsSource tls(AliyunMqttConfiguration options) throws IOException {
        if (ServerAddress.parseAll(options.serversOption(), options.servers()).stream()
                .noneMatch(ServerAddress::secure)) {
            return TlsSource.OF_JVM;
        }
        return tls().source(options.getSslClientProps());
    }

    private synchronized TlsChoice tls() {
        if (tls == null) {
            tls = new TlsChoice(
                    component.getCamelContext(),
                    new PemFiles(component.getCertificateFile(), component.getPrivateKeyFile(), component.getCaFile()),
                    component.getSslContextParameters(),
                    component.isUseGlobalSslContextParameters());
        }
        return tls;
    }
}
