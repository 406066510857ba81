package dev.sluice.tck.support;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.security.Provider;
import java.security.Security;
import java.sql.DriverManager;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import javax.net.ssl.HttpsURLConnection;

/** What all code of a JVM shares besides its system properties, and one library can change for all others. */
public final class SharedState {
    private static final List<String> SECURITY = List.of(
            "networkaddress.cache.ttl",
            "networkaddress.cache.negative.ttl",
            "jdk.tls.disabledAlgorithms",
            "jdk.certpath.disabledAlgorithms",
            "ssl.SocketFactory.provider");
    private static final int SECONDS = 77;

    private SharedState() {}

    /** What there is now, by name. */
    public static Map<String, Object> read() {
        Map<String, Object> shared = new TreeMap<>();
        Logger root = LogManager.getLogManager().getLogger("");
        shared.put("level of the root logger", Optional.ofNullable(root.getLevel()));
        shared.put("handlers of the root logger", Arrays.asList(root.getHandlers()));
        shared.put("login timeout of DriverManager", DriverManager.getLoginTimeout());
        shared.put("log writer of DriverManager", Optional.ofNullable(DriverManager.getLogWriter()));
        shared.put(
                "security providers",
                Arrays.stream(Security.getProviders()).map(Provider::getName).toList());
        SECURITY.forEach(
                name -> shared.put("security property " + name, Optional.ofNullable(Security.getProperty(name))));
        shared.put("default Authenticator", Optional.ofNullable(Authenticator.getDefault()));
        shared.put("default ProxySelector", Optional.ofNullable(ProxySelector.getDefault()));
        shared.put("default CookieHandler", Optional.ofNullable(CookieHandler.getDefault()));
        shared.put(
                "default handler of uncaught exceptions",
                Optional.ofNullable(Thread.getDefaultUncaughtExceptionHandler()));
        shared.put("default socket factory of HTTPS", HttpsURLConnection.getDefaultSSLSocketFactory());
        shared.put("default verifier of host names", HttpsURLConnection.getDefaultHostnameVerifier());
        shared.put("whether redirects are followed", HttpURLConnection.getFollowRedirects());
        return shared;
    }

    /**
     * Does something while the settings are others than a library may have set already: what is set again at every use shows. Afterwards every
     * setting is as before.
     */
    public static void runWithOthers(Runnable work) {
        Logger root = LogManager.getLogManager().getLogger("");
        Level level = root.getLevel();
        int timeout = DriverManager.getLoginTimeout();
        PrintWriter log = DriverManager.getLogWriter();
        Authenticator authenticator = Authenticator.getDefault();
        ProxySelector proxies = ProxySelector.getDefault();
        Thread.UncaughtExceptionHandler uncaught = Thread.getDefaultUncaughtExceptionHandler();
        root.setLevel(Level.CONFIG);
        DriverManager.setLoginTimeout(SECONDS);
        DriverManager.setLogWriter(new PrintWriter(Writer.nullWriter()));
        Authenticator.setDefault(new Authenticator() {});
        ProxySelector.setDefault(new SameProxies(Optional.ofNullable(proxies)));
        Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> {
            if (uncaught != null) {
                uncaught.uncaughtException(thread, thrown);
            }
        });
        try {
            work.run();
        } finally {
            root.setLevel(level);
            DriverManager.setLoginTimeout(timeout);
            DriverManager.setLogWriter(log);
            Authenticator.setDefault(authenticator);
            ProxySelector.setDefault(proxies);
            Thread.setDefaultUncaughtExceptionHandler(uncaught);
        }
    }

    /** Another object with the same answers. */
    private static final class SameProxies extends ProxySelector {
        private final Optional<ProxySelector> right;

        SameProxies(Optional<ProxySelector> right) {
            this.right = right;
        }

        @Override
        public List<Proxy> select(URI uri) {
            return right.map(selector -> selector.select(uri)).orElse(List.of(Proxy.NO_PROXY));
        }

        @Override
        public void connectFailed(URI uri, SocketAddress address, IOException failure) {
            right.ifPresent(selector -> selector.connectFailed(uri, address, failure));
        }
    }
}
