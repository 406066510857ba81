package dev.sluice.redis.connection.tls;

import dev.sluice.redis.config.Endpoint;
import dev.sluice.redis.config.RedisSettings;
import dev.sluice.redis.config.Tls;
import dev.sluice.redis.config.Tls.Verify;
import dev.sluice.spi.DestinationException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.Socket;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * Adds TLS 1.2 or 1.3 to connections, with the certificates of the settings. Reads the files again for each connection, so that renewed
 * certificates take effect without a restart. If a file becomes unusable, the certificates that were read last stay in use. Threadsafe.
 */
public final class TlsLayer {
    private static final String[] VERSIONS = {"TLSv1.3", "TLSv1.2"};

    private final Tls tls;
    private final Logger logger;
    private Credentials credentials;
    private boolean warned;

    private TlsLayer(Tls tls, Logger logger) {
        this.tls = tls;
        this.logger = logger;
        this.credentials = Credentials.read(tls);
    }

    /**
     * TLS with these settings; empty for a {@code redis://} URL. Reads the files.
     *
     * @param logger told of files that become unusable later
     * @throws DestinationException with every certificate and key that cannot be used
     */
    public static Optional<TlsLayer> of(RedisSettings settings, Logger logger) {
        return settings.url().tls() ? Optional.of(new TlsLayer(settings.tls(), logger)) : Optional.empty();
    }

    /** TLS that verifies nothing and has no client certificate: only for a test whether a port speaks TLS. */
    public static TlsLayer unverified() {
        return new TlsLayer(
                new Tls(Optional.empty(), Optional.empty(), Optional.empty(), Verify.NONE),
                System.getLogger(TlsLayer.class.getName()));
    }

    /**
     * Adds TLS to a socket. The handshake is still to be made.
     *
     * @param plain a connected socket, which the caller closes
     * @param endpoint the host that the certificate of the server must name
     */
    public TlsConnection wrap(Socket plain, Endpoint endpoint) throws IOException {
        Credentials current = current();
        SSLSocket socket = (SSLSocket)
                current.context().getSocketFactory().createSocket(plain, endpoint.host(), endpoint.port(), true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setProtocols(VERSIONS.clone());
        if (tls.verify() == Verify.FULL) {
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
        }
        socket.setSSLParameters(parameters);
        return new TlsConnection(socket, current.clientCertificate());
    }

    private synchronized Credentials current() {
        try {
            credentials = credentials.renewed(tls);
            warned = false;
        } catch (DestinationException e) {
            if (!warned) {
                warned = true;
                List<String> pointers = e.problems().stream()
                        .flatMap(problem -> problem.pointer().stream())
                        .toList();
                logger.log(
                        Level.WARNING,
                        "Certificates or keys cannot be read again; the previous ones stay in use: " + pointers);
            }
        }
        return credentials;
    }
}
