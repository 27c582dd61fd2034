package io.github.camelaliyun.mqtt.app.live;

import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.spi.SupervisingRouteController;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Takes the routes of files out and puts the new ones in: all out first, so that a route may move from one file to another. A file
 * whose routes do not start goes back to what it was, and so does one that has taken something of it.
 */
final class Replacement {

    private static final Logger LOG = LoggerFactory.getLogger(Replacement.class);

    private final CamelContext context;
    private final ContextModel model;
    private final Preparation preparation;
    private final Map<String, Problem> problems = new LinkedHashMap<>();

    Replacement(CamelContext context, ContextModel model, Preparation preparation) {
        this.context = context;
        this.model = model;
        this.preparation = preparation;
    }

    /** Puts the routes into a context that does not run. */
    Map<String, Problem> add() {
        forEachGood(candidate -> {
            for (RouteBuilder builder : candidate.builders()) {
                builder.addRoutesToCamelContext(context);
            }
        });
        forEachGood(candidate -> {
            for (RouteBuilder builder : candidate.builders()) {
                builder.addTemplatedRoutesToCamelContext(context);
            }
        });
        return problems;
    }

    /**
     * Replaces the routes in a context that runs.
     *
     * @return what is wrong with files whose routes did not start; these are out of the context
     */
    Map<String, Problem> replace(Collection<LoadedFile> staying) {
        shareHiddenBeans();
        Map<String, List<Claim>> had = new HashMap<>();
        preparation.replaced().forEach(file -> had.put(file.file().name(), Claim.of(file.has(), context)));
        for (LoadedFile file : preparation.replaced()) {
            remove(file.has());
        }
        add();
        if (context.getRouteController() instanceof SupervisingRouteController supervisor) {
            supervisor.startRoutes(true);
        }
        refuseWhatIsNeeded(staying, had);
        return problems;
    }

    /** A bean that took the place of one of a replaced file hides what that one hid. */
    private void shareHiddenBeans() {
        for (Candidate candidate : preparation.candidates().values()) {
            for (LoadedFile old : preparation.replaced()) {
                for (String name : List.copyOf(candidate.has().hidden().keySet())) {
                    if (old.has().beans().containsKey(name)) {
                        candidate.has().hidden().remove(name);
                        if (old.has().hidden().containsKey(name)) {
                            candidate
                                    .has()
                                    .hidden()
                                    .put(name, old.has().hidden().get(name));
                        }
                    }
                }
            }
        }
    }

    /** What a file that goes back needs may be another's by now: that one goes back, too. */
    private void refuseWhatIsNeeded(Collection<LoadedFile> staying, Map<String, List<Claim>> had) {
        int before;
        do {
            before = problems.size();
            Conflicts conflicts = new Conflicts();
            staying.forEach(file -> conflicts.stays(file.file().path(), Claim.of(file.has(), context)));
            Map<String, List<Claim>> wanted = new TreeMap<>();
            for (Candidate candidate : preparation.candidates().values()) {
                String path = candidate.file().path();
                if (!problems.containsKey(candidate.name())) {
                    wanted.put(path, Claim.of(candidate));
                } else if (candidate.before() != null) {
                    conflicts.stays(path, had.get(candidate.name()));
                }
            }
            Map<String, Conflicts.Refusal> refused = conflicts.refused(wanted, Map.of());
            for (Candidate candidate : preparation.candidates().values()) {
                Conflicts.Refusal refusal = refused.get(candidate.file().path());
                if (refusal != null) {
                    problems.put(candidate.name(), candidate.refused(refusal));
                    takeOut(candidate.has());
                }
            }
        } while (problems.size() > before);
    }

    /**
     * Gives files back what they had.
     *
     * @return what could not be started again
     */
    Map<String, Problem> restore(Set<String> names) {
        Map<String, Problem> lost = new LinkedHashMap<>();
        for (String name : names) {
            LoadedFile old = preparation.candidates().get(name).before();
            if (old != null) {
                try {
                    model.restoreConfigurations(old.has());
                    model.restoreBeans(old.has());
                    model.restoreRoutes(old.has());
                } catch (Exception | LinkageError e) {
                    lost.put(name, Problems.of(old.file(), e, old.has().routes(), notStarted(old.has())));
                    takeOut(old.has());
                }
            }
        }
        return lost;
    }

    private void forEachGood(Step step) {
        for (Candidate candidate : preparation.candidates().values()) {
            if (!problems.containsKey(candidate.name())) {
                ContextModel.Snapshot before = model.snapshot();
                Throwable failure = null;
                try {
                    step.run(candidate);
                } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
                    failure = e;
                }
                candidate.has().add(model.since(before));
                if (failure != null) {
                    fail(candidate, failure);
                }
            }
        }
    }

    private void fail(Candidate candidate, Throwable failure) {
        problems.put(
                candidate.name(),
                Problems.of(candidate.file(), failure, candidate.has().routes(), notStarted(candidate.has())));
        takeOut(candidate.has());
    }

    /** Routes are started one after another; the first that does not run is the one that failed, or null. */
    private String notStarted(Definitions has) {
        return has.routeIds().stream()
                .filter(id -> id != null
                        && (context.getRoute(id) == null
                                || !context.getRouteController()
                                        .getRouteStatus(id)
                                        .isStarted()))
                .findFirst()
                .orElse(null);
    }

    private void takeOut(Definitions has) {
        remove(has);
        model.removeConfigurations(has);
        model.removeBeans(has);
    }

    private void remove(Definitions has) {
        try {
            model.removeRoutes(has);
        } catch (Exception e) {
            LOG.warn("routes {} did not end as they should", has.routeIds(), e);
        }
    }

    private interface Step {
        void run(Candidate candidate) throws Exception;
    }
}
