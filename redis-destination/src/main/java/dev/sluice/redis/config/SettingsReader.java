package dev.sluice.redis.config;

import dev.sluice.redis.config.RedisSettings.Format;
import dev.sluice.redis.config.RedisSettings.HashWrite;
import dev.sluice.redis.config.RedisSettings.InsertExisting;
import dev.sluice.redis.config.RedisSettings.NullFields;
import dev.sluice.redis.config.RedisSettings.Protocol;
import dev.sluice.redis.config.RedisSettings.Ttl;
import dev.sluice.spi.DestinationConfig;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.ErrorDetail;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads settings: validates them against the published schemas and converts them to types. Does no I/O. */
public final class SettingsReader {
    private static final String URL = "connection_url";
    private static final String TEMPLATE = "key_template";
    private static final String DEFAULT_MARKER = "~sluice:";
    private static final String NO_MARKER = "off";
    private static final int SERVER_PORT = 6379;
    private static final int SENTINEL_PORT = 26379;
    private static final SchemaCheck CONFIG = new SchemaCheck("/config/", SettingsSchemas.CONFIG);
    private static final SchemaCheck TARGET = new SchemaCheck("/target/", SettingsSchemas.TARGET);

    private SettingsReader() {}

    /** The published schema of the settings; loads the validator too, which takes a while. */
    public static String configSchema() {
        return SettingsSchemas.CONFIG;
    }

    /** The published schema of the settings of one sync. */
    public static String targetSchema() {
        return SettingsSchemas.TARGET;
    }

    /**
     * The settings of a run.
     *
     * @throws DestinationException with all problems at once
     */
    public static RedisSettings read(DestinationConfig config, DestinationConfig target) {
        List<ErrorDetail> problems = new ArrayList<>(CONFIG.problems(config));
        problems.addAll(TARGET.problems(target));
        Optional<RedisUrl> url = url(config, problems);
        for (String name : List.of("key_prefix", "username", "password", "marker_key")) {
            unicode("/config/", name, config, problems);
        }
        unicode("/target/", TEMPLATE, target, problems);
        Optional<KeyTemplate> template = template(target, problems);
        List<Endpoint> nodes = nodes(config, problems);
        for (ErrorDetail contradiction : Contradictions.of(config, target, url)) {
            if (problems.stream().noneMatch(known -> known.pointer().equals(contradiction.pointer()))) {
                problems.add(contradiction);
            }
        }
        if (!problems.isEmpty() || url.isEmpty()) {
            throw DestinationException.configuration(problems);
        }
        return typed(
                withCredentials(url.get(), config),
                nodes,
                template,
                new Values(config, CONFIG),
                new Values(target, TARGET));
    }

    private static int defaultPort(DestinationConfig config) {
        return config.value("topology").orElse("").equals("sentinel") ? SENTINEL_PORT : SERVER_PORT;
    }

    private static List<Endpoint> nodes(DestinationConfig config, List<ErrorDetail> problems) {
        if (!(config.value("nodes").orElse("") instanceof String text) || text.isEmpty()) {
            return List.of();
        }
        try {
            return NodeList.parse(text, defaultPort(config));
        } catch (NodeList.InvalidNode e) {
            problems.add(
                    ErrorDetail.setting(
                            "/config/nodes",
                            "Of 'nodes', " + e.getMessage() + ".",
                            "Write it as host:port, host:port; an IPv6 address in brackets. User and password belong in connection_url."));
            return List.of();
        }
    }

    private static Optional<RedisUrl> url(DestinationConfig config, List<ErrorDetail> problems) {
        if (!(config.value(URL).orElse("") instanceof String text) || text.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(UrlParser.parse(text, defaultPort(config)));
        } catch (UrlParser.InvalidUrl e) {
            problems.add(
                    ErrorDetail.setting(
                            "/config/" + URL,
                            "The URL " + e.getMessage() + ".",
                            "Write it as redis://user:password@host:6379/0 (rediss:// for TLS), and percent-encode special characters of user and password."));
            return Optional.empty();
        }
    }

    /** The URL with the user and the password of the settings, which no contradiction forbids. */
    private static RedisUrl withCredentials(RedisUrl url, DestinationConfig config) {
        Optional<Secret> password =
                config.value("password").map(String.class::cast).map(Secret::of);
        return password.isEmpty()
                ? url
                : new RedisUrl(
                        url.tls(),
                        config.value("username").map(String.class::cast),
                        password,
                        url.host(),
                        url.port(),
                        url.database());
    }

