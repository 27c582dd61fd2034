/**
 * Spring Boot: {@code aliyun.mqtt.*} of {@code application.yml} makes the component. Nothing else of this jar uses Spring,
 * and an estate without it never loads a class of this package.
 */
package io.github.camelaliyun.mqtt.springboot;
