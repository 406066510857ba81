package dev.sluice.redis.write;

import dev.sluice.redis.config.KeyTemplate;
import dev.sluice.redis.config.RedisSettings;
import dev.sluice.redis.config.RedisSettings.Format;
import dev.sluice.redis.config.RedisSettings.HashWrite;
import dev.sluice.redis.config.RedisSettings.InsertExisting;
import dev.sluice.redis.config.RedisSettings.NullFields;
import dev.sluice.redis.config.RedisSettings.Protocol;
import dev.sluice.redis.config.RedisSettings.Ttl;
import dev.sluice.redis.config.RedisUrl;
import dev.sluice.redis.config.Secret;
import dev.sluice.redis.config.Tls;
import dev.sluice.redis.config.Topology;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Settings for tests, changed step by step. */
public final class TestSettings {
    private Optional<String> user = Optional.empty();
    private Optional<Secret> password = Optional.empty();
    private boolean tls;
    private String host = "127.0.0.1";
    private int port = 1;
    private int database;
    private String prefix = "t:";
    private Format format = Format.STRING;
    private Ttl ttl = new Ttl(Ttl.Kind.UNSET, 0);
    private HashWrite hashWrite = HashWrite.MERGE;
    private NullFields nullFields = NullFields.DELETE;
    private InsertExisting insertExisting = InsertExisting.OVERWRITE;
    private Duration connectTimeout = Duration.ofSeconds(5);
    private Duration commandTimeout = Duration.ofSeconds(30);
    private int pipelineCommands = 500;
    private int pipelineBytes = 8 << 20;
    private int maxValueBytes = 64 << 20;
    private Optional<String> ttlField = Optional.empty();
    private int ttlJitterPercent;
    private Optional<String> keyField = Optional.empty();
    private Optional<KeyTemplate> keyTemplate = Optional.empty();
    private Optional<String> valueField = Optional.empty();
    private Protocol protocol = Protocol.AUTO;
    private Topology topology = new Topology.Standalone();
    private Tls tlsChoices = new Tls(Optional.empty(), Optional.empty(), Optional.empty(), Tls.Verify.FULL);
    private int waitReplicas;
    private Duration retryBudget = Duration.ofMinutes(5);
    private Optional<String> markerKey = Optional.of("t:~sluice:");

    public TestSettings port(int value) {
        port = value;
        return this;
    }

    public TestSettings host(String value) {
        host = value;
        return this;
    }

    public TestSettings tls() {
        tls = true;
        return this;
    }

    public TestSettings database(int value) {
        database = value;
        return this;
    }

    public TestSettings logIn(String name, String secret) {
        user = Optional.of(name);
        password = Optional.of(Secret.of(secret));
        return this;
    }

    public TestSettings prefix(String value) {
        prefix = value;
        return this;
    }

    public TestSettings hash() {
        format = Format.HASH;
        return this;
    }

    public TestSettings expires(long seconds) {
        ttl = new Ttl(Ttl.Kind.EXPIRES, seconds);
        return this;
    }

    public TestSettings neverExpires() {
        ttl = new Ttl(Ttl.Kind.NEVER, 0);
        return this;
    }

    public TestSettings replace() {
        hashWrite = HashWrite.REPLACE;
        return this;
    }

    public TestSettings nullFields(NullFields value) {
        nullFields = value;
        return this;
    }

    public TestSettings skipExisting() {
        insertExisting = InsertExisting.SKIP;
        return this;
    }

    public TestSettings connectTimeout(Duration value) {
        connectTimeout = value;
        return this;
    }

    public TestSettings commandTimeout(Duration value) {
        commandTimeout = value;
        return this;
    }

    public TestSettings pipelineCommands(int value) {
        pipelineCommands = value;
        return this;
    }

    public TestSettings pipelineBytes(int value) {
        pipelineBytes = value;
        return this;
    }

    public TestSettings maxValueBytes(int value) {
        maxValueBytes = value;
        return this;
    }

    public TestSettings keyField(String value) {
        keyField = Optional.of(value);
        return this;
    }

    /** Literal texts and fields in turn. */
    public TestSettings keyTemplate(List<String> literals, List<String> fields) {
        keyTemplate = Optional.of(new KeyTemplate("", literals, fields));
        return this;
    }

    public TestSettings valueField(String value) {
        valueField = Optional.of(value);
        return this;
    }

    public TestSettings ttlField(String value) {
        ttlField = Optional.of(value);
        return this;
    }

    public TestSettings jitter(int percent) {
        ttlJitterPercent = percent;
        return this;
    }

    public TestSettings protocol(Protocol value) {
        protocol = value;
        return this;
    }

    public TestSettings topology(Topology value) {
        topology = value;
        return this;
    }

    /** TLS, and what is trusted and shown. */
    public TestSettings tls(Tls value) {
        tls = true;
        tlsChoices = value;
        return this;
    }

    public TestSettings waitReplicas(int value) {
        waitReplicas = value;
        return this;
    }

    public TestSettings retryBudget(Duration value) {
        retryBudget = value;
        return this;
    }

    public TestSettings withoutMarker() {
        markerKey = Optional.empty();
        return this;
    }

    public RedisSettings build() {
        return new RedisSettings(
                new RedisUrl(tls, user, password, host, port, OptionalInt.empty()),
                topology,
                tlsChoices,
                database,
                prefix,
                format,
                ttl,
                ttlField,
                ttlJitterPercent,
                hashWrite,
                nullFields,
                insertExisting,
                keyField,
                keyTemplate,
                valueField,
                connectTimeout,
                commandTimeout,
                10,
                pipelineCommands,
                pipelineBytes,
                maxValueBytes,
                protocol,
                waitReplicas,
                retryBudget,
                markerKey);
    }
}
