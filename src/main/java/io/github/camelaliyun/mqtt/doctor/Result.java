package io.github.camelaliyun.mqtt.doctor;

/**
 * A line of the report.
 *
 * @param connection which connection was looked at; null for what all have in common
 * @param check the id of the check
 * @param finding what was found
 * @param millis what the check took
 */
record Result(String connection, String check, Finding finding, long millis) {}
