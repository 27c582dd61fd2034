package io.github.camelaliyun.mqtt.credential.token;

import io.github.camelaliyun.mqtt.credential.Required;
import io.github.camelaliyun.mqtt.credential.token.TokenException.Kind;
import io.github.camelaliyun.mqtt.service.InvalidSettingException;
import org.apache.camel.spi.Metadata;

import java.io.IOException;
import java.net.ProtocolException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;

/**
 * Gets tokens from a token server of one's own, which alone holds an AccessKey: what the vendor recommends for devices. What
 * is asked and answered is in {@code docs/credentials.md}.
 *
 * <p>A bean: set it up by one thread, then any threads may {@link #fetch}, which comes back within the timeout. Redirects
 * are not followed, so that the bearer token goes nowhere else.
 *
 * @see <a href="https://help.aliyun.com/en/apsaramq-for-mqtt/mqtt-previous/developer-reference/overview-for-mqtt-client-authentication">Token
 *     authentication: client, application server, service</a>
 */
@Metadata(
        label = "bean",
        description =
                "Gets tokens from a token server of one's own; for the option token.source of the MQTT component.")
public final class HttpTokenSource implements TokenSource {

    private static final int OK = 200;
    private static final int BAD_REQUEST = 400;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int UNPROCESSABLE = 422;

    /** What the JDK's client sends as it is. */
    private static final Pattern HEADER = Pattern.compile("[ -~]+");

    @Metadata(required = true, javaType = "java.lang.String", description = "Address of the token server, https://.")
    private URI serverUrl;

    @Metadata(description = "The instance that the tokens are for.")
    private String instanceId;

    @Metadata(
            label = "security",
            secret = true,
            description = "What the token server knows this client by, sent as Authorization: Bearer.")
    private String serverBearer;

    @Metadata(defaultValue = "5s", description = "How long a fetch may take in all, at most 60 s.")
    private Duration timeout = Duration.ofSeconds(5);

    @Metadata(label = "security", description = "Whom to trust and which client certificate to show.")
    private SSLContext sslContext;

    private HttpClient client;

    /** Without a server and an instance: both need to be set before {@link #fetch}. */
    public HttpTokenSource() {}

    /**
     * The token server, which is needed.
     *
     * @param serverUrl its address, https; http on this machine alone; null and blank for none, as at first
     * @throws IllegalArgumentException if it is neither https nor on this machine
     */
    public void setServerUrl(String serverUrl) {
        this.serverUrl = Texts.isSet(serverUrl) ? SafeUrl.require("serverUrl", serverUrl.strip()) : null;
    }

    /**
     * The instance that the tokens are for, which is needed.
     *
     * @param instanceId as the server is told it
     */
    public void setInstanceId(String instanceId) {
        this.instanceId = instanceId;
    }

    /**
     * What the server knows this client by.
     *
     * @param serverBearer sent as {@code Authorization: Bearer …}, without white space at its ends, as a file that is mounted
     *     has it; null or blank, as at first, for no such header
     * @throws IllegalArgumentException if a header cannot have it; the message is without it
     */
    public void setServerBearer(String serverBearer) {
        String bearer = Texts.isSet(serverBearer) ? serverBearer.strip() : null;
        if (bearer != null && !HEADER.matcher(bearer).matches()) {
            throw new InvalidSettingException(
                    "serverBearer",
                    "has a character that a header cannot have",
                    "use letters, digits and the other visible characters of ASCII, in one line");
        }
        this.serverBearer = bearer;
    }

    /**
     * How long a fetch may take in all.
     *
     * @param timeout 1 ms to 60 s; 5 s unless set
     * @throws IllegalArgumentException if it is out of this range
     */
    public void setTimeout(Duration timeout) {
        this.timeout = FiniteWait.require("timeout", timeout);
    }

    /**
     * Whom to trust and which client certificate to show.
     *
     * @param sslContext null, as at first, for that of the JVM
     */
    public void setSslContext(SSLContext sslContext) {
        this.sslContext = sslContext;
    }

