package io.github.camelaliyun.mqtt.app.live;

import org.apache.camel.builder.RouteBuilder;

import java.util.List;

/**
 * A file whose content is in use.
 *
 * @param file what it said
 * @param builders what Camel's loader made of it
 * @param has what it has put into the context
 */
record LoadedFile(RouteFile file, List<RouteBuilder> builders, Definitions has) {}
