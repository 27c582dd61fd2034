package io.github.camelaliyun.mqtt.doctor;

import io.github.camelaliyun.mqtt.wire.Wire;

import java.time.Clock;
import java.util.Optional;

/**
 * What all examinations of a run have in common.
 *
 * @param wire opens lines
 * @param deadline by which it is over
 * @param words of the reports
 * @param clock that is compared with a server's, and by which certificates and tokens expire
 * @param takeOver whether the clientId of the routes may be used, which ends the connection of a process that has it
 * @param ownSandbox whether the server is a sandbox that was started for this run
 * @param parentTopic of the settings, if there is one
 */
record Practice(
        Wire wire,
        Deadline deadline,
        Words words,
        Clock clock,
        boolean takeOver,
        boolean ownSandbox,
        Optional<String> parentTopic) {}
