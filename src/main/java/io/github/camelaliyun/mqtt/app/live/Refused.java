package io.github.camelaliyun.mqtt.app.live;

import java.util.Set;

/**
 * A file whose content is not used.
 *
 * @param file what it says
 * @param problem what was told about it
 * @param onceMore whether it is tried again when other files change: not what did not start, for which routes were stopped
 * @param told what was said of this content, each once
 */
record Refused(RouteFile file, Problem problem, boolean onceMore, Set<String> told) {}
