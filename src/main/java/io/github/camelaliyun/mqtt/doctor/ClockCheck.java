package io.github.camelaliyun.mqtt.doctor;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;

/**
 * Compares this machine's clock with the {@code Date} (RFC 9110, 6.6.1) of the OpenAPI, or of the token server: tokens and the
 * signatures of the OpenAPI have times in them.
 */
final class ClockCheck implements Check {

    private static final Duration LIMIT = Duration.ofSeconds(4);
    private static final Duration SUSPICIOUS = Duration.ofSeconds(30);
    private static final Duration WRONG = Duration.ofMinutes(5);

    private final Examination examination;

    ClockCheck(Examination examination) {
        this.examination = examination;
    }

    @Override
    public String id() {
        return "clock";
    }

    @Override
    public Duration limit() {
        return LIMIT.plusSeconds(1);
    }

    /** It needs none of the others. */
    @Override
    public boolean isRunAnyway() {
        return true;
    }

    /** What it finds is no reason not to try. */
    @Override
    public boolean goesOn(List<Finding> findings) {
        return true;
    }

    @Override
    public List<Finding> run() throws InterruptedException {
        String address = examination
                .subject()
                .connection()
                .account()
                .getToken()
                .address()
                .orElse(null);
        if (address == null) {
            return List.of(Finding.skipped(examination.say("clock.none")));
        }
        try {
            Instant began = examination.clock().instant();
            HttpResponse<Void> answer = HttpClient.newBuilder()
                    .connectTimeout(LIMIT)
                    .build()
                    .send(
                            HttpRequest.newBuilder(URI.create(address + "/"))
                                    .timeout(LIMIT)
                                    .method("HEAD", HttpRequest.BodyPublishers.noBody())
                                    .build(),
                            HttpResponse.BodyHandlers.discarding());
            Instant ended = examination.clock().instant();
            String date = answer.headers().firstValue("Date").orElse(null);
            if (date == null) {
                return List.of(Finding.skipped(examination.say("clock.dateless", address)));
            }
            Instant server = ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            return List.of(compared(address, Duration.between(server, middle(began, ended))));
        } catch (IOException | DateTimeException e) {
            return List.of(Finding.skipped(
                    examination.say("clock.unreachable", address, e.getClass().getSimpleName())));
        }
    }

    private static Instant middle(Instant began, Instant ended) {
        return began.plus(Duration.between(began, ended).dividedBy(2));
    }

    private Finding compared(String address, Duration ahead) {
        Duration off = ahead.abs();
        if (off.compareTo(SUSPICIOUS) < 0) {
            return Finding.ok(examination.say("clock.good", off.toSeconds(), address));
        }
        String found = examination.say(ahead.isNegative() ? "clock.behind" : "clock.ahead", off.toSeconds(), address);
        String cure = examination.say("clock.cure");
        return off.compareTo(WRONG) < 0 ? Finding.warn(found, cure) : Finding.failed(found, cure);
    }
}
