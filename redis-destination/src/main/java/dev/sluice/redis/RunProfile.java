package dev.sluice.redis;

import dev.sluice.redis.config.Endpoint;
import dev.sluice.redis.config.KeyTemplate;
import dev.sluice.redis.config.RedisSettings;
import dev.sluice.redis.config.RedisSettings.Format;
import dev.sluice.redis.config.RedisSettings.HashWrite;
import dev.sluice.redis.config.RedisSettings.InsertExisting;
import dev.sluice.redis.config.RedisSettings.Ttl;
import dev.sluice.redis.config.SettingsReader;
import dev.sluice.redis.config.Topology;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.Expiry;
import dev.sluice.spi.SyncMode;
import dev.sluice.spi.WriteProfile;
import dev.sluice.spi.WriteProfile.Absent;
import dev.sluice.spi.WriteProfile.Existing;
import dev.sluice.spi.WriteRequest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A valid request.
 *
 * @param settings its settings
 * @param mode its mode
 * @param profile how the host drives its run
 */
record RunProfile(RedisSettings settings, SyncMode mode, WriteProfile profile) {
    private static final int PREFERRED_BATCH = 500;

    /**
     * Validates a request.
     *
     * @throws DestinationException if the mode is not supported, or with all problems of the settings
     */
    static RunProfile of(WriteRequest request) {
        SyncMode mode = request.mode();
        if (mode.isAudience()) {
            throw DestinationException.unsupportedMode(mode, insteadOf(mode));
        }
        RedisSettings settings = read(request);
        List<String> identity = settings.keyTemplate()
                .map(KeyTemplate::identity)
                .orElseGet(() -> settings.keyField().map(List::of).orElse(request.primaryKey()));
        WriteProfile profile = WriteProfile.builder(identity, target(settings))
                .rendering(rendering(settings))
                .recordType(settings.format().name().toLowerCase(Locale.ROOT))
                .preferredBatch(PREFERRED_BATCH)
                .parallelism(settings.maxConnections())
                .expiry(expiry(settings).shortenedBy(settings.ttlJitterPercent()))
                .fields(Stream.of(settings.valueField(), settings.ttlField())
                        .flatMap(Optional::stream)
                        .toList())
                .existing(existing(settings, mode))
                .absent(mode == SyncMode.UPDATE ? Absent.SKIP : Absent.CREATE)
                .build();
        return new RunProfile(settings, mode, profile);
    }

    private static RedisSettings read(WriteRequest request) {
        List<ErrorDetail> problems = new ArrayList<>();
        Optional<RedisSettings> settings = Optional.empty();
        try {
            settings = Optional.of(SettingsReader.read(request.config(), request.target()));
        } catch (DestinationException e) {
            problems.addAll(e.problems());
        }
        problems.addAll(RowRules.problems(request, settings));
        if (settings.isEmpty() || !problems.isEmpty()) {
            throw DestinationException.configuration(problems);
        }
        return settings.get();
    }

    private static Expiry expiry(RedisSettings settings) {
        Optional<Duration> ofAll = settings.ttl().kind() == Ttl.Kind.EXPIRES
                ? Optional.of(Duration.ofSeconds(settings.ttl().seconds()))
                : Optional.empty();
        if (settings.ttlField().isEmpty()) {
            return ofAll.<Expiry>map(Expiry::after).orElse(Expiry.NONE);
        }
        String field = settings.ttlField().get();
        return ofAll.map(time -> Expiry.inField(field, time)).orElseGet(() -> Expiry.inField(field));
    }

    private static String insteadOf(SyncMode mode) {
        return switch (mode) {
            case AUDIENCE_MIRROR -> "Use MIRROR, which deletes the keys of rows that are gone.";
            case AUDIENCE_ADDITIVE -> "Use UPSERT, which adds and overwrites, or INSERT.";
            case AUDIENCE_SUBTRACTIVE ->
                "Use MIRROR with the rows that stay. UPSERT, INSERT and UPDATE remove nothing.";
            case UPSERT, INSERT, UPDATE, MIRROR -> throw new IllegalArgumentException("offered");
        };
    }

    /**
     * An address for people that is equal for the same records, as far as the settings tell: for a cluster and for sentinels it names every
     * node of the settings, sorted. The prefix comes last, for it may hold anything.
     */
    private static String target(RedisSettings settings) {
        String place;
        if (settings.topology() instanceof Topology.Cluster cluster) {
            place = "redis-cluster://" + names(cluster.nodes());
        } else if (settings.topology() instanceof Topology.Sentinel sentinel) {
            place = "redis-sentinel://" + names(sentinel.nodes()) + "/"
                    + URLEncoder.encode(sentinel.master(), StandardCharsets.UTF_8);
        } else {
            place = "redis://" + name(settings.url().endpoint());
        }
        String prefix = settings.keyPrefix();
        return place + "/" + settings.database()
                + settings.keyTemplate()
                        .map(template -> " key " + template.text())
                        .orElse("")
                + (prefix.isEmpty() ? "" : " prefix " + prefix);
    }

    private static String names(List<Endpoint> nodes) {
        return nodes.stream().map(RunProfile::name).distinct().sorted().collect(Collectors.joining(","));
    }

    private static String name(Endpoint endpoint) {
        String host = endpoint.host().toLowerCase(Locale.ROOT);
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + endpoint.port();
    }

    /** The settings that decide how a row is stored. If one changes, keys that were written before look different. */
    private static String rendering(RedisSettings settings) {
        String ttl = settings.ttl().kind() + ":" + settings.ttl().seconds()
                + settings.ttlField().map(field -> " by=" + field).orElse("")
                + (settings.ttlJitterPercent() == 0 ? "" : " jitter=" + settings.ttlJitterPercent());
        return switch (settings.format()) {
            case STRING ->
                "string ttl=" + ttl
                        + settings.valueField().map(field -> " value=" + field).orElse("");
            case HASH -> "hash ttl=" + ttl + " write=" + settings.hashWrite() + " nulls=" + settings.nullFields();
        };
    }

    private static Existing existing(RedisSettings settings, SyncMode mode) {
        if (mode == SyncMode.INSERT && settings.insertExisting() == InsertExisting.SKIP) {
            return Existing.SKIP;
        }
        return settings.format() == Format.HASH && settings.hashWrite() == HashWrite.MERGE
                ? Existing.MERGE
                : Existing.OVERWRITE;
    }
}
