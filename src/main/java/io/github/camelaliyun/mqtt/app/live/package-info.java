/**
 * Keeps the routes of the runnable project as its files say, while they are edited. {@link
 * io.github.camelaliyun.mqtt.app.live.LiveRoutes} watches the folder on a thread of its own and hands each settled state of it to
 * {@link io.github.camelaliyun.mqtt.app.live.RouteFiles}, which loads, replaces and removes what each file defines.
 *
 * <p>What Camel 4.17 has for this, {@code RouteWatcherReloadStrategy}, lacks the following, which belongs upstream: after an update
 * that failed it loads the failed file along with every later one; it removes nothing of a deleted file and no route whose id has
 * changed; it watches by file system events of one folder, which symbolic links (a ConfigMap) and network drives do not give;
 * {@code DefaultSourceLoader} and {@code IOHelper.loadText} read source files in the JVM's charset; the messages of {@code
 * FailedToCreateRouteException} have no line though the model knows it; a YAML file whose root is no list is loaded as nothing.
 */
package io.github.camelaliyun.mqtt.app.live;
