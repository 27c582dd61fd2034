/**
 * The commands of both READMEs: what they are is compared with every build, and the profile {@code readme} runs them in a fresh clone,
 * as somebody does who follows the page.
 */
package io.github.camelaliyun.mqtt.readme;
