package io.github.camelaliyun.mqtt.doctor;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An OpenAPI at 127.0.0.1 that gives each operation the answer that a test has set, and takes signed calls alone. */
final class AnsweringOpenApi implements AutoCloseable {

    private static final Pattern ACTION = Pattern.compile("(?:^|&)Action=([^&]+)");

    private final HttpServer server;
    private final Map<String, String> answers = new ConcurrentHashMap<>();
    final List<String> calls = new CopyOnWriteArrayList<>();

    AnsweringOpenApi() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    AnsweringOpenApi answering(String operation, String json) {
        answers.put(operation, json);
        return this;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String all = String.valueOf(exchange.getRequestURI().getRawQuery()) + "&"
                    + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            Matcher action = ACTION.matcher(all);
            String operation = action.find() ? URLDecoder.decode(action.group(1), StandardCharsets.UTF_8) : "";
            calls.add(operation);
            String answer = all.contains("Signature=") ? answers.get(operation) : null;
            byte[] bytes = (answer == null ? "{\"Code\":\"Forbidden.RAM\",\"RequestId\":\"R-1\"}" : answer)
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer == null ? 403 : 200, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
