package io.github.camelaliyun.mqtt.sandbox;

import io.github.camelaliyun.mqtt.credential.Credentials;
import io.github.camelaliyun.mqtt.credential.CustomCredentials;
import io.github.camelaliyun.mqtt.credential.SignMode;
import io.github.camelaliyun.mqtt.credential.SignatureCredentials;
import io.github.camelaliyun.mqtt.sandbox.Refusal.Answer;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;

class IdentitiesTest {

    private static final SandboxOptions OPTIONS =
            new SandboxOptions(0, true, "key", "secret", "instance", Set.of("GID_known"), Set.of("test"));

    private final Identities identities = new Identities(OPTIONS, new Accounts(OPTIONS));

    @Test
    void groupThatExistsMayConnect() {
        assertThat(check("GID_known@@@1")).isEmpty();
    }

    @Test
    void groupThatNobodyCreatedIsNotAuthorized() {
        assertThat(check("GID_other@@@1")).get().extracting(Refusal::answer).isEqualTo(Answer.NOT_AUTHORIZED);
    }

    @Test
    void anAccessKeyIsGoodForEachOfItsInstances() {
        Accounts accounts = new Accounts(OPTIONS);
        accounts.put("key", "secret", "second-instance");

        assertThat(accounts.credentialsOf("key", "instance")).isNotNull();
        assertThat(accounts.credentialsOf("key", "second-instance")).isNotNull();
        assertThat(accounts.credentialsOf("key", "third-instance")).isNull();
        accounts.changeSecret("key", "other");
        assertThat(accounts.has("key", "second-instance")).isTrue();
    }

    @Test
    void aSignatureOfStsIsRefusedWithTheReason() {
        Accounts accounts = new Accounts(OPTIONS);
        accounts.put("STS.key", "secret", "instance");
        String password = new CustomCredentials("any", "secret", SignMode.SIGNED)
                .credentialsFor("GID_known@@@1")
                .password();

        assertThat(new Identities(OPTIONS, accounts)
                        .check(
                                "GID_known@@@1",
                                "Signature|STS.key|instance",
                                password.getBytes(StandardCharsets.UTF_8)))
                .get()
                .extracting(Refusal::rule)
                .asString()
                .contains("security token, which CONNECT has no place for");
    }

    @Test
    void refusalNeverRepeatsWhatWasPresented() {
        Optional<Refusal> refusal = identities.check("GID_known@@@1", "my-secret-by-mistake", new byte[] {1});

        assertThat(refusal.orElseThrow().toString()).doesNotContain("my-secret-by-mistake");
    }

    @Test
    void secretThatWasIssuedAnewReplacesTheOldOne() {
        identities.registerDevice("DC.1", "old", "GID_known@@@1");
        identities.registerDevice("DC.1", "new", "GID_known@@@1");

        assertThat(device("old")).isPresent();
        assertThat(device("new")).isEmpty();
    }

    private Optional<Refusal> device(String secret) {
        String password = new SignatureCredentials("any", secret, "any")
                .credentialsFor("GID_known@@@1")
                .password();
        return check("GID_known@@@1", new Credentials("DeviceCredential|DC.1|instance", password));
    }

    private Optional<Refusal> check(String clientId) {
        return check(clientId, new SignatureCredentials("key", "secret", "instance").credentialsFor(clientId));
    }

    private Optional<Refusal> check(String clientId, Credentials credentials) {
        return identities.check(
                clientId, credentials.username(), credentials.password().getBytes(StandardCharsets.UTF_8));
    }
}
