package io.github.camelaliyun.mqtt.sandbox.openapi;

import com.sun.net.httpserver.HttpExchange;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * A call in Alibaba Cloud's RPC style: parameters in the query, the form body or both.
 *
 * @param method GET or POST
 * @param parameters by name, decoded, the signature included
 */
record RpcCall(String method, Map<String, String> parameters) {

    private static final int MAX_BODY_BYTES = 64 * 1024;
    private static final int BAD_REQUEST = 400;

    static RpcCall read(HttpExchange exchange) throws IOException, ApiException {
        byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY_BYTES + 1);
        if (body.length > MAX_BODY_BYTES) {
            throw new ApiException(413, "RequestTooLarge", "a request has at most " + MAX_BODY_BYTES + " bytes here");
        }
        Map<String, String> parameters = new TreeMap<>();
        add(parameters, exchange.getRequestURI().getRawQuery());
        add(parameters, new String(body, StandardCharsets.UTF_8));
        return new RpcCall(exchange.getRequestMethod(), parameters);
    }

    private static void add(Map<String, String> parameters, String encoded) throws ApiException {
        if (encoded == null || encoded.isBlank()) {
            return;
        }
        for (String pair : encoded.split("&")) {
            int equals = pair.indexOf('=');
            try {
                parameters.put(decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)));
            } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
                throw new ApiException(BAD_REQUEST, "InvalidParameter", "the parameters are not form-encoded");
            }
        }
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    /** A parameter that must be there. */
    String require(String name) throws ApiException {
        String value = parameters.get(name);
        if (value == null || value.isBlank()) {
            throw new ApiException(BAD_REQUEST, "Missing" + name, name + " is mandatory for this action.");
        }
        return value;
    }

    /** Without parameters: the signature and tokens are among them. */
    @Override
    public String toString() {
        return "RpcCall[" + method + " " + parameters.get("Action") + "]";
    }
}
