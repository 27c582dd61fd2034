package io.github.camelaliyun.mqtt.tls;

import io.github.camelaliyun.mqtt.service.InvalidSettingException;
import org.apache.camel.CamelContext;
import org.apache.camel.support.jsse.KeyManagersParameters;
import org.apache.camel.support.jsse.KeyStoreParameters;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.apache.camel.support.jsse.TrustManagersParameters;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;

/**
 * A client's certificate and key, and whom it trusts, as PEM files; makes what Camel makes TLS of. Reads the files at each
 * call, so a certificate that was renewed is taken up by the next one.
 *
 * @param certificateFile the chain, the client's own certificate first; null for none
 * @param privateKeyFile the key of the first certificate; goes with {@code certificateFile}
 * @param caFile certificates to trust; null for those that the JVM trusts
 */
public record PemFiles(String certificateFile, String privateKeyFile, String caFile) {

    /** Of a key store that never leaves memory. */
    private static final String KEY_PASSWORD = "in-memory";

    private static final Map<String, String> SIGNATURES =
            Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA", "EdDSA", "EdDSA");

    /**
     * Checks that the files go together; reads none.
     *
     * @param certificateFile null exactly if {@code privateKeyFile} is
     * @param privateKeyFile null exactly if {@code certificateFile} is
     * @param caFile may be null
     * @throws IllegalArgumentException if a certificate comes without its key, or a key without its certificate
     */
    public PemFiles {
        if ((certificateFile == null) != (privateKeyFile == null)) {
            throw new InvalidSettingException(
                    certificateFile == null ? "privateKeyFile" : "certificateFile",
                    "is set alone",
                    "a client certificate needs both " + InvalidSettingException.named("certificateFile") + " and "
                            + InvalidSettingException.named("privateKeyFile")
                            + ", set the other one too (they may name the same file)");
        }
    }

    /** Whether any of the files is named at all. */
    boolean given() {
        return certificateFile != null || caFile != null;
    }

    /** @throws PemException if a file does not serve; the message names it, the rule and the cure */
    SSLContextParameters read(CamelContext context) throws GeneralSecurityException, IOException {
        SSLContextParameters parameters = new SSLContextParameters();
        if (certificateFile != null) {
            KeyManagersParameters own = new KeyManagersParameters();
            own.setKeyStore(parameters(identity(context)));
            own.setKeyPassword(KEY_PASSWORD);
            parameters.setKeyManagers(own);
        }
        if (caFile != null) {
            KeyStore trusted = empty();
            List<X509Certificate> certificates =
                    PemFile.read(context, "caFile", caFile).certificates();
            for (int i = 0; i < certificates.size(); i++) {
                trusted.setCertificateEntry("ca-" + i, certificates.get(i));
            }
            TrustManagersParameters trust = new TrustManagersParameters();
            trust.setKeyStore(parameters(trusted));
            parameters.setTrustManagers(trust);
        }
        return parameters;
    }

    private KeyStore identity(CamelContext context) throws GeneralSecurityException, IOException {
        PemFile certificateText = PemFile.read(context, "certificateFile", certificateFile);
        PemFile keyText = PemFile.read(context, "privateKeyFile", privateKeyFile);
        List<X509Certificate> chain = certificateText.certificates();
        PublicKey publicKey = chain.get(0).getPublicKey();
        PrivateKey key = keyText.privateKey(publicKey.getAlgorithm());
        if (!belongTogether(key, publicKey)) {
            throw keyText.wrong("does not belong to the first certificate of " + certificateFile
                    + ": name the key that it was made for, and put the client's own certificate first");
        }
        KeyStore store = empty();
        try {
            for (int i = 1; i < chain.size(); i++) {
                chain.get(i - 1).verify(chain.get(i).getPublicKey());
            }
            store.setKeyEntry("client", key, KEY_PASSWORD.toCharArray(), chain.toArray(X509Certificate[]::new));
        } catch (GeneralSecurityException e) {
            throw certificateText.wrong(
                    "is not a chain: put the client's own certificate first, and after each one that"
                            + " of its issuer");
        }
        return store;
    }

    /** What the one signs the other verifies; kinds of keys without an entry are left to the handshake. */
    private static boolean belongTogether(PrivateKey key, PublicKey publicKey) throws GeneralSecurityException {
        String algorithm = SIGNATURES.get(publicKey.getAlgorithm());
        if (algorithm == null) {
            return true;
        }
        byte[] probe = {1};
        Signature signing = Signature.getInstance(algorithm);
        signing.initSign(key);
        signing.update(probe);
        byte[] signature = signing.sign();
        Signature verifying = Signature.getInstance(algorithm);
        verifying.initVerify(publicKey);
        verifying.update(probe);
        return verifying.verify(signature);
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static KeyStoreParameters parameters(KeyStore store) {
        KeyStoreParameters parameters = new KeyStoreParameters();
        parameters.setKeyStore(store);
        return parameters;
    }
}
