package io.github.camelaliyun.mqtt.sandbox.openapi;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.camelaliyun.mqtt.sandbox.token.TokenRegistry;
import org.apache.camel.util.json.JsonObject;
import org.apache.camel.util.json.Jsoner;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The part of the service's OpenAPI that deals with tokens, by plain HTTP on 127.0.0.1. It checks signatures as the service
 * does and answers in JSON whatever format is asked for. Thread-safe.
 */
public final class OpenApiServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(OpenApiServer.class);
    private static final String LOOPBACK = "127.0.0.1";
    private static final int OK = 200;
    private static final int THREADS = 4;

    private final RpcSignature signature;
    private final TokenOperations operations;
    private final ExecutorService threads;
    private final HttpServer server;

    /**
     * Opens a free port; takes some milliseconds.
     *
     * @param secrets the secret of an AccessKey ID; empty if there is no such ID
     * @param instances which instances there are
     * @param registry issues the tokens and takes them back
     * @param minLife how long a token must live at least; asked for each time
     * @throws IOException if no port is free
     */
    public OpenApiServer(
            Function<String, Optional<String>> secrets,
            Predicate<String> instances,
            TokenRegistry registry,
            Supplier<Duration> minLife)
            throws IOException {
        signature = new RpcSignature(secrets);
        operations = new TokenOperations(registry, instances, minLife);
        server = HttpServer.create(new InetSocketAddress(LOOPBACK, 0), 0);
        threads = Executors.newFixedThreadPool(THREADS, task -> {
            Thread thread = new Thread(task, "sandbox-openapi");
            thread.setDaemon(true);
            return thread;
        });
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    /** {@return {@code http://127.0.0.1:port}} */
    public URI uri() {
        return URI.create("http://" + LOOPBACK + ":" + server.getAddress().getPort());
    }

    private void handle(HttpExchange exchange) throws IOException {
        String requestId = UUID.randomUUID().toString().toUpperCase(Locale.ROOT);
        try (exchange) {
            try {
                RpcCall call = RpcCall.read(exchange);
                signature.check(call);
                JsonObject answer = operations.answer(call);
                answer.put("RequestId", requestId);
                send(exchange, OK, answer);
            } catch (ApiException e) {
                LOG.warn("sandbox's OpenAPI refused a call with {}: {}", e.code(), e.getMessage());
                send(exchange, e.status(), error(e, requestId));
            }
        }
    }

    private JsonObject error(ApiException failure, String requestId) {
        JsonObject error = new JsonObject();
        error.put("RequestId", requestId);
        error.put("HostId", uri().getAuthority());
        error.put("Code", failure.code());
        error.put("Message", failure.getMessage());
        return error;
    }

    private static void send(HttpExchange exchange, int status, JsonObject json) throws IOException {
        byte[] bytes = Jsoner.serialize(json).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json;charset=utf-8");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
