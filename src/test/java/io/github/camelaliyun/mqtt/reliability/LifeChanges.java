package io.github.camelaliyun.mqtt.reliability;

import io.github.camelaliyun.mqtt.kit.Estate;
import io.github.camelaliyun.mqtt.kit.FaultProxy;
import io.github.camelaliyun.mqtt.reliability.LifePlan.Event;
import io.github.camelaliyun.mqtt.reliability.LifePlan.Kind;
import org.apache.camel.spi.RouteController;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/** What happens in a {@link RandomLife}: the faults of its line, and what is done to its routes, in the thread of the life. */
final class LifeChanges {

    private final LifeBooks books;
    private final List<LifeRoute> routes;
    private final List<String> findings;
    private final LifeSettling settling;
    private final boolean[] present = new boolean[LifePlan.ROUTES];

    /** @param findings where it is told what could not be done */
    LifeChanges(LifeBooks books, List<LifeRoute> routes, List<String> findings, LifeSettling settling) {
        this.books = books;
        this.routes = routes;
        this.findings = findings;
        this.settling = settling;
    }

    void happen(Event event, Estate estate, FaultProxy line) {
        try {
            if (event.route() < 0) {
                strike(event.kind(), line);
            } else {
                change(event, estate);
            }
        } catch (Exception e) {
            findings.add(event + " failed: " + e);
        }
    }

    private void strike(Kind kind, FaultProxy line) {
        settling.lineFaulty(kind == Kind.CUT || kind == Kind.STALL);
        switch (kind) {
            case CUT -> line.cut();
            case RESTORE -> line.restore();
            case STALL -> line.stall();
            case END_STALL -> line.resume();
            default -> {
                // The stalled connection never comes back; the next one is a good one.
                line.reset();
                line.resume();
            }
        }
    }

    private void change(Event event, Estate estate) throws Exception {
        LifeRoute route = routes.get(event.route());
        RouteController controller = estate.context().getRouteController();
        if (event.kind() == Kind.STOP || event.kind() == Kind.SUSPEND) {
            books.rests(event.route());
        }
        switch (event.kind()) {
            case STOP -> controller.stopRoute(route.id());
            case START -> controller.startRoute(route.id());
            case SUSPEND -> suspend(estate, route.id());
            case RESUME -> controller.resumeRoute(route.id());
            case REMOVE -> remove(estate, event.route(), false);
            case ADD -> add(estate, event.route(), event.filter());
            case EDIT -> {
                remove(estate, event.route(), true);
                add(estate, event.route(), event.filter());
            }
            case REPLACE -> {
                giveUp(event.route(), true);
                add(estate, event.route(), event.filter());
            }
            default -> route.begin(event.kind(), Duration.ofMillis(event.millis()));
        }
        if (event.kind() == Kind.START || event.kind() == Kind.RESUME) {
            books.works(event.route(), System.nanoTime());
        }
    }

    /**
     * A suspension that Camel forces after the shutdown timeout leaves the route's error handler shut: after it was resumed it
     * would refuse every exchange (RejectedExecutionException), whatever the component. Such a route has to be stopped.
     */
    private static void suspend(Estate estate, String route) throws Exception {
        estate.context().getRouteController().suspendRoute(route);
        if (estate.context().getShutdownStrategy().isTimeoutOccurred()) {
            estate.context().getRouteController().stopRoute(route);
        }
    }

    void add(Estate estate, int route, String filter) throws Exception {
        estate.add(routes.get(route).definition(filter));
        present[route] = true;
        settling.declared(route, filter);
    }

    private void remove(Estate estate, int route, boolean reloading) throws Exception {
        giveUp(route, reloading);
        estate.context().getRouteController().stopRoute(routes.get(route).id());
        estate.context().removeRoute(routes.get(route).id());
    }

    private void giveUp(int route, boolean reloading) {
        present[route] = false;
        books.undeclared(route, reloading, System.nanoTime());
        settling.givenUp(route);
    }

    void endFaults(Estate estate, FaultProxy line) throws Exception {
        line.restore();
        line.resume();
        settling.lineFaulty(false);
        routes.forEach(LifeRoute::behave);
        for (int route : present().toArray()) {
            estate.context().getRouteController().startRoute(routes.get(route).id());
            books.works(route, System.nanoTime());
        }
    }

    /** The routes that there are. */
    IntStream present() {
        return IntStream.range(0, LifePlan.ROUTES).filter(route -> present[route]);
    }
}