    private static Optional<KeyTemplate> template(DestinationConfig target, List<ErrorDetail> problems) {
        if (!(target.value(TEMPLATE).orElse("") instanceof String text) || text.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(KeyTemplate.parse(text));
        } catch (KeyTemplate.InvalidTemplate e) {
            problems.add(ErrorDetail.setting(
                    "/target/" + TEMPLATE,
                    "'" + TEMPLATE + "' " + e.getMessage() + ".",
                    "Write it as text with {field} for the fields of the key, such as user:{tenant}:{id}."));
            return Optional.empty();
        }
    }

    private static void unicode(String pointer, String name, DestinationConfig config, List<ErrorDetail> problems) {
        if (config.value(name).orElse("") instanceof String text
                && !StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            problems.add(ErrorDetail.setting(
                    pointer + name,
                    "'" + name + "' contains half of a surrogate pair, which has no UTF-8 form.",
                    "Write it in valid Unicode."));
        }
    }

    private static RedisSettings typed(
            RedisUrl url, List<Endpoint> nodes, Optional<KeyTemplate> template, Values config, Values target) {
        return new RedisSettings(
                url,
                topology(url, nodes, config),
                new Tls(
                        config.optionalText("tls_ca_certificate"),
                        config.optionalText("tls_client_certificate"),
                        config.optionalText("tls_client_key").map(Secret::of),
                        config.choice("tls_verify", Tls.Verify.class)),
                target.number("database")
                        .map(Long::intValue)
                        .orElse(url.database().orElse(0)),
                config.text("key_prefix"),
                config.choice("data_format", Format.class),
                config.number("ttl_seconds").map(SettingsReader::ttl).orElse(new Ttl(Ttl.Kind.UNSET, 0)),
                target.optionalText("ttl_field"),
                (int) config.requiredNumber("ttl_jitter_percent"),
                config.choice("hash_write", HashWrite.class),
                config.choice("null_fields", NullFields.class),
                config.choice("insert_existing", InsertExisting.class),
                target.optionalText("key_field"),
                template,
                target.optionalText("value_field"),
                Duration.ofMillis(config.requiredNumber("connect_timeout_ms")),
                Duration.ofMillis(config.requiredNumber("command_timeout_ms")),
                (int) config.requiredNumber("max_connections"),
                (int) config.requiredNumber("pipeline_commands"),
                (int) config.requiredNumber("pipeline_bytes"),
                (int) config.requiredNumber("max_value_bytes"),
                config.choice("protocol", Protocol.class),
                (int) config.requiredNumber("wait_replicas"),
                Duration.ofSeconds(config.requiredNumber("retry_budget_seconds")),
                markerKey(config));
    }

    private static Optional<String> markerKey(Values config) {
        String text = config.optionalText("marker_key").orElseGet(() -> config.text("key_prefix") + DEFAULT_MARKER);
        return text.equals(NO_MARKER) ? Optional.empty() : Optional.of(text);
    }

    private static Topology topology(RedisUrl url, List<Endpoint> nodes, Values config) {
        List<Endpoint> all = Stream.concat(Stream.of(url.endpoint()), nodes.stream())
                .distinct()
                .toList();
        return switch (config.text("topology")) {
            case "cluster" -> new Topology.Cluster(all);
            case "sentinel" ->
                new Topology.Sentinel(
                        config.text("sentinel_master"),
                        all,
                        config.optionalText("sentinel_username"),
                        config.optionalText("sentinel_password").map(Secret::of));
            default -> new Topology.Standalone();
        };
    }

    private static Ttl ttl(long seconds) {
        return seconds == 0 ? new Ttl(Ttl.Kind.NEVER, 0) : new Ttl(Ttl.Kind.EXPIRES, seconds);
    }

    /**
     * Valid settings, and their defaults from the schema.
     *
     * @param config the settings that are set
     * @param schema the defaults of the others
     */
    private record Values(DestinationConfig config, SchemaCheck schema) {
        Optional<String> optionalText(String name) {
            return config.value(name).map(String.class::cast);
        }

        String text(String name) {
            return optionalText(name).orElseGet(() -> schema.defaultText(name));
        }

        Optional<Long> number(String name) {
            // The schema accepts a decimal such as 5.0 as a whole number.
            return config.value(name)
                    .map(value ->
                            value instanceof java.math.BigDecimal decimal ? decimal.longValueExact() : (Long) value);
        }

        long requiredNumber(String name) {
            return number(name).orElseGet(() -> schema.defaultNumber(name));
        }

        <E extends Enum<E>> E choice(String name, Class<E> type) {
            return Enum.valueOf(type, text(name).toUpperCase(Locale.ROOT));
        }
    }
}
