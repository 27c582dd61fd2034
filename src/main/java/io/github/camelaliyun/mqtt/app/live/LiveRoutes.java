package io.github.camelaliyun.mqtt.app.live;

import io.github.camelaliyun.mqtt.service.InvalidSettingException;
import org.apache.camel.CamelContext;
import org.apache.camel.api.management.ManagedResource;
import org.apache.camel.support.ResourceReloadStrategySupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Loads the route files of a folder, and keeps the context as they say while it runs: looks at the folder twice a second on a thread
 * of its own. A service of the context, which starts and stops it.
 */
@ManagedResource(description = "Keeps routes as their files say")
public final class LiveRoutes extends ResourceReloadStrategySupport {

    private static final Logger LOG = LoggerFactory.getLogger(LiveRoutes.class);

    private static final long POLL_MILLIS = 500;

    private final String setting;
    private final RouteFolder folder;
    private final Reports reports = new Reports();
    private final Set<String> toldPassedOver = new TreeSet<>();
    private RouteFiles files;
    private SettledFolder settled;
    private IsolatedEdits edits;
    private volatile ScheduledExecutorService poller;
    private boolean folderIsGone;
    private String toldFailure;

    /**
     * Watches nothing yet.
     *
     * @param folder that of the route files; those below it are not read
     * @param setting where the folder comes from, for messages
     */
    public LiveRoutes(Path folder, String setting) {
        this.folder = new RouteFolder(folder, Clock.systemUTC());
        this.setting = setting;
    }

    /**
     * Adds the routes of all files to a context that has not been started.
     *
     * @param context to which they are added
     * @throws InvalidSettingException if there is no such folder
     * @throws IllegalStateException if a file cannot be used; the message names each with its line and the cure
     */
    public void load(CamelContext context) {
        List<String> problems = loadWhatCanBe(context);
        if (!problems.isEmpty()) {
            throw new IllegalStateException(String.join("; ", problems));
        }
    }

    /**
     * The same, for who looks at the routes of the others where a file cannot be used.
     *
     * @param context to which the routes are added
     * @return what is wrong with files: each with its line and the cure
     * @throws InvalidSettingException if there is no such folder
     */
    public List<String> loadWhatCanBe(CamelContext context) {
        SortedMap<String, RouteFile> now;
        try {
            now = folder.read();
            tellPassedOver();
        } catch (IOException e) {
            String shown = folder.path().toAbsolutePath().normalize().toString();
            throw new InvalidSettingException(
                    setting,
                    Files.exists(folder.path())
                            ? "is " + shown + ", which cannot be read as a folder"
                            : "is " + shown + ", which does not exist",
                    "name the folder of the route files");
        }
        setCamelContext(context);
        files = new RouteFiles(context, reports);
        settled = new SettledFolder(folder, now);
        edits = new IsolatedEdits(now, files::update);
        Collection<Problem> problems = files.start(now);
        problems.forEach(problem -> LOG.debug("{} cannot be used", problem.file(), problem.cause()));
        return problems.stream().map(Problem::toString).toList();
    }

    /**
     * Finds the words for a failure of the context's start.
     *
     * @param failure as Camel throws it
     * @return file, line, route, cause and cure, if it is about a route of a file
     */
    public Optional<String> explain(Throwable failure) {
        return files == null ? Optional.empty() : files.explain(failure).map(Problem::toString);
    }

    @Override
    protected void doStart() {
        poller = getCamelContext().getExecutorServiceManager().newSingleThreadScheduledExecutor(this, "route-files");
        poller.scheduleWithFixedDelay(this::pollSafely, POLL_MILLIS, POLL_MILLIS, TimeUnit.MILLISECONDS);
        LOG.info("edits of {} in {} take effect within seconds", RouteFile.NAMES, folder.path());
    }

    /** What is being applied is finished first. */
    @Override
    protected void doStop() {
        if (poller != null) {
            getCamelContext().getExecutorServiceManager().shutdownGraceful(poller);
            poller = null;
        }
    }

    /**
     * Looks at the folder at once; what Camel calls when something asks for a reload.
     *
     * @param source who asks
     */
    @Override
    public void onReload(Object source) {
        ScheduledExecutorService current = poller;
        if (current != null) {
            current.execute(this::pollSafely);
        }
    }

    private void pollSafely() {
        try {
            poll();
            toldFailure = null;
        } catch (Exception | LinkageError | AssertionError | StackOverflowError | OutOfMemoryError e) {
            incFailedCounter();
            String failure = e.toString();
            if (!failure.equals(toldFailure)) {
                toldFailure = failure;
                LOG.error(
                        "{} could not be looked at ({}); its routes go on, and it is tried again: take out the file that was"
                                + " added last, or start again",
                        folder.path(),
                        failure);
            }
            LOG.debug("{} could not be looked at", folder.path(), e);
        }
    }

    /** Looks at the folder once, and applies what has settled. */
    void poll() {
        if (!getCamelContext().isStarted()) {
            // Its routes start, or end, just now.
            return;
        }
        try {
            tellPassedOver();
            settled.poll().ifPresent(this::apply);
            if (folderIsGone) {
                folderIsGone = false;
                LOG.info("{} can be read again", folder.path());
            }
        } catch (IOException e) {
            if (!folderIsGone) {
                folderIsGone = true;
                LOG.error(
                        "{} = {} cannot be read any more ({}); its routes go on", setting, folder.path(), e.toString());
            }
        }
    }

    private void apply(SortedMap<String, RouteFile> now) {
        if (edits.apply(now)) {
            incSucceededCounter();
        } else {
            incFailedCounter();
        }
    }

    private void tellPassedOver() throws IOException {
        Set<String> paths = folder.passedOver();
        toldPassedOver.retainAll(paths);
        paths.removeAll(toldPassedOver);
        if (!paths.isEmpty()) {
            toldPassedOver.addAll(paths);
            reports.passedOver(paths);
        }
    }
}