    /**
     * Asks the server; blocks for at most the timeout.
     *
     * @throws TokenException saying which server failed, how, and what to do
     */
    @Override
    public List<Token> fetch(TokenRequest request) throws TokenException {
        HttpResponse<String> response = await(send(request));
        if (response.statusCode() != OK) {
            throw new TokenException(
                    kind(response.statusCode()),
                    server() + " answered with HTTP status " + response.statusCode()
                            + ": look into the token server's log, and check serverUrl and serverBearer"
                            + reason(response.body()));
        }
        try {
            return TokenServerJson.tokens(response.body(), request.type());
        } catch (IllegalArgumentException e) {
            Kind kind = TokenServerJson.error(response.body()).isPresent() ? Kind.REFUSED : Kind.UNKNOWN;
            throw new TokenException(kind, server() + " gave no token: " + e.getMessage());
        }
    }

    /** A server that has read the request says no to what is in it; the rest is about the server or the client. */
    private static Kind kind(int status) {
        return switch (status) {
            case BAD_REQUEST, FORBIDDEN, UNPROCESSABLE -> Kind.REFUSED;
            case NOT_FOUND -> Kind.UNKNOWN;
            default -> Kind.UNAVAILABLE;
        };
    }

    private static String reason(String body) {
        return TokenServerJson.error(body).map(error -> " (" + error + ")").orElse("");
    }

    private HttpRequest http(TokenRequest request) {
        HttpRequest.Builder http = HttpRequest.newBuilder(serverUrl)
                .timeout(timeout)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json")
                .POST(BodyPublishers.ofString(TokenServerJson.request(request, instanceId)));
        if (serverBearer != null) {
            http.header("Authorization", "Bearer " + serverBearer);
        }
        return http.build();
    }

    private CompletableFuture<HttpResponse<String>> send(TokenRequest request) throws TokenException {
        HttpClient present = client();
        try {
            return present.sendAsync(http(request), BodyHandlers.ofString(StandardCharsets.UTF_8));
        } catch (RuntimeException e) {
            throw unreachable(e);
        }
    }

    private synchronized HttpClient client() {
        if (client == null) {
            if (serverUrl == null) {
                throw InvalidSettingException.missing("serverUrl", "the https:// address of the token server");
            }
            Required.text("instanceId", instanceId);
            HttpClient.Builder builder = HttpClient.newBuilder().connectTimeout(timeout);
            client = (sslContext == null ? builder : builder.sslContext(sslContext)).build();
        }
        return client;
    }

    /** The request's own timeout ends with the response's head; a body that trickles needs this one. */
    private HttpResponse<String> await(CompletableFuture<HttpResponse<String>> answer) throws TokenException {
        try {
            return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new TokenException(
                    Kind.UNAVAILABLE,
                    "interrupted while " + server() + " was asked: the token will be asked for again");
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw tooSlow();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof HttpTimeoutException) {
                throw tooSlow();
            }
            throw unreachable(e.getCause());
        }
    }

    /** Of what the JDK says only what is about the network: the rest may quote the request, which has secrets, or the answer. */
    private TokenException unreachable(Throwable cause) {
        boolean network = cause instanceof IOException && !(cause instanceof ProtocolException);
        return new TokenException(
                Kind.UNAVAILABLE,
                server() + " cannot be reached ("
                        + (network ? cause : cause.getClass().getName())
                        + "): check serverUrl, the network and the server's certificate",
                network ? cause : null);
    }

    private TokenException tooSlow() {
        return new TokenException(
                Kind.UNAVAILABLE,
                server() + " did not answer within " + timeout.toMillis()
                        + " ms: look whether it is overloaded or behind a firewall, or set a longer timeout");
    }

    private String server() {
        return "the token server " + SafeUrl.shown(serverUrl);
    }

    /** Without the bearer token, and without the path, which may hold a key. */
    @Override
    public String toString() {
        return "HttpTokenSource[" + (serverUrl == null ? "no server" : server()) + ", instance " + instanceId + "]";
    }
}
