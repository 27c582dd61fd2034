package io.github.camelaliyun.mqtt.app.live;

/**
 * A file whose content is not used.
 *
 * @param file what it says
 * @param problem what was told about it
 * @param onceMore whether it is tried again when other files change: not what did not start, for which routes were stopped
 */
record Refused(RouteFile file, Problem problem, boolean onceMore) {}
