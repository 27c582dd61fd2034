package estate;

import org.springframework.context.ApplicationContext;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Asks the application's actuator as an orchestrator does. */
record Actuator(URI address, HttpClient http) {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    static Actuator of(ApplicationContext application) {
        String port = application.getEnvironment().getRequiredProperty("local.server.port");
        return new Actuator(URI.create("http://127.0.0.1:" + port + "/actuator/"), HttpClient.newHttpClient());
    }

    HttpResponse<String> get(String path) {
        try {
            return http.send(
                    HttpRequest.newBuilder(address.resolve(path)).timeout(LIMIT).build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException("GET " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("GET " + path, e);
        }
    }
}
