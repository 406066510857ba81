package dev.sluice.redis.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.redis.it.servers.RedisServer;
import dev.sluice.spi.Change;
import dev.sluice.spi.DestinationConfig;
import dev.sluice.spi.Field;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.Identity;
import dev.sluice.spi.Row;
import dev.sluice.spi.RowSchema;
import dev.sluice.tck.BrokenSettings;
import dev.sluice.tck.ConformanceFixture;
import dev.sluice.tck.Faults;
import dev.sluice.tck.Refuser;
import dev.sluice.tck.TcpRelay;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Reads and seeds records of either format with plain clients, wherever they are. */
final class RedisFixture implements ConformanceFixture {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(tools.jackson.databind.cfg.JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    /** What the keys of markers begin with, after the prefix. */
    private static final String MARKER = "~sluice:";

    private final Configuration configuration;
    private final Place place;
    private final Queue<String> spaces = new ArrayDeque<>();
    private String prefix = "";

    /** Whether the whole records of the space are bytes. The kit has a space for each type. */
    private boolean bytes;

    RedisFixture(Configuration configuration) {
        this.configuration = configuration;
        this.place = configuration.place().get();
    }

    @Override
    public String destinationId() {
        return "redis";
    }

    @Override
    public void isolate() {
        // Not the last one, which may still be written to: all others would make each look at the keys slower.
        if (!prefix.isEmpty()) {
            spaces.add(prefix);
        }
        if (spaces.size() > 1) {
            remove(spaces.remove());
        }
        prefix = Spaces.next();
        bytes = false;
    }

    private void remove(String space) {
        for (Jedis jedis : place.clients()) {
            // One by one, since the keys of a cluster have different slots, but without waiting for each answer.
            Set<String> keys = jedis.keys(space + "*");
            try (Pipeline pipeline = jedis.pipelined()) {
                keys.forEach(pipeline::del);
            }
        }
    }

    @Override
    public boolean empty() {
        remove(prefix);
        return true;
    }

    @Override
    public DestinationConfig config() {
        return DestinationConfig.of(configuration.settings(prefix));
    }

    @Override
    public DestinationConfig target() {
        return targetFor(
                RowSchema.of(new Field("id", FieldType.INTEGER), new Field("name", FieldType.TEXT)), List.of("id"));
    }

    @Override
    public DestinationConfig targetFor(RowSchema schema, List<String> key) {
        if (configuration.shape().isValue()) {
            bytes |= configuration.shape().valueField(schema, key).type() == FieldType.BYTES;
        }
        return configuration.shape().target(schema, key);
    }

    @Override
    public List<String> storedFields(RowSchema schema, List<String> key) {
        return configuration.shape().storedFields(schema, key);
    }

    @Override
    public Optional<DestinationConfig> targetExpiringBy(String field) {
        return Optional.of(target().with("ttl_field", field));
    }

    @Override
    public List<BrokenSettings> brokenSettings() {
        DestinationConfig none = target();
        return List.of(
                BrokenSettings.invalid("another scheme", at("ftp://x"), none, "SETTINGS_INVALID"),
                BrokenSettings.invalid("an unknown setting", config().with("key_prefx", "a"), none, "SETTINGS_INVALID"),
                BrokenSettings.refused("a closed port", at(urlAt("127.0.0.1", 1)), none, "CONNECTION_REFUSED"),
                BrokenSettings.refused(
                        "a wrong password",
                        at(place.url("", "wrong-" + RedisServer.PASSWORD)),
                        none,
                        "WRONG_PASSWORD"));
    }

    private String urlAt(String host, int port) {
        return place.url("", RedisServer.PASSWORD, host, port);
    }

    /** At another address, and none besides. */
    private DestinationConfig at(String url) {
        Map<String, Object> settings = new HashMap<>(configuration.settings(prefix));
        settings.remove("nodes");
        settings.put("connection_url", url);
        return DestinationConfig.of(settings);
    }

    @Override
    public void seed(List<String> identity, List<Row> rows) {
        for (Row row : rows) {
            String key = prefix
                    + configuration
                            .shape()
                            .key(Identity.of(row, identity).orElseThrow().parts());
            Map<String, String> texts = new HashMap<>();
            Map<String, Object> values = new HashMap<>();
            for (int i = 0; i < row.size(); i++) {
                Field field = row.schema().field(i);
                Object value = row.value(i);
                if (value != null) {
                    texts.put(field.name(), field.type().format(value));
                }
                values.put(
                        field.name(),
                        value instanceof Number || value instanceof Boolean || value == null
                                ? value
                                : field.type().format(value));
            }
            Jedis jedis = place.client(key);
            if (configuration.shape().isValue()) {
                Field field = configuration.shape().valueField(row.schema(), identity);
                Object value = row.value(field.name());
                jedis.set(
                        key.getBytes(UTF_8),
                        value instanceof byte[] raw
                                ? raw
                                : texts.getOrDefault(field.name(), "").getBytes(UTF_8));
            } else if (isHash()) {
                jedis.hset(key, texts);
            } else {
                jedis.set(key, JSON.writeValueAsString(values));
            }
        }
    }

    @Override
    public Map<String, Map<String, String>> readAll() {
        Map<String, Map<String, String>> all = new TreeMap<>();
        for (Jedis jedis : place.clients()) {
            for (String key : jedis.keys(prefix + "*")) {
                String name = name(key);
                if (name.startsWith(MARKER)) {
                    continue;
                }
                switch (jedis.type(key)) {
                    case "hash" -> all.put(name, jedis.hgetAll(key));
                    case "string" ->
                        all.put(
                                name,
                                configuration.shape().isValue()
                                        ? Map.of("", text(jedis.get(key.getBytes(UTF_8))))
                                        : fields(jedis.get(key)));
                    default -> all.put(name, Map.of());
                }
            }
        }
        return all;
    }

    private String name(String key) {
        return configuration.shape().name(key.substring(prefix.length()));
    }

    private String key(String identity) {
        return prefix + configuration.shape().key(List.of(identity));
    }

    private boolean isHash() {
        return configuration.format().equals("hash");
    }

    /** The canonical text of a record that is one. */
    private String text(byte[] record) {
        return bytes ? FieldType.BYTES.format(record) : new String(record, UTF_8);
    }

    /** Numbers as the text that stands there: a tree would lose the sign of -0.0. */
    private static Map<String, String> fields(String json) {
        Map<String, String> fields = new TreeMap<>();
        try (JsonParser parser = JSON.createParser(json)) {
            parser.nextToken();
            for (String name = parser.nextName(); name != null; name = parser.nextName()) {
                JsonToken token = parser.nextToken();
                if (token.isStructStart()) {
                    // The text as it stands there, since a tree loses repeated names.
                    int start = (int) parser.currentTokenLocation().getCharOffset();
                    parser.skipChildren();
                    fields.put(name, json.substring(start, (int)
                            parser.currentLocation().getCharOffset()));
                } else if (token != JsonToken.VALUE_NULL) {
                    fields.put(name, parser.getString());
                }
            }
        }
        return fields;
    }

    @Override
    public Optional<Change> refusedBy(Refuser refuser) {
        return switch (refuser) {
            // Its text would be longer than a decimal may be.
            case DESTINATION -> Optional.of(write(FieldType.DECIMAL, new BigDecimal("1E+2000000")));
            case TARGET -> isHash() ? Optional.of(recordOfAnotherType()) : Optional.empty();
        };
    }

    private Change recordOfAnotherType() {
        String key = key("5");
        place.client(key).rpush(key, "another's");
        return write(FieldType.TEXT, "poison");
    }

    private static Change write(FieldType type, Object value) {
        RowSchema schema = RowSchema.of(new Field("id", FieldType.INTEGER), new Field("value", type));
        return new Change.Write(Row.of(schema, 5L, value));
    }

    @Override
    public Optional<BrokenSettings> limited() {
        for (Jedis jedis : place.clients()) {
            jedis.aclSetUser("reader", "on", ">" + RedisServer.PASSWORD, "~*", "+ping", "+get", "+hgetall", "+cluster");
        }
        return Optional.of(BrokenSettings.refused(
                "a user who may only read",
                at(place.url("reader", RedisServer.PASSWORD)),
                target(),
                "COMMAND_NOT_PERMITTED"));
    }

    @Override
    public Optional<Faults> faults() {
        return place.onlyAddress()
                .map(address -> new TcpRelay(
                        address,
                        port -> at(urlAt("127.0.0.1", port))
                                .with("connect_timeout_ms", 1_000L)
                                .with("command_timeout_ms", 2_000L)
                                .with("retry_budget_seconds", 2L)));
    }

    @Override
    public Optional<Map<String, Duration>> expiries() {
        Map<String, Duration> expiries = new HashMap<>();
        for (Jedis jedis : place.clients()) {
            for (String key : jedis.keys(prefix + "*")) {
                long millis = jedis.pttl(key);
                if (millis >= 0) {
                    expiries.put(name(key), Duration.ofMillis(millis));
                }
            }
        }
        return Optional.of(expiries);
    }

    @Override
    public boolean seedForeign(String identity) {
        String key = key(identity);
        place.client(key).rpush(key, "another's");
        return true;
    }
}
