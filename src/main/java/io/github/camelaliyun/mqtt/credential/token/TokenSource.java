package io.github.camelaliyun.mqtt.credential.token;

import java.util.List;

/**
 * Gets tokens from wherever they are issued: {@link OpenApiTokenSource} asks the service, {@link HttpTokenSource} a token
 * server of one's own, and a bean of one's own may do anything else.
 *
 * <p>Called on a worker thread, never on the MQTT client's: it may block. It must come back in finite time, so whatever it
 * waits for needs a timeout. Calls for several clients may come at once, and one call per client at a time.
 */
@FunctionalInterface
public interface TokenSource {

    /**
     * Gets the tokens that a client is to present from now on.
     *
     * @param request for which client, topics and actions
     * @return the tokens, at most one of each type, which together allow what the request asks for
     * @throws TokenException or anything else if there is no token to be had; the message is logged and must hold neither
     *     a secret nor a token. Its {@link TokenException#kind() kind} says whether other topics might have been granted
     */
    List<Token> fetch(TokenRequest request) throws Exception;
}
