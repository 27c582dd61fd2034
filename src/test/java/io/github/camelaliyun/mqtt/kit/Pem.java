package io.github.camelaliyun.mqtt.kit;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;

/** Writes PEM. */
public final class Pem {

    private Pem() {}

    /** One block. */
    public static String block(String label, byte[] content) {
        return "-----BEGIN " + label + "-----\n" + Base64.getMimeEncoder().encodeToString(content) + "\n-----END "
                + label + "-----\n";
    }

    /** The first certificate of a PKCS#12 trust store, as a file. */
    public static Path certificateOf(Path trustStore, String password, Path target) throws Exception {
        KeyStore store = KeyStore.getInstance(trustStore.toFile(), password.toCharArray());
        Certificate certificate = store.getCertificate(store.aliases().nextElement());
        return Files.writeString(target, block("CERTIFICATE", certificate.getEncoded()));
    }
}
