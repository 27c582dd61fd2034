/**
 * Races with real threads and in real time, which the simulation with its one thread cannot have: the hand-over between the
 * line's thread, the timer, workers and routes. Each round sets a connection up, lets a few threads race, and checks what
 * must hold once all is quiet. The timer stands still unless a round moves it, so that no tick mends what a race has broken.
 * With every build the rounds last some seconds; with {@code mvn -B verify -Preliability} minutes.
 */
package io.github.camelaliyun.mqtt.stress;
