package io.github.camelaliyun.mqtt.hostile;

import java.util.Arrays;

/**
 * What a server sends.
 *
 * @param number of it, from 0 on
 * @param subjectAt first byte of the packet that the case is about; valid ones may be before and behind it
 * @param cuts positions at which a write ends and another begins, in their order
 * @param patient whether each write waits until the line has heard the one before
 * @param framing how WebSocket carries it
 */
record HostileCase(
        int number, Stratum stratum, byte[] bytes, int subjectAt, int[] cuts, boolean patient, Framing framing) {

    /**
     * What a case is about.
     *
     * @param type of the packet
     */
    record Stratum(int type, Flaw flaw) {}

    /** How the writes of a case become frames. */
    enum Framing {
        /** The whole case in one, wherever it is cut. */
        ONE_FRAME,
        FRAMES,
        /** One message of a frame for each write. */
        FRAGMENTS,
        FRAMES_AND_PINGS,
        /** With pings between the frames of the message. */
        FRAGMENTS_AND_PINGS,
        FRAMES_AND_EMPTY_ONES;

        boolean fragments() {
            return this == FRAGMENTS || this == FRAGMENTS_AND_PINGS;
        }

        boolean pings() {
            return this == FRAMES_AND_PINGS || this == FRAGMENTS_AND_PINGS;
        }
    }

    Frame subject() {
        return new Frame(bytes, subjectAt);
    }

    /** The bytes of each write. */
    byte[][] writes() {
        byte[][] writes = new byte[cuts.length + 1][];
        int from = 0;
        for (int i = 0; i <= cuts.length; i++) {
            int to = i < cuts.length ? cuts[i] : bytes.length;
            writes[i] = Arrays.copyOfRange(bytes, from, to);
            from = to;
        }
        return writes;
    }
}
