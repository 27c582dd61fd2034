/**
 * Spring Boot: {@code aliyun.mqtt.*} of {@code application.yml} makes the component. Spring calls it while an application starts,
 * on the thread that starts it. Nothing else of this jar uses Spring, and a program without it never loads a class of this
 * package.
 */
package io.github.camelaliyun.mqtt.springboot;
