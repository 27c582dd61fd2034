package io.github.camelaliyun.mqtt.wire;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Set;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;

/** Notes the threads that ask. */
class DelegatingKeyManager extends X509ExtendedKeyManager {
    private final X509ExtendedKeyManager keys;
    private final Set<String> threads;

    DelegatingKeyManager(X509ExtendedKeyManager keys, Set<String> threads) {
        this.keys = keys;
        this.threads = threads;
    }

    private <T> T noted(T answer) {
        threads.add(Thread.currentThread().getName());
        return answer;
    }

    @Override
    public String chooseEngineClientAlias(String[] types, Principal[] issuers, SSLEngine engine) {
        return noted(keys.chooseEngineClientAlias(types, issuers, engine));
    }

    @Override
    public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
        return noted(keys.chooseClientAlias(types, issuers, socket));
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        return noted(keys.getPrivateKey(alias));
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return noted(keys.getCertificateChain(alias));
    }

    @Override
    public String[] getClientAliases(String type, Principal[] issuers) {
        return keys.getClientAliases(type, issuers);
    }

    @Override
    public String[] getServerAliases(String type, Principal[] issuers) {
        return keys.getServerAliases(type, issuers);
    }

    @Override
    public String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
        return keys.chooseServerAlias(type, issuers, socket);
    }
}
