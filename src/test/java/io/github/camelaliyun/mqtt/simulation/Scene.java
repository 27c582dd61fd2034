package io.github.camelaliyun.mqtt.simulation;

import io.github.camelaliyun.mqtt.connection.ConnectionObserver;
import io.github.camelaliyun.mqtt.connection.ConnectionOptions;
import io.github.camelaliyun.mqtt.connection.ConnectionThreads;
import io.github.camelaliyun.mqtt.connection.Connections;
import io.github.camelaliyun.mqtt.connection.InboundOptions;
import io.github.camelaliyun.mqtt.connection.MqttConnection;
import io.github.camelaliyun.mqtt.connection.Outcome;
import io.github.camelaliyun.mqtt.credential.CredentialProcessor;
import io.github.camelaliyun.mqtt.credential.token.TokenAuthentication;
import io.github.camelaliyun.mqtt.credential.token.TokenCredentials;
import io.github.camelaliyun.mqtt.credential.token.TokenType;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * What a life takes place with, all of it made of the seed: a world, a broker, and a connection with its options; and what
 * has been found against the connection.
 */
final class Scene {

    static final String CLIENT_ID = "GID_sim@@@1";

    static final int MAX_PAYLOAD = 2_000;

    static final int MAX_PACKET = 4_000;

    static final Duration GRACE = Duration.ofSeconds(10);

    static final int MOST_FILTERS = 30;

    static final int NEWS_FROM = 1_000_000;

    static final int PUBLISH_FROM = 2_000_000;

    static final String[] TOPICS = {"t/a", "t/b", "t/c/x", "t/c/y", "t/p2p/" + CLIENT_ID};

    /** Each contains another or is apart from it: none only cut each other. */
    static final String[] FILTERS = {"t/a", "t/b", "t/c/x", "t/c/#", "t/c/+", "t/a", "t/p2p/" + CLIENT_ID, "t/#"};

    private static final String SERVER = "tcp://broker:1883";

    final SplittableRandom choice;
    final World world;
    final Family family;
    /** Null if the client presents no tokens. */
    final TokenOffice office;

    final ModelBroker broker;
    final CredentialProcessor keys;
    /** Those that are asked where the client presents no tokens. */
    final SimKeys simKeys;

    final SimListener listener;
    final ConnectionOptions options;
    final Connections connections;
    final List<String> violations = new ArrayList<>();
    final OperatorWords words = new OperatorWords(violations);
    /** Outcomes that are told when all is well again. */
    final List<Outcome> open = new ArrayList<>();

    MqttConnection publisher;
    /** A filter that the broker refuses for good; null for none. */
    String forbidden;

    boolean lostSessions;
    boolean ended;

    Scene(long seed) {
        choice = new SplittableRandom(seed);
        world = new World(choice.nextLong());
        family = Family.of(choice);
        office = family.service() && choice.nextBoolean() ? new TokenOffice(world) : null;
        broker = new ModelBroker(world, family, office);
        // What is sent again on one connection may cross its acknowledgement: then nobody knows what an identifier
        // means.
        if (choice.nextInt(4) == 0 && family.resend() == Family.Resend.NEVER) {
            broker.reuseIdentifiers();
        }
        simKeys = new SimKeys(world);
        keys = office == null
                ? simKeys
                : new TokenAuthentication(
                        () -> new TokenCredentials("ak", "instance"), office, List.of(TokenType.RW), List.of());
        long maxHeld = choice.nextInt(3) == 0 ? 8_000 + choice.nextInt(20_000) : 1_000_000;
        options = options(Duration.ofSeconds(choice.nextInt(4) == 0 ? 5 : 30), 1 + choice.nextInt(20), maxHeld);
        listener = new SimListener(world, words);
        connections = new Connections(
                new ConnectionThreads(
                        broker,
                        world.timer(),
                        world.pool(),
                        world.pool(),
                        world::now,
                        world::instant,
                        new Random(choice.nextLong())),
                listener,
                new Nobody());
    }

    private static final class Nobody implements ConnectionObserver {
        @Override
        public void onOpened(MqttConnection connection) {
            // Nothing is watched here.
        }

        @Override
        public void onClosed(MqttConnection connection) {
            // Nothing is watched here.
        }
    }

    ConnectionOptions options(Duration keepAlive, int maxInflight, long maxHeld) {
        return ConnectionOptions.of(List.of(SERVER), CLIENT_ID)
                .cleanSession(!family.persistent())
                .keepAlive(keepAlive)
                .maxInflight(maxInflight)
                .maxSubscriptions(MOST_FILTERS)
                .service(family.service())
                .inbound(new InboundOptions(GRACE, null, MAX_PACKET, maxHeld))
                .build();
    }

    void withOffice(Consumer<TokenOffice> deed) {
        if (office != null) {
            deed.accept(office);
        }
    }
}
