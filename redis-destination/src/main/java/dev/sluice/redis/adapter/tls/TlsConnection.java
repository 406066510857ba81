package dev.sluice.redis.adapter.tls;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import javax.net.ssl.SSLSocket;

/** One connection with TLS on top. For one thread. */
public final class TlsConnection {
    private final SSLSocket socket;
    private final ClientIdentity identity;

    TlsConnection(SSLSocket socket, ClientIdentity identity) {
        this.socket = socket;
        this.identity = identity;
    }

    /** The handshake, before which nothing can be read or written. */
    public void shakeHands() throws IOException {
        socket.startHandshake();
    }

    /** The version that both sides have agreed on, such as {@code TLSv1.3}. */
    public String version() {
        return socket.getSession().getProtocol();
    }

    /** What comes, decrypted. */
    public InputStream in() throws IOException {
        return socket.getInputStream();
    }

    /** What goes, to be encrypted. */
    public OutputStream out() throws IOException {
        return socket.getOutputStream();
    }

    /** Whether the server wants a client certificate. */
    public boolean wasAsked() {
        return identity.wasAsked(socket);
    }

    /** Whether the server wants a client certificate and there was none to show; it may say so only by closing the connection. */
    public boolean wasAskedInVain() {
        return identity.wasAskedInVain(socket);
    }
}
