package io.github.camelaliyun.mqtt.simulation;

import java.time.Duration;
import java.util.Map;

/** What happens in a life: the events of its schedule, one after the other. */
final class Happenings {

    private final Scene scene;
    private final SimRoutes routes;
    private final SimMail mail;
    private final SimPublishes publishes;
    private final Map<String, Integer> hits;
    private final World world;
    private final ModelBroker broker;
    private final BrokerFaults faults;

    /** @param hits of each fault in each state of the connection, counted on */
    Happenings(Scene scene, SimRoutes routes, SimMail mail, SimPublishes publishes, Map<String, Integer> hits) {
        this.scene = scene;
        this.routes = routes;
        this.mail = mail;
        this.publishes = publishes;
        this.hits = hits;
        this.world = scene.world;
        this.broker = scene.broker;
        this.faults = broker.faults();
    }

    void happen(Event event) {
        world.tell(event.toString());
        hits.merge(event.kind() + " " + scene.publisher.state(), 1, Integer::sum);
        int seconds = 1 + event.b() % 25;
        switch (event.kind()) {
            case DELIVER -> mail.deliver(topic(event.a()), event.b(), 20);
            case BURST -> {
                for (int i = 0; i < 10 + event.b() % 40; i++) {
                    mail.deliver(topic(event.a()), event.b(), 20 + event.b() % Scene.MAX_PAYLOAD);
                }
            }
            case DELIVER_TO_NOBODY -> mail.unclaimed(event);
            case DELIVER_TOO_LARGE -> mail.deliver(topic(event.a()), 1, Scene.MAX_PACKET + 1);
            case PUBLISH -> publishes.publish("t/z", event.b() % 3, false, false);
            case PUBLISH_POISON -> publishes.publish(SimPublishes.BAD_TOPIC, 1, true, false);
            case PUBLISH_FAIL_FAST -> publishes.publish("t/z", 1, false, true);
            case ADD -> {
                if (routes.present().size() < 4) {
                    routes.add("r" + event.a() % 4);
                }
            }
            case BAD_INPUT -> routes.badInput(event.a());
            case START, RESUME -> routes.with(event.a(), routes::start);
            case STOP -> routes.with(event.a(), routes::stop);
            case SUSPEND -> routes.with(event.a(), routes::suspend);
            case REMOVE -> routes.with(event.a(), routes::remove);
            case RELOAD -> routes.with(event.a(), route -> routes.reload(route, route.subscriptions()));
            case RELOAD_OTHER_FILTERS -> routes.with(event.a(), route -> routes.reload(route, routes.anyFilters()));
            case MODE -> routes.with(event.a(), route -> route.mode = Mode.values()[event.b() % Mode.values().length]);
            case CUT -> broker.cut();
            case CLOSE, KICK -> broker.closeAll();
            case CLOSE_AFTER -> faults.closeAfter(event.b() % 12);
            case HALF_OPEN -> broker.halfOpen();
            case REFUSE -> during(seconds, faults::refuse);
            case SILENT -> during(seconds, faults::beSilent);
            case CONNACK -> during(seconds, on -> faults.connackCode(on ? 1 + event.a() % 5 : 0));
            case DEAF_TO_SUBSCRIBE -> during(seconds, faults::deafToSubscribe);
            case NONSENSE_SUBACK -> during(seconds, faults::nonsenseSuback);
            case GRANTS_LESS -> during(seconds, faults::grantsLess);
            case REFUSE_FILTER -> faults.refuseFilter(Scene.FILTERS[event.a() % Scene.FILTERS.length]);
            case NO_PINGRESP -> during(seconds, faults::noPingresp);
            case LOSE_SESSIONS -> {
                scene.lostSessions = true;
                broker.loseSessions();
            }
            case CREDENTIALS_THROW -> scene.simKeys.fail(1 + event.b() % 4);
            case TOKEN_SOURCE_FAILS -> scene.withOffice(o -> o.fail(1 + event.b() % 6));
            case TOKEN_SOURCE_THROWS -> scene.withOffice(o -> o.throwErrors(1 + event.b() % 4));
            case TOKEN_REVOKED -> scene.withOffice(TokenOffice::revokeAll);
            case LISTENER_THROWS -> scene.listener.fail(1 + event.b() % 4);
            case RETAIN -> mail.retain(topic(event.a()));
            case HEAL -> broker.heal();
            default -> world.tell("nothing");
        }
    }

    private interface Switch {
        void set(boolean on);
    }

    private void during(int seconds, Switch fault) {
        fault.set(true);
        world.after(Duration.ofSeconds(seconds), () -> fault.set(false));
    }

    private static String topic(int a) {
        return Scene.TOPICS[a % Scene.TOPICS.length];
    }
}
