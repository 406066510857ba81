package dev.sluice.redis.connection.tls;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import javax.net.ssl.SSLSocket;

/** One connection with TLS on top. For one thread. */
public final class TlsConnection {
    private final SSLSocket socket;
    private final ClientCertificate certificate;

    TlsConnection(SSLSocket socket, ClientCertificate certificate) {
        this.socket = socket;
        this.certificate = certificate;
    }

    /** Performs the TLS handshake. Call it before reading or writing. */
    public void handshake() throws IOException {
        socket.startHandshake();
    }

    /** The negotiated version, such as {@code TLSv1.3}. */
    public String version() {
        return socket.getSession().getProtocol();
    }

    /** The decrypted input. */
    public InputStream in() throws IOException {
        return socket.getInputStream();
    }

    /** The output, which is encrypted. */
    public OutputStream out() throws IOException {
        return socket.getOutputStream();
    }

    /** Whether the server requested a client certificate. */
    public boolean isCertificateRequested() {
        return certificate.isRequested(socket);
    }

    /** Whether the server requested a client certificate and the settings have none. The server may then close without an alert. */
    public boolean isCertificateMissing() {
        return certificate.isMissing(socket);
    }
}
