package io.github.camelaliyun.mqtt.observe;

import io.github.camelaliyun.mqtt.connection.ConnectionEvent;
import io.github.camelaliyun.mqtt.connection.ConnectionEvent.TokenInvalid;
import io.github.camelaliyun.mqtt.connection.ConnectionEvent.TokenRenewed;
import io.github.camelaliyun.mqtt.connection.ConnectionEvent.TokenSourceFailing;
import io.github.camelaliyun.mqtt.connection.ConnectionEvent.TokenSourceWorking;
import io.github.camelaliyun.mqtt.connection.ConnectionOptions;

/** What the log says of the tokens of a connection. */
final class TokenLines {

    private TokenLines() {}

    /** False, and nothing said, of an event about something else. */
    static boolean tell(ConnectionOptions connection, ConnectionEvent event) {
        if (event instanceof TokenRenewed e) {
            OperatorLog.LOG.debug("{}: token renewed, now until {}", connection, e.until());
        } else if (event instanceof TokenSourceFailing e) {
            OperatorLog.LOG.warn(
                    "{}: no new token: {}. Trying again; the present one lives on for {}",
                    connection,
                    e.reason(),
                    OperatorLog.seconds(e.left()));
        } else if (event instanceof TokenSourceWorking e) {
            OperatorLog.LOG.info("{}: there are tokens again, until {}", connection, e.until());
        } else if (event instanceof TokenInvalid e) {
            OperatorLog.LOG.warn("{}: {}", connection, e.reason());
        } else {
            return false;
        }
        return true;
    }
}
