package dev.sluice.tck.mutant;

import dev.sluice.spi.DestinationConfig;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.ErrorCategory;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.WriteProfile;
import dev.sluice.spi.WriteRequest;
import dev.sluice.tck.memory.MemoryDestination;
import dev.sluice.tck.sql.SqlDestination;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Destinations that break on the addresses and the secrets that users have. */
final class OddSettingsMutants {
    private static final Pattern PORT = Pattern.compile(".*:(-?[0-9]+)(/.*)?");

    private OddSettingsMutants() {}

    static List<Mutant> all() {
        return Mutant.joined(addresses(), secrets());
    }

    /** The port of a URL, read as if there were no other text after a colon; 1 if there is none. */
    private static int port(Object url) {
        Matcher port = PORT.matcher(url.toString());
        return port.matches() ? Integer.parseInt(port.group(1)) : 1;
    }

    private static List<Mutant> addresses() {
        return List.of(
                Mutant.of("breaks while it validates a port", "3.23", () -> new MemoryDestination() {
                    @Override
                    public void validate(DestinationConfig config, DestinationConfig target) {
                        super.validate(config, target);
                        int unused = port(server(config));
                    }
                }),
                Mutant.of("takes a wrong port for a defect", "3.23", () -> new MemoryDestination() {
                    @Override
                    public void connect(DestinationConfig config) {
                        String digits = server(config).replaceFirst("^.*:(-?[0-9]{1,5})(/.*)?$", "$1");
                        if (digits.length() < 6) {
                            InetSocketAddress unused =
                                    InetSocketAddress.createUnresolved("here", Integer.parseInt(digits));
                        }
                        super.connect(config);
                    }
                }),
                Mutant.ofSql("breaks while it reads the port of its database", "3.23", () -> new SqlDestination() {
                    @Override
                    public WriteProfile profile(WriteRequest request) {
                        WriteProfile right = super.profile(request);
                        int unused = port(request.config().value("url").orElseThrow());
                        return right;
                    }
                }),
                Mutant.ofSql("breaks on a port that no socket has", "3.23", () -> new SqlDestination() {
                    @Override
                    public Connection connect(DestinationConfig config, Duration timeout) {
                        URI url = URI.create(config.value("url").orElseThrow().toString());
                        InetSocketAddress unused =
                                InetSocketAddress.createUnresolved("database", Math.max(1, url.getPort()));
                        return super.connect(config, timeout);
                    }
                }));
    }

    private static DestinationException failure(String code, ErrorCategory category, String message) {
        return DestinationException.of(ErrorDetail.of(code, category, message, "Correct it.", false));
    }

    private static List<Mutant> secrets() {
        return List.of(
                Mutant.of("decodes its URL before it reads it", "9.12", () -> new MemoryDestination() {
                    @Override
                    public void connect(DestinationConfig config) {
                        String url = decoded(server(config));
                        if (url.indexOf('@') != url.lastIndexOf('@')) {
                            throw connectionRefused(config);
                        }
                        super.connect(config);
                    }
                }),
                Mutant.of("repeats a password that it cannot use", "9.12", () -> new MemoryDestination() {
                    @Override
                    public void connect(DestinationConfig config) {
                        String url = decoded(server(config));
                        if (url.contains(" ")) {
                            throw failure("AUTH_FAILED", ErrorCategory.AUTHENTICATION, "There is a blank in " + url);
                        }
                        super.connect(config);
                    }
                }),
                Mutant.ofSql("has its password in a list of settings", "9.12", () -> new SqlDestination() {
                    @Override
                    public Connection connect(DestinationConfig config, Duration timeout) {
                        String settings = "PASSWORD=" + config.value("password").orElse("") + ";COMPRESS=FALSE";
                        for (String setting : settings.split(";", -1)) {
                            if (!setting.matches("[A-Z]+=.*")) {
                                throw failure("CONNECTION_LOST", ErrorCategory.CONNECTION, "A setting is unknown.");
                            }
                        }
                        return super.connect(config, timeout);
                    }
                }),
                Mutant.ofSql("has its password in a URI", "9.12", () -> new SqlDestination() {
                    @Override
                    public Connection connect(DestinationConfig config, Duration timeout) {
                        URI unused = URI.create(
                                "sql://writer:" + config.value("password").orElse("") + "@database/");
                        return super.connect(config, timeout);
                    }
                }));
    }

    private static String decoded(String url) {
        return url.matches(".*%(?![0-9A-Fa-f]{2}).*") ? url : URLDecoder.decode(url, StandardCharsets.UTF_8);
    }
}
