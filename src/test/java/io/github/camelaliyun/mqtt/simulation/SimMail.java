package io.github.camelaliyun.mqtt.simulation;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** What others publish: letters, by their numbers. */
final class SimMail {

    private final World world;
    private final ModelBroker broker;
    private final Map<Integer, Letter> letters = new LinkedHashMap<>();

    SimMail(Scene scene) {
        this.world = scene.world;
        this.broker = scene.broker;
    }

    /** Null if there is none of that number. */
    Letter letter(int number) {
        return letters.get(number);
    }

    Collection<Letter> letters() {
        return letters.values();
    }

    /** A letter is on its way, whoever sends it. */
    void note(Letter letter) {
        letters.put(letter.number(), letter);
    }

    /** A letter that the broker keeps for those who come later. */
    void retain(Letter letter) {
        note(letter);
        broker.retain(letter);
    }

    void deliver(String topic, int b, int size) {
        send(letters.size() + 1, topic, b % 7 == 0 ? 0 : b % 7 == 1 ? 2 : 1, size);
    }

    void send(int number, String topic, int qos, int size) {
        Letter letter = new Letter(number, topic, qos, size, world.now());
        note(letter);
        broker.inject(letter);
    }

    void retain(String topic) {
        Letter letter = new Letter(letters.size() + 1, topic, 1, 10, world.now());
        retain(letter);
    }

    /** What an earlier program subscribed, or a stranger's P2P message. */
    void unclaimed(Event event) {
        ModelSession session = broker.session(Scene.CLIENT_ID);
        if (session != null) {
            session.subscriptions.put("old/#", 1);
            for (int i = 0; i < 1 + event.b() % 30; i++) {
                deliver("old/" + (event.a() % 2 == 0 ? "x" : "y" + i), 1, 10);
            }
        }
    }
}
