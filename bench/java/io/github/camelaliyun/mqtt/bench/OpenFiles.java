package io.github.camelaliyun.mqtt.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How many files and sockets a process of the bench may have open: the limit of the harness, which all others inherit. */
final class OpenFiles {

    private static final Path LIMITS = Path.of("/proc/self/limits");
    /** Jars, pipes and selectors. */
    private static final int OTHERS = 500;

    private static final long PATIENCE_SECONDS = 5;

    /** The soft limit does not count: JVMs and Node.js raise theirs to the hard one. */
    private static final Pattern HARD = Pattern.compile("(?m)^Max open files +\\S+ +(\\d+|unlimited) ");

    private OpenFiles() {}

    /**
     * Sees to it that a process may have so many sockets, where the system lets it.
     *
     * @throws IllegalStateException if it does not; where no limit can be read nothing is said
     */
    static void require(int sockets) throws IOException, InterruptedException {
        long needed = (long) sockets + OTHERS;
        OptionalLong limit = limit();
        if (limit.isPresent() && limit.getAsLong() < needed) {
            raise(needed);
            limit = limit();
        }
        if (limit.isPresent() && limit.getAsLong() < needed) {
            throw new IllegalStateException(sockets + " connections take " + needed
                    + " open files in a process, and this system allows " + limit.getAsLong()
                    + ": raise the hard limit, with 'ulimit -Hn " + needed + "' as root for instance");
        }
    }

    /** The hard limit; empty if the text has none, or if everything is allowed. */
    static OptionalLong limit(String limits) {
        Matcher matcher = HARD.matcher(limits);
        return matcher.find() && !matcher.group(1).equals("unlimited")
                ? OptionalLong.of(Long.parseLong(matcher.group(1)))
                : OptionalLong.empty();
    }

    private static OptionalLong limit() throws IOException {
        return Files.isReadable(LIMITS) ? limit(Files.readString(LIMITS)) : OptionalLong.empty();
    }

    /** Only root may; whether it has worked is seen in the limit. */
    private static void raise(long needed) throws InterruptedException {
        List<String> command =
                List.of("prlimit", "--pid=" + ProcessHandle.current().pid(), "--nofile=" + needed + ":" + needed);
        try {
            new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (IOException e) {
            // There is no such program here.
        }
    }
}
