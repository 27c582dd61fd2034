package io.github.camelaliyun.mqtt.bench;

import io.github.camelaliyun.mqtt.bench.peer.Peers;
import io.github.camelaliyun.mqtt.bench.worker.Plan;
import io.github.camelaliyun.mqtt.bench.worker.Worker;
import io.github.camelaliyun.mqtt.credential.Credentials;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What cases measure with. */
record Lab(Settings settings, PrintStream out) {

    private static final int HEAP_MIB = 768;

    /** Starts the process that does what the plan says; its result is waited for by the caller. */
    WorkerProcess start(Plan plan) {
        return start(plan, HEAP_MIB);
    }

    /** @param heapMib the same heap for every peer; fixed, so that none spends its time growing it */
    WorkerProcess start(Plan plan, int heapMib) {
        WorkerProcess process = plan.peer().equals(Peers.MQTT_JS)
                ? NodeWorker.start()
                : WorkerProcess.start(plan.kind(), java(plan.peer(), heapMib));
        send(process, plan);
        return process;
    }

    /** Gives a process its next plan, once the result of its last one is there. */
    void send(WorkerProcess process, Plan plan) {
        Plan named = plan.with("peer", Peers.ofThisBuild(plan.peer()));
        Optional<Credentials> credentials = plan.credentials(plan.clientId());
        Plan sent = credentials.isEmpty()
                ? named
                : named.with("username", credentials.get().username())
                        .with("password", credentials.get().password());
        process.send(sent.toJson());
    }

    /** Waits for the figures, and passes on what the worker's log complains about. */
    Map<String, Double> result(WorkerProcess worker) {
        Map<String, Double> figures = worker.result();
        worker.complaints().forEach(line -> out.println("  its log: " + line));
        return figures;
    }

    private ProcessBuilder java(String peer, int heapMib) {
        List<String> command = new ArrayList<>();
        command.add(settings.java().resolve("bin").resolve("java").toString());
        command.addAll(List.of("-Xms" + heapMib + "m", "-Xmx" + heapMib + "m"));
        command.addAll(settings.jvmOptions());
        String classPath = Peers.isOfBuildBefore(peer)
                ? ProgramJars.workerOfBuildBefore(settings.before())
                : System.getProperty("java.class.path");
        command.addAll(List.of("-cp", classPath, Worker.class.getName()));
        return new ProcessBuilder(command);
    }
}
