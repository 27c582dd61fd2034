package io.github.camelaliyun.mqtt.kit;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A proxy at 127.0.0.1 that remembers what it was asked for: CONNECT of HTTP (RFC 9110, 9.3.6) or SOCKS version 5 (RFC
 * 1928), with or without a login. Whatever name it is asked for, it connects to 127.0.0.1: the name needs to be known
 * nowhere. Three daemon threads for each connection; any thread may call.
 */
public final class TestProxy implements AutoCloseable {

    private static final int SOCKS5 = 5;
    private static final int NO_LOGIN = 0;
    private static final int LOGIN = 2;
    private static final int NONE_OF_THEM = 0xff;
    private static final int IPV4 = 1;
    private static final int NAME = 3;
    private static final int HOST_UNREACHABLE = 4;

    /** How it is spoken to. */
    public enum Kind {
        HTTP,
        SOCKS5
    }

    /** What it does with who asks. */
    public enum Manner {
        /** Connects. */
        SERVES,
        /** Says nothing. */
        HANGS,
        /** Says that it will not. */
        REFUSES,
        /** Closes without a word. */
        CLOSES
    }

    private final Kind kind;
    private final String login;
    private final Manner manner;
    private final int port = FreePort.choose();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<String> logins = new CopyOnWriteArrayList<>();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    /** The last to be made: it calls at once. */
    private final Listener listener;

    /** @param login {@code user:password}, or null if it wants none */
    public TestProxy(Kind kind, String login, Manner manner) {
        this.kind = kind;
        this.login = login;
        this.manner = manner;
        this.listener = new Listener(port, (from, socket) -> daemon(() -> serve(socket)));
    }

    public int port() {
        return port;
    }

    /** As the option {@code proxy} has it. */
    public String address() {
        return (kind == Kind.HTTP ? "http" : "socks5") + "://127.0.0.1:" + port;
    }

    /** What it was asked to connect to, each as {@code host:port}, as it was written. */
    public List<String> asked() {
        return List.copyOf(asked);
    }

    /** The logins that were presented, each as {@code user:password}. */
    public List<String> logins() {
        return List.copyOf(logins);
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "test-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private void serve(Socket client) {
        sockets.add(client);
        try (client) {
            client.setTcpNoDelay(true);
            DataInputStream in = new DataInputStream(client.getInputStream());
            int target = kind == Kind.HTTP ? http(in, client.getOutputStream()) : socks(in, client.getOutputStream());
            if (target > 0) {
                connect(client, target);
            } else if (manner == Manner.HANGS) {
                in.readAllBytes();
            }
        } catch (IOException e) {
            // One of the sides has gone.
        } finally {
            sockets.remove(client);
        }
    }

    /** The port to connect to, or 0. */
    private int http(DataInputStream in, OutputStream out) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.readUnsignedByte());
        }
        String[] lines = head.toString().split("\r\n");
        String authority = lines[0].split(" ")[1];
        asked.add(authority);
        String presented = null;
        for (String line : lines) {
            if (line.toLowerCase(Locale.ROOT).startsWith("proxy-authorization: basic ")) {
                presented = new String(
                        Base64.getDecoder().decode(line.substring(line.lastIndexOf(' ') + 1)), StandardCharsets.UTF_8);
                logins.add(presented);
            }
        }
        if (manner == Manner.HANGS || manner == Manner.CLOSES) {
            return 0;
        }
        if (login != null && !login.equals(presented)) {
            say(
                    out,
                    "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"test\"\r\n"
                            + "Content-Length: 0\r\n\r\n");
            return 0;
        }
        if (manner == Manner.REFUSES) {
            say(out, "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
            return 0;
        }
        say(out, "HTTP/1.1 200 Connection established\r\n\r\n");
        return Integer.parseInt(authority.substring(authority.lastIndexOf(':') + 1));
    }

    private static void say(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** The port to connect to, or 0. */
    private int socks(DataInputStream in, OutputStream out) throws IOException {
        in.readUnsignedByte();
        byte[] methods = in.readNBytes(in.readUnsignedByte());
        if (manner == Manner.HANGS || manner == Manner.CLOSES) {
            return 0;
        }
        int wanted = login == null ? NO_LOGIN : LOGIN;
        if (new String(methods, StandardCharsets.ISO_8859_1).indexOf(wanted) < 0) {
            out.write(new byte[] {SOCKS5, (byte) NONE_OF_THEM});
            return 0;
        }
        out.write(new byte[] {SOCKS5, (byte) wanted});
        if (login != null && !loggedIn(in, out)) {
            return 0;
        }
        in.readNBytes(3);
        int type = in.readUnsignedByte();
        String host = type == NAME
                ? new String(in.readNBytes(in.readUnsignedByte()), StandardCharsets.US_ASCII)
                : InetAddress.getByAddress(in.readNBytes(type == IPV4 ? 4 : 16)).getHostAddress();
        int target = in.readUnsignedShort();
        asked.add(host + ":" + target);
        int code = manner == Manner.REFUSES ? HOST_UNREACHABLE : 0;
        out.write(new byte[] {SOCKS5, (byte) code, 0, IPV4, 0, 0, 0, 0, 0, 0});
        return code == 0 ? target : 0;
    }

    /** RFC 1929. */
    private boolean loggedIn(DataInputStream in, OutputStream out) throws IOException {
        in.readUnsignedByte();
        String user = new String(in.readNBytes(in.readUnsignedByte()), StandardCharsets.UTF_8);
        String presented = user + ":" + new String(in.readNBytes(in.readUnsignedByte()), StandardCharsets.UTF_8);
        logins.add(presented);
        boolean right = presented.equals(login);
        out.write(new byte[] {1, (byte) (right ? 0 : 1)});
        return right;
    }

    private void connect(Socket client, int target) throws IOException {
        try (Socket server = new Socket()) {
            server.connect(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), target));
            server.setTcpNoDelay(true);
            sockets.add(server);
            daemon(() -> pump(server, client));
            pump(client, server);
            sockets.remove(server);
        }
    }

    private static void pump(Socket from, Socket to) {
        try {
            InputStream in = from.getInputStream();
            in.transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException e) {
            close(from);
            close(to);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is of no more use either way.
        }
    }
}
