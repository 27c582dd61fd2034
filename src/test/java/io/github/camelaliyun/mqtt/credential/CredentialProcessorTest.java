package io.github.camelaliyun.mqtt.credential;

import io.github.camelaliyun.mqtt.service.InvalidSettingException;
import org.apache.camel.component.paho.PahoConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class CredentialProcessorTest {

    private static final String CLIENT_ID = "GID_Test@@@0001";
    private static final String SECRET = "XXXXX";
    /** Computed once, from the values of the vendor's signature page. */
    private static final String SIGNED = "vI009IZJZVGRwBwZvnbwjfuXxVM=";

    @Test
    void aPairOfStsCannotSign() {
        for (AuthMode mode : new AuthMode[] {AuthMode.SIGNATURE, AuthMode.DEVICE}) {
            assertThatThrownBy(() -> mode.processor("STS.NTx", "secret", "post-cn-test", null))
                    .isInstanceOf(InvalidSettingException.class)
                    .hasMessage("accessKey is of STS (STS.*), and CONNECT has no place for the security token of such a"
                            + " pair: set authMode to token, token.regionId and token.securityToken, since ApplyToken takes"
                            + " the pair, or set the AccessKey pair of a RAM user");
        }
    }

    @Test
    void signatureModeSignsTheClientIdWithTheSecret() {
        Credentials credentials = new SignatureCredentials("YYYYY", SECRET, "mqtt-xxxxx").credentialsFor(CLIENT_ID);

        assertThat(credentials).isEqualTo(new Credentials("Signature|YYYYY|mqtt-xxxxx", SIGNED));
    }

    @Test
    void deviceModeSignsWithTheDevicesOwnKey() {
        Credentials credentials = new DeviceCredentials("DC.Z5fX", SECRET, "mqtt-xxxxx").credentialsFor(CLIENT_ID);

        assertThat(credentials).isEqualTo(new Credentials("DeviceCredential|DC.Z5fX|mqtt-xxxxx", SIGNED));
    }

    @Test
    void customModeOriginPresentsTheSecretItself() {
        assertThat(new CustomCredentials("user", SECRET, SignMode.ORIGIN).credentialsFor(CLIENT_ID))
                .isEqualTo(new Credentials("user", SECRET));
    }

    @Test
    void customModeSignedPresentsTheSignature() {
        assertThat(new CustomCredentials("user", SECRET, SignMode.SIGNED).credentialsFor(CLIENT_ID))
                .isEqualTo(new Credentials("user", SIGNED));
    }

    @Test
    void anotherClientIdGivesAnotherPassword() {
        CredentialProcessor processor = new SignatureCredentials("YYYYY", SECRET, "mqtt-xxxxx");

        assertThat(processor.credentialsFor("GID_Test@@@0002").password())
                .isNotEqualTo(processor.credentialsFor(CLIENT_ID).password());
    }

    @Test
    void injectPutsTheCredentialsOfItsClientIdIntoTheConfiguration() {
        PahoConfiguration configuration = new PahoConfiguration();
        configuration.setClientId(CLIENT_ID);

        new SignatureCredentials("YYYYY", SECRET, "mqtt-xxxxx").inject(configuration);

        assertThat(configuration.getUserName()).isEqualTo("Signature|YYYYY|mqtt-xxxxx");
        assertThat(configuration.getPassword()).isEqualTo(SIGNED);
    }

    @Test
    void emptyKeysAreRefusedByName() {
        assertThatThrownBy(() -> new SignatureCredentials("", SECRET, "mqtt-xxxxx"))
                .hasMessageContaining("accessKey is not set");
        assertThatThrownBy(() -> new SignatureCredentials("YYYYY", " ", "mqtt-xxxxx"))
                .hasMessageContaining("secretKey is not set");
        assertThatThrownBy(() -> new DeviceCredentials("YYYYY", SECRET, null))
                .hasMessageContaining("instanceId is not set");
    }

    @Test
    void anUnknownModeIsRefusedWithTheNearestOne() {
        assertThatThrownBy(() -> AuthMode.parse("singature")).hasMessageContaining("did you mean 'signature'");
    }

    @ParameterizedTest
    @CsvSource({"sign,signature", "signed,signature", "devise,device", "Custom1,custom", "tokens,token"})
    void aModeThatIsNearIsProposed(String typed, String meant) {
        assertThatThrownBy(() -> AuthMode.parse(typed)).hasMessageContaining("did you mean '" + meant + "'");
    }

    @Test
    void aModeThatIsNearToNoneIsRefusedWithAllOfThem() {
        assertThatThrownBy(() -> AuthMode.parse("kerberos"))
                .hasMessageContaining(
                        "authMode 'kerberos' does not exist: set one of signature, token, device, custom");
    }

    @Test
    void aUsernameThatIsTooLongIsRefusedWithItsLengthAlone() {
        assertThatThrownBy(() -> new CustomCredentials("u".repeat(65), SECRET, SignMode.ORIGIN))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage(
                        "accessKey has 65 characters: a custom identity's username has at most 64, copy it from where it was"
                                + " entered (AddCustomAuthIdentity)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "accessKey | from the RAM console, of a RAM user rather than the account itself",
                "secretKey | from the RAM console, where it is shown once; keep it out of files under version control",
                "instanceId | from the instance's page in the MQTT console",
                "groupId | from the MQTT console (Groups)",
                "deviceId | unique in the group, one for each process",
                "regionId | that of the instance, for example cn-hangzhou",
                "clientId | that of the client which will present the token",
                "other | which has no default"
            })
    void whatIsMissingIsNamedWithWhereItIsFrom(String setting, String whence) {
        for (String none : new String[] {null, " "}) {
            assertThatThrownBy(() -> Required.text(setting, none))
                    .isInstanceOf(InvalidSettingException.class)
                    .hasMessage(setting + " is not set: set " + setting + ", " + whence);
        }
    }

    @Test
    void theModeOfTokensIsMadeOfMoreThanKeys() {
        assertThatThrownBy(() -> AuthMode.TOKEN.processor("ak", SECRET, "mqtt-xxxxx", null))
                .hasMessage("auth-mode token has more settings than keys: TokenSettings makes it");
    }

    @Test
    void aModeThatIsMissingIsNamed() {
        for (String none : new String[] {null, " "}) {
            assertThatThrownBy(() -> AuthMode.parse(none))
                    .isInstanceOf(InvalidSettingException.class)
                    .hasMessageStartingWith("authMode is not set");
            assertThatThrownBy(() -> SignMode.parse(none))
                    .isInstanceOf(InvalidSettingException.class)
                    .hasMessageStartingWith("signMode is not set");
        }
        assertThatThrownBy(() -> new CustomCredentials("user", SECRET, null))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith("signMode is not set");
    }

    @Test
    void noTextOfOursShowsASecret() {
        CredentialProcessor processor = new SignatureCredentials("LTAI5tSecretive", "the-secret", "mqtt-xxxxx");

        assertThat(processor.describe() + processor.credentialsFor(CLIENT_ID) + processor)
                .doesNotContain(
                        "the-secret",
                        "LTAI5tSecretive",
                        processor.credentialsFor(CLIENT_ID).password())
                .contains("LTAI****");
    }
}
