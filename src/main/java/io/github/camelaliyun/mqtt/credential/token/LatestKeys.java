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
    private Keys known;
    private TokenSource made;

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
    synchronized Optional<String> issuer() {
        return made instanceof OpenApiTokenSource openApi ? openApi.issuer() : Optional.empty();
    }

    private synchronized TokenSource present() {
        Keys now = keys.get();
        if (!now.equals(known)) {
            // In this order: what cannot be made is tried again, and says why each time.
            made = maker.apply(now);
            known = now;
        }
        return made;
    }
}
