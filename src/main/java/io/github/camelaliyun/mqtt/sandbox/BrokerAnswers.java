package io.github.camelaliyun.mqtt.sandbox;

import com.hivemq.extension.sdk.api.packets.general.DisconnectedReasonCode;
import com.hivemq.extensions.events.OnServerDisconnectEvent;
import com.hivemq.mqtt.message.connack.CONNACK;
import com.hivemq.mqtt.message.disconnect.DISCONNECT;
import com.hivemq.mqtt.message.reason.Mqtt5ConnAckReasonCode;
import com.hivemq.mqtt.message.reason.Mqtt5DisconnectReasonCode;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;

import java.util.EnumSet;
import java.util.Set;

/**
 * Tells of the connections that the broker ends by itself, one line each: of a client of MQTT 5 whose packet breaks that
 * protocol, which the broker answers with a reason code, and of one whose keep alive has passed.
 */
final class BrokerAnswers extends ChannelDuplexHandler {

    /** Not the client's doing, or told elsewhere. */
    private static final Set<DisconnectedReasonCode> UNTOLD = EnumSet.of(
            DisconnectedReasonCode.NORMAL_DISCONNECTION,
            DisconnectedReasonCode.SUCCESS,
            DisconnectedReasonCode.SESSION_TAKEN_OVER,
            DisconnectedReasonCode.ADMINISTRATIVE_ACTION,
            DisconnectedReasonCode.SERVER_SHUTTING_DOWN,
            DisconnectedReasonCode.SERVER_BUSY,
            DisconnectedReasonCode.UNSPECIFIED_ERROR);

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof OnServerDisconnectEvent ended && ended.getReasonCode() != null) {
            tell(ctx, ended.getReasonCode(), ended.getReasonString());
        }
        ctx.fireUserEventTriggered(event);
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object packet, ChannelPromise promise) {
        if (packet instanceof CONNACK connack && connack.getReasonCode() != Mqtt5ConnAckReasonCode.SUCCESS) {
            tell(ctx, connack.getReasonCode().toDisconnectedReasonCode(), connack.getReasonString());
        } else if (packet instanceof DISCONNECT disconnect) {
            Mqtt5DisconnectReasonCode code = disconnect.getReasonCode();
            tell(ctx, code.toDisconnectedReasonCode(), disconnect.getReasonString());
        }
        ctx.write(packet, promise);
    }

    private static void tell(ChannelHandlerContext ctx, DisconnectedReasonCode code, String reason) {
        if (!UNTOLD.contains(code)) {
            Refusal.close(reason == null ? "what it sent is answered with " + code : reason, rule(code))
                    .log(ClientName.of(ctx.channel()), ctx.channel());
        }
    }

    private static String rule(DisconnectedReasonCode code) {
        return switch (code) {
            case RETAIN_NOT_SUPPORTED -> Refusal.NO_RETAINED;
            case SHARED_SUBSCRIPTION_NOT_SUPPORTED -> Refusal.NO_SYSTEM_FILTERS;
            case PACKET_TOO_LARGE -> Refusal.PACKET_SIZE;
            case KEEP_ALIVE_TIMEOUT ->
                "a client sends a packet within its keep alive; the connection is closed after one and a half of it";
            default ->
                "MQTT 5, 4.13: a packet that is malformed or against the protocol ends the connection (" + code + ")";
        };
    }
}
