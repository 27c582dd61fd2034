package io.github.camelaliyun.mqtt;

import io.github.camelaliyun.mqtt.credential.CredentialProcessor;
import io.github.camelaliyun.mqtt.credential.Credentials;
import io.github.camelaliyun.mqtt.service.SettingText;
import org.apache.camel.component.paho.PahoConfiguration;

import java.util.Objects;
import java.util.Properties;

/** Where an endpoint connects to, and with which login: the part of its configuration that has no options of its own. */
abstract class LoginConfiguration extends PahoConfiguration {

    private CredentialProcessor credentialProcessor;

    /** Whom to ask for credentials; null to use {@code userName} and {@code password} as they were set. */
    void setCredentialProcessor(CredentialProcessor credentialProcessor) {
        this.credentialProcessor = credentialProcessor;
    }

    /** Whether this is the service, or its sandbox, rather than a broker without credentials of the service. */
    boolean isService() {
        return credentialProcessor != null;
    }

    /** The computed user name, unless one was set. */
    @Override
    public String getUserName() {
        return computes() ? credentialProcessor.credentialsFor(getClientId()).username() : super.getUserName();
    }

    /** The computed password, unless a user name was set. */
    @Override
    public String getPassword() {
        return computes() ? credentialProcessor.credentialsFor(getClientId()).password() : super.getPassword();
    }

    /** Without the line end of a file. Blanks are kept, as they may be meant. */
    @Override
    public void setUserName(String userName) {
        super.setUserName(SettingText.ofFile(userName));
    }

    /** Without the line end of a file. Blanks are kept, as they may be meant. */
    @Override
    public void setPassword(String password) {
        super.setPassword(SettingText.ofFile(password));
    }

    /** Without the line end of a file. */
    @Override
    public void setClientId(String clientId) {
        super.setClientId(SettingText.ofFile(clientId));
    }

    /** As it was set; null if it is computed. */
    String ownUserName() {
        return super.getUserName();
    }

    /** As it was set. Not to be logged. */
    String ownPassword() {
        return super.getPassword();
    }

    /** The addresses, with commas between them. */
    String servers() {
        return getServerURIs() == null ? getBrokerUrl() : getServerURIs();
    }

    /** Which option has them. */
    String serversOption() {
        return getServerURIs() == null ? "brokerUrl" : "serverURIs";
    }

    /** The login that the addresses have; null for none. The options userName and password go before it. */
    Credentials addressLogin() {
        return ServerAddress.parseAll(serversOption(), servers()).get(0).login();
    }

    /** Null unless the service's credentials are computed. */
    CredentialProcessor credentialProcessor() {
        return credentialProcessor;
    }

    /** The same, with its keys at hand. */
    CredentialProcessor readyProcessor() {
        if (credentialProcessor instanceof AwaitedCredentials awaited) {
            credentialProcessor = awaited.present();
        }
        return credentialProcessor;
    }

    boolean computes() {
        return credentialProcessor != null && super.getUserName() == null && getClientId() != null;
    }

    /**
     * Forgets a login that is that of other options: where an account takes its place, its password is sent to nobody.
     *
     * @param others where it comes from
     */
    void leaveLoginOf(LoginConfiguration others) {
        if (Objects.equals(ownUserName(), others.ownUserName())
                && Objects.equals(ownPassword(), others.ownPassword())) {
            setUserName(null);
            setPassword(null);
        }
    }

    /**
     * Forgets the WebSocket headers that are those of other options: one with a token is for the server that it was written for.
     *
     * @param others where they come from
     */
    void leaveHeadersOf(LoginConfiguration others) {
        if (getCustomWebSocketHeaders() != null && others.getCustomWebSocketHeaders() != null) {
            getCustomWebSocketHeaders()
                    .entrySet()
                    .removeAll(others.getCustomWebSocketHeaders().entrySet());
        }
    }

    /** {@return a copy to be changed, which shares nothing with this one that can be changed} */
    @Override
    public LoginConfiguration copy() {
        LoginConfiguration copy = (LoginConfiguration) super.copy();
        copy.setCustomWebSocketHeaders(copied(getCustomWebSocketHeaders()));
        copy.setSslClientProps(copied(getSslClientProps()));
        return copy;
    }

    private static Properties copied(Properties properties) {
        return properties == null ? null : (Properties) properties.clone();
    }
}
