package io.github.camelaliyun.mqtt.tls;

import io.github.camelaliyun.mqtt.kit.Pem;
import io.github.camelaliyun.mqtt.sandbox.OtherHost;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import javax.net.ssl.X509KeyManager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PemFilesTest {

    private static final CamelContext CONTEXT = new DefaultCamelContext();

    @TempDir
    private static Path shared;

    private static Path certificate;
    private static Path key;

    @TempDir
    private Path folder;

    @BeforeAll
    static void write() throws Exception {
        certificate = shared.resolve("client.crt");
        key = shared.resolve("client.key");
        OtherHost.writePem(shared, certificate, key);
    }

    @AfterAll
    static void stop() {
        CONTEXT.stop();
    }

    @Test
    void keyAndCertificateMayShareAFileWithOtherText() throws Exception {
        Path both = Files.writeString(
                folder.resolve("both.pem"),
                "Bag Attributes\n    friendlyName: a-b\n" + Files.readString(key) + "subject=CN = x\n"
                        + Files.readString(certificate));

        X509KeyManager manager = (X509KeyManager)
                files(both, both).read(CONTEXT).getKeyManagers().createKeyManagers()[0];

        assertThat(manager.getCertificateChain("client")[0]
                        .getSubjectX500Principal()
                        .getName())
                .isEqualTo("CN=" + OtherHost.NAME);
        assertThat(manager.getPrivateKey("client").getAlgorithm()).isEqualTo("EC");
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA PRIVATE KEY", "EC PRIVATE KEY", "ENCRYPTED PRIVATE KEY"})
    void aKeyInAnotherFormIsRefusedWithTheCommandThatConvertsIt(String label) throws Exception {
        Path other = Files.writeString(folder.resolve("old.key"), Pem.block(label, new byte[] {1, 2, 3}));

        assertRefused(
                certificate,
                other,
                "privateKeyFile file:" + other,
                "PKCS#8",
                "openssl pkcs8 -topk8 -nocrypt -in",
                label.startsWith("ENC")
                        ? "is encrypted, and a private key here is PKCS#8 without a password: convert it with: openssl"
                        : "is in the older form " + label
                                + " (PKCS#1 or SEC 1), and a private key here is PKCS#8: convert",
                "-out <new file>, and let this user alone read the new file");
    }

    @Test
    void aKeyThatOpensslEncryptedInTheOldWayIsCalledEncrypted() throws Exception {
        Path old = Files.writeString(
                folder.resolve("old.key"),
                "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nAAAA\n"
                        + "-----END RSA PRIVATE KEY-----\n");

        assertRefused(certificate, old, "is encrypted", "openssl pkcs8");
    }

    @ParameterizedTest
    @ValueSource(strings = {"EC", "RSA"})
    void theKeyOfAnotherCertificateIsRefused(String algorithm) throws Exception {
        byte[] other = KeyPairGenerator.getInstance(algorithm)
                .generateKeyPair()
                .getPrivate()
                .getEncoded();
        Path file = Files.writeString(folder.resolve("other.key"), Pem.block("PRIVATE KEY", other));

        assertRefused(
                certificate,
                file,
                "privateKeyFile file:" + file,
                algorithm.equals("EC")
                        ? "does not belong to the first certificate"
                        : "no private key of the certificate's kind, EC");
    }

    @Test
    void aChainWhoseCertificatesDoNotFollowEachOtherIsRefused() throws Exception {
        Path second = folder.resolve("second.crt");
        OtherHost.writePem(folder, second, folder.resolve("second.key"));
        Path chain = Files.writeString(
                folder.resolve("chain.pem"), Files.readString(certificate) + "\n" + Files.readString(second));

        assertRefused(chain, key, "certificateFile file:" + chain, "is not a chain");
    }

    @Test
    void aFileThatIsMissingEmptyOrCutIsNamed() throws Exception {
        Path absent = folder.resolve("absent.pem");
        Path empty = Files.writeString(folder.resolve("empty.pem"), "");
        Path cut = Files.writeString(
                folder.resolve("cut.pem"), Files.readString(certificate).replaceFirst("\n[^\n]+\n", "\n"));

        assertRefused(
                absent,
                key,
                "certificateFile file:" + absent
                        + " cannot be read: name a file that this process may read, as file:/... or classpath:...");
        assertRefused(empty, key, "certificateFile file:" + empty + " has no certificate");
        assertRefused(cut, key, "certificateFile file:" + cut + " has a certificate that cannot be read");
        assertRefused(
                certificate,
                empty,
                "privateKeyFile file:" + empty
                        + " has no private key: PKCS#8 has a block that begins with -----BEGIN PRIVATE"
                        + " KEY-----; name the file that has it");
    }

    @Test
    void aBlockThatWasChangedOnItsWayIsNamed() throws Exception {
        Path changed = Files.writeString(
                folder.resolve("changed.pem"), Files.readString(certificate).replaceFirst("\n[^\n]", "\n*"));

        assertRefused(
                changed,
                key,
                "certificateFile file:" + changed
                        + " has a block that is not Base64: it was cut or changed on its way, copy it again");
    }

    @Test
    void halfAnIdentityIsRefusedWithTheOtherHalfsName() {
        assertThatThrownBy(() -> new PemFiles("file:x", null, null)).hasMessageContaining("set the other one too");
        assertThatThrownBy(() -> new PemFiles(null, "file:x", null))
                .hasMessageStartingWith("privateKeyFile is set alone");
        assertThatCode(() -> new PemFiles(null, null, "file:x")).doesNotThrowAnyException();
    }

    private static PemFiles files(Path certificate, Path key) {
        return new PemFiles("file:" + certificate, "file:" + key, null);
    }

    private static void assertRefused(Path certificate, Path key, String... words) {
        assertThatThrownBy(() -> files(certificate, key).read(CONTEXT))
                .isInstanceOf(PemException.class)
                .hasMessageContainingAll(words);
    }
}
