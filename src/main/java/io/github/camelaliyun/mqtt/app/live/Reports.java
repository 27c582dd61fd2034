package io.github.camelaliyun.mqtt.app.live;

import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.support.EventHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Tells what became of files: one line each. */
final class Reports {

    private static final Logger LOG = LoggerFactory.getLogger(LiveRoutes.class);

    /** A file whose content is not used. */
    void refused(Problem problem, boolean hasEarlier) {
        LOG.error("{}; {}", problem, hasEarlier ? "what it said before goes on" : "nothing of the file runs");
        LOG.debug("{} is not used", problem.file(), problem.cause());
    }

    /** A file that cannot go back to what it said before. */
    void lost(Problem problem) {
        LOG.error("{}; what it said before does not start again either: save it once more", problem);
        LOG.debug("{} could not be restored", problem.file(), problem.cause());
    }

    void inUse(CamelContext context, Candidate candidate) {
        List<String> now = candidate.has().routeIds();
        if (candidate.before() == null) {
            LOG.info("{} is loaded{}", candidate.file().path(), named(": ", now));
        } else {
            List<String> gone = new ArrayList<>(candidate.before().has().routeIds());
            gone.removeAll(now);
            LOG.info(
                    "{} is {}{}{}",
                    candidate.file().path(),
                    candidate.isSameAsBefore() ? "loaded again, as it uses what has changed" : "reloaded",
                    named(": ", now),
                    named(", without ", gone));
        }
        int index = 1;
        for (String id : now) {
            Route route = context.getRoute(id);
            if (route != null) {
                EventHelper.notifyRouteReloaded(context, route, index++, now.size());
            }
        }
    }

    void removed(RouteFile file, List<String> routes) {
        LOG.info("{} was deleted{}", file.path(), named(", and so stopped and removed: ", routes));
    }

    /** A file that was not used says again what is in use of it. */
    void back(RouteFile file) {
        LOG.info("{} is again as it runs", file.path());
    }

    /** Files that are not read, though they look like route files. */
    void passedOver(Collection<String> paths) {
        LOG.warn(
                "not read, as of their names: {}. Route files are called {}",
                String.join(", ", paths),
                RouteFile.NAMES);
    }

    private static String named(String before, List<String> routes) {
        if (routes.isEmpty()) {
            return "";
        }
        return before + (routes.size() == 1 ? "route " : "routes ") + String.join(", ", routes);
    }
}
