package io.github.camelaliyun.mqtt.app.live;

import java.io.IOException;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Tells what a folder says once its files have come to rest: an editor may delete a file before it writes it anew, a program may
 * write it in pieces, and files that belong together are saved one after another. Called by one thread at a time.
 */
final class SettledFolder {

    /** A folder that is never at rest is taken as it is after so many polls. */
    static final int MOST_POLLS = 20;

    private final RouteFolder folder;
    private SortedMap<String, RouteFile> told;
    private SortedMap<String, RouteFile> seen;
    private int unsettledPolls;

    /** @param told what is known of it already */
    SettledFolder(RouteFolder folder, SortedMap<String, RouteFile> told) {
        this.folder = folder;
        this.told = told;
    }

    /**
     * {@return all files, if they are other ones than told last, and the same as at the poll before this one}
     *
     * @throws IOException if the folder cannot be listed; nothing is told then
     */
    Optional<SortedMap<String, RouteFile>> poll() throws IOException {
        SortedMap<String, RouteFile> now = folder.read();
        if (now.equals(told)) {
            seen = null;
            unsettledPolls = 0;
            return Optional.empty();
        }
        if (!now.equals(seen) && ++unsettledPolls < MOST_POLLS) {
            seen = now;
            return Optional.empty();
        }
        told = now;
        seen = null;
        unsettledPolls = 0;
        return Optional.of(now);
    }
}
