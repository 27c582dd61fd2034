package io.github.camelaliyun.mqtt.credential.token;

import io.github.camelaliyun.mqtt.credential.CredentialException;
import io.github.camelaliyun.mqtt.credential.Keys;
import io.github.camelaliyun.mqtt.credential.Required;
import io.github.camelaliyun.mqtt.service.InvalidSettingException;
import io.github.camelaliyun.mqtt.service.Printable;
import io.github.camelaliyun.mqtt.service.ServiceLimits;
import io.github.camelaliyun.mqtt.service.SettingText;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import static io.github.camelaliyun.mqtt.service.InvalidSettingException.named;

/** Makes an authentication of {@link TokenSettings}. Used once, by one thread; what it makes is for any. */
final class AuthenticationMaker {

    private static final Set<String> OF_ACCOUNT = Set.of("accessKey", "secretKey", "instanceId");

    /** What a setting of these is called beside those of the account. */
    private static final UnaryOperator<String> PART = name -> OF_ACCOUNT.contains(name) ? name : "token." + name;

    private final TokenSettings settings;
    private final Supplier<Keys> keys;
    private final String instanceId;

    /** Answers who had the latest token issued, where the source knows. */
    private Supplier<Optional<String>> issuer = Optional::empty;

    AuthenticationMaker(TokenSettings settings, Supplier<Keys> keys, String instanceId) {
        this.settings = settings;
        this.keys = () -> withSecurityToken(keys.get());
        this.instanceId = instanceId;
    }

    private Keys withSecurityToken(Keys present) {
        return Texts.isSet(present.securityToken())
                ? present
                : new Keys(present.accessKey(), present.secretKey(), settings.securityToken());
    }

    TokenAuthentication make() {
        TokenSource source = source();
        requireAccessKey(source);
        return new TokenAuthentication(
                () -> new TokenCredentials(accessKey(), instanceId),
                source,
                list(settings.getTypes()).stream()
                        .map(AuthenticationMaker::type)
                        .distinct()
                        .toList(),
                list(settings.getResources()));
    }

    /** So that a program without an AccessKey does not even start; a role brings its own with its first token. */
    private void requireAccessKey(TokenSource source) {
        Required.text("instanceId", instanceId);
        Keys present = keys.get();
        boolean role = !Texts.isSet(present.secretKey())
                && (source instanceof LatestKeys || source instanceof OpenApiTokenSource);
        if (!role) {
            Required.text("accessKey", present.accessKey());
        }
    }

    private String accessKey() {
        String given = keys.get().accessKey();
        return Texts.isSet(given)
                ? given
                : issuer.get()
                        .orElseThrow(() -> new CredentialException(
                                "there is no AccessKey ID for the user name: no token has been issued yet by a role"));
    }

    private TokenSource source() {
        TokenSource given = settings.getSource();
        if (given != null) {
            if (given instanceof OpenApiTokenSource openApi) {
                issuer = openApi::issuer;
            }
            return given;
        }
        if (settings.serverUrl() != null) {
            return spelled(this::tokenServer);
        }
        if (settings.regionId() == null && settings.endpoint() == null) {
            throw new InvalidSettingException(
                    "authMode",
                    "is token, and nothing says where tokens come from",
                    "set " + named("token.regionId") + " (for example cn-hangzhou) to call ApplyToken, "
                            + named("token.serverUrl") + " to ask a token server of your own, or "
                            + named("token.source") + " to a TokenSource bean");
        }
        // Now, so that a wrong setting is told before there is a connection.
        spelled(() -> openApi(keys.get()));
        LatestKeys latest = new LatestKeys(keys, now -> spelled(() -> openApi(now)));
        issuer = latest::issuer;
        return latest;
    }

    /** A source is a bean too, whose settings have their own names. */
    private static <T> T spelled(Supplier<T> maker) {
        try {
            return maker.get();
        } catch (InvalidSettingException e) {
            throw e.in(PART);
        }
    }

    private TokenSource tokenServer() {
        HttpTokenSource server = new HttpTokenSource();
        server.setServerUrl(settings.serverUrl());
        server.setInstanceId(instanceId);
        server.setServerBearer(settings.serverBearer());
        return server;
    }

    private OpenApiTokenSource openApi(Keys present) {
        boolean pair = Texts.isSet(present.secretKey());
        OpenApiTokenSource openApi = new OpenApiTokenSource();
        openApi.setRegionId(settings.regionId());
        openApi.setEndpoint(settings.endpoint());
        openApi.setInstanceId(instanceId);
        openApi.setAccessKey(pair ? present.accessKey() : null);
        openApi.setSecretKey(pair ? present.secretKey() : null);
        openApi.setSecurityToken(present.securityToken());
        openApi.setRoleName(settings.getRoleName());
        long life = settings.getLife();
        if (life < ServiceLimits.MIN_TOKEN_LIFE.toSeconds()) {
            throw new InvalidSettingException(
                    "life",
                    "is " + life,
                    "set " + ServiceLimits.MIN_TOKEN_LIFE.toSeconds() + " to "
                            + ServiceLimits.MAX_TOKEN_LIFE.toSeconds() + " seconds");
        }
        openApi.setLife(Duration.ofSeconds(life));
        openApi.check();
        return openApi;
    }

    private static TokenType type(String name) {
        try {
            return TokenType.valueOf(name.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new InvalidSettingException(
                    "token.types", "'" + Printable.of(name) + "' does not exist", "set RW, or R,W, or one of R and W");
        }
    }

    private static List<String> list(String text) {
        return Arrays.stream(text.split(","))
                .map(SettingText::unquoted)
                .filter(s -> !s.isEmpty())
                .toList();
    }
}
