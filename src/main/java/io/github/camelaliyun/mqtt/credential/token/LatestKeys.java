package io.github.camelaliyun.mqtt.credential.token;

import io.github.camelaliyun.mqtt.credential.Keys;
import io.github.camelaliyun.mqtt.service.InvalidSettingException;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** Asks a source that was made for the present keys, and for no longer than these are the present ones. */
final class LatestKeys implements TokenSource {

    private final Supplier<Keys> keys;
    private final Function<Keys, ? extends TokenSource> maker;
    /** Written under the monitor. Who asks for the issuer waits for no vault. */
    private volatile Latest latest;

    private record Latest(Keys keys, TokenSource source) {}

    LatestKeys(Supplier<Keys> keys, Function<Keys, ? extends TokenSource> maker) {
        this.keys = keys;
        this.maker = maker;
    }

    @Override
    public List<Token> fetch(TokenRequest request) throws Exception {
        try {
            return present().fetch(request);
        } catch (InvalidSettingException e) {
            throw new TokenException(TokenException.Kind.UNAVAILABLE, e.getMessage());
        }
    }

    /** AccessKey ID that had the latest token issued; empty before there is one. */
    Optional<String> issuer() {
        Latest known = latest;
        return known != null && known.source instanceof OpenApiTokenSource openApi
                ? openApi.issuer()
                : Optional.empty();
    }

    private TokenSource present() {
        Keys now = keys.get();
        synchronized (this) {
            if (latest == null || !now.equals(latest.keys)) {
                // What cannot be made is tried again, and says why each time.
                latest = new Latest(now, maker.apply(now));
            }
            return latest.source;
        }
    }
}
