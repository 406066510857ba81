package dev.sluice.redis.adapter.tls;

import dev.sluice.redis.config.Endpoint;
import dev.sluice.redis.config.RedisSettings;
import dev.sluice.redis.config.Tls;
import dev.sluice.redis.config.Tls.Verify;
import dev.sluice.spi.DestinationException;
import java.io.IOException;
import java.net.Socket;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts TLS 1.2 or 1.3 over connections, with the certificates that the settings name. The files are read again for each connection, so
 * that renewed certificates are used without a restart; while they cannot be used, those that were read last go on being used. Threadsafe.
 */
public final class TlsLayer {
    private static final Logger LOG = LoggerFactory.getLogger(TlsLayer.class);
    private static final String[] VERSIONS = {"TLSv1.3", "TLSv1.2"};

    private final Tls tls;
    private Credentials credentials;
    private boolean complained;

    private TlsLayer(Tls tls, Credentials credentials) {
        this.tls = tls;
        this.credentials = credentials;
    }

    /**
     * The TLS of these settings; empty if the URL says that there is none. Reads the files.
     *
     * @throws DestinationException with every certificate and key that cannot be used
     */
    public static Optional<TlsLayer> of(RedisSettings settings) {
        if (!settings.url().tls()) {
            return Optional.empty();
        }
        return Optional.of(of(settings.tls()));
    }

    /** TLS that verifies nothing and shows no certificate: good only for seeing whether a port speaks it. */
    public static TlsLayer blind() {
        return of(new Tls(Optional.empty(), Optional.empty(), Optional.empty(), Verify.NONE));
    }

    private static TlsLayer of(Tls tls) {
        return new TlsLayer(tls, Credentials.read(tls));
    }

    /**
     * A connection with TLS on top, before the handshake.
     *
     * @param plain connected; stays the caller's to close
     * @param endpoint the host that the certificate of the server is to name
     */
    public TlsConnection over(Socket plain, Endpoint endpoint) throws IOException {
        Credentials current = current();
        SSLSocket socket = (SSLSocket)
                current.context().getSocketFactory().createSocket(plain, endpoint.host(), endpoint.port(), true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setProtocols(VERSIONS.clone());
        if (tls.verify() == Verify.FULL) {
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
        }
        socket.setSSLParameters(parameters);
        return new TlsConnection(socket, current.identity());
    }

    private synchronized Credentials current() {
        try {
            credentials = credentials.renewed(tls);
            complained = false;
        } catch (DestinationException e) {
            if (!complained) {
                complained = true;
                List<String> pointers = e.problems().stream()
                        .flatMap(problem -> problem.pointer().stream())
                        .toList();
                LOG.warn("Certificates or keys cannot be read again, those read before are used: {}", pointers);
            }
        }
        return credentials;
    }
}
