package io.github.camelaliyun.mqtt.tls;

import org.apache.camel.CamelContext;
import org.apache.camel.support.ResourceHelper;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What one PEM file holds (RFC 7468). Neither Camel's {@code KeyStoreParameters} nor a key store of the JDK 17 reads PEM,
 * so this takes the Base64 from between the lines and leaves everything else to the JDK. Text around the blocks and blocks
 * of other kinds are passed over, so that key and certificate may share a file.
 *
 * @param setting the option that named the file, for messages
 * @param location as Camel writes it, {@code file:} or {@code classpath:}
 */
record PemFile(String setting, String location, List<Block> blocks) {

    /** One {@code BEGIN … END}. */
    record Block(String label, byte[] content) {}

    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \\1-----", Pattern.DOTALL);
    /** What OpenSSL writes before the Base64 of a key that it encrypts in the old way. */
    private static final String OLD_ENCRYPTION = "Proc-Type:";

    private static final String CERTIFICATE = "CERTIFICATE";
    private static final String PKCS8 = "PRIVATE KEY";
    private static final String ENCRYPTED = "ENCRYPTED PRIVATE KEY";

    /** @throws PemException if the file cannot be read or is not PEM */
    static PemFile read(CamelContext context, String setting, String location) throws PemException {
        PemFile empty = new PemFile(setting, location, List.of());
        String text;
        try (InputStream in = ResourceHelper.resolveMandatoryResourceAsInputStream(context, location)) {
            text = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw empty.wrong("cannot be read: name a file that this process may read, as file:/... or classpath:...");
        }
        List<Block> blocks = new ArrayList<>();
        Matcher found = BLOCK.matcher(text);
        while (found.find()) {
            String label = found.group(1);
            if (found.group(2).contains(OLD_ENCRYPTION)) {
                blocks.add(new Block(ENCRYPTED, new byte[0]));
            } else if (label.equals(CERTIFICATE) || label.equals(PKCS8)) {
                blocks.add(new Block(label, empty.decoded(found.group(2))));
            } else {
                blocks.add(new Block(label, new byte[0]));
            }
        }
        return new PemFile(setting, location, blocks);
    }

    private byte[] decoded(String lines) throws PemException {
        try {
            return Base64.getDecoder().decode(lines.replaceAll("\\s", ""));
        } catch (IllegalArgumentException e) {
            throw wrong("has a block that is not Base64: it was cut or changed on its way, copy it again");
        }
    }

    /** All certificates, in their order; at least one. */
    List<X509Certificate> certificates() throws PemException {
        List<X509Certificate> certificates = new ArrayList<>();
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            for (Block block : blocks) {
                if (block.label().equals(CERTIFICATE)) {
                    certificates.add(
                            (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(block.content())));
                }
            }
        } catch (CertificateException e) {
            throw wrong("has a certificate that cannot be read: it was cut or changed on its way, copy it again");
        }
        if (certificates.isEmpty()) {
            throw wrong("has no certificate: PEM has at least one block that begins with -----BEGIN CERTIFICATE-----;"
                    + " DER becomes PEM with: openssl x509 -inform der -in <file> -out <new file>");
        }
        return certificates;
    }

    /**
     * The private key, PKCS#8 and not encrypted.
     *
     * @param algorithm of the certificate's public key: the file itself says it only in its ASN.1
     */
    PrivateKey privateKey(String algorithm) throws PemException {
        for (Block block : blocks) {
            if (block.label().equals(PKCS8)) {
                try {
                    return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(block.content()));
                } catch (GeneralSecurityException e) {
                    throw wrong("has no private key of the certificate's kind, " + algorithm
                            + ": name the file of the key that the certificate was made for");
                }
            }
        }
        String convert = ": convert it with: openssl pkcs8 -topk8 -nocrypt -in <file> -out <new file>, and let this"
                + " user alone read the new file";
        for (Block block : blocks) {
            if (block.label().equals(ENCRYPTED)) {
                throw wrong("is encrypted, and a private key here is PKCS#8 without a password" + convert);
            }
            if (block.label().endsWith(PKCS8)) {
                throw wrong("is in the older form " + block.label() + " (PKCS#1 or SEC 1), and a private key here is"
                        + " PKCS#8" + convert);
            }
        }
        throw wrong("has no private key: PKCS#8 has a block that begins with -----BEGIN PRIVATE KEY-----; name"
                + " the file that has it");
    }

    /** One sentence: the option, the file, the rule, the cure. */
    PemException wrong(String rule) {
        return new PemException(setting + " " + location + " " + rule);
    }

    /** Holds a private key. */
    @Override
    public String toString() {
        return "PemFile[" + setting + " " + location + "]";
    }
}
