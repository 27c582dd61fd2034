package io.github.camelaliyun.mqtt.app.live;

/**
 * A file whose content is not used.
 *
 * @param file what it says
 * @param problem what was told about it
 * @param onceMore whether it may be tried again when other files change: not if that would stop routes that run
 */
record Refused(RouteFile file, Problem problem, boolean onceMore) {}
