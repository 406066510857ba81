package dev.sluice.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import redis.clients.jedis.Jedis;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A shop whose table of profiles is mirrored into Redis: its database, its Redis, its {@code sluice.yaml}, and what Redis should hold. */
final class Shop implements AutoCloseable {
    private static final String PASSWORD = "canary-s3cret-shop";
    private static final String ROTATED = PASSWORD + "-rotated";
    private static final String USER = "user sluice on >" + PASSWORD + " ~user:* +@all";
    /** What another application has in the same Redis. */
    private static final Map<String, String> OTHERS =
            Map.of("other:1", "string untouched", "user", "string untouched", "user:vip", "list [untouched]");

    private static final String ROWS = """
            select user_id::text, %s, plan, credit::text,
              to_char(seen at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS')
                || rtrim(rtrim(to_char(seen, '.US'), '0'), '.') || 'Z',
              note
            from profiles""";

    private final Path directory;
    private final Database database;
    private final Map<String, String> orphans = new TreeMap<>();
    private Server server;
    private String mapping = "name: display_name";
    private int seconds;

    Shop(Path directory) throws IOException, SQLException {
        this.directory = directory;
        this.database = Database.start(PASSWORD);
        this.server = Server.start(USER);
        database.execute("""
                create table profiles (
                  user_id bigint primary key, name text, plan text, credit numeric, seen timestamptz, note text)""", """
                insert into profiles select i, 'Name ' || i, case when i % 3 = 0 then 'pro' else 'free' end, i * 1.25,
                  timestamptz '2026-01-01 00:00:00+00' + i * interval '1 hour',
                  case when i % 5 = 0 then null else 'note ' || i end
                from generate_series(1, 400) i""", "grant select on profiles to reader");
        putOthers();
        tellDatabase(PASSWORD);
        tellRedis(PASSWORD);
        Files.createDirectory(directory.resolve("temporary"));
        define();
    }

    private void define() throws IOException {
        Files.writeString(directory.resolve("sluice.yaml"), """
                version: 1
                destinations:
                  cache:
                    plugin: redis
                    config:
                      connection_url: "${env:REDIS_URL}"
                      username: sluice
                      password: "${file:redis-password}"
                      data_format: hash
                      hash_write: replace
                sources:
                  shop: { jdbc: "%s", user: reader, password: "${file:database-password}" }
                syncs:
                  profiles:
                    from: { source: shop, query: "select * from profiles" }
                    to: { destination: cache, key_prefix: "user:"%s }
                    mode: mirror
                    key: user_id
                    map: { %s, "*": "*" }
                    guards: { max_delete_percent: 10 }
                """.formatted(
                        database.url(), seconds == 0 ? "" : ", ttl_seconds: " + seconds, mapping));
    }

    /** Changes the mapping of the definition. */
    void map(String to) throws IOException {
        mapping = to;
        define();
    }

    /** Changes the expiry of the definition; 0 for none. */
    void expire(int after) throws IOException {
        seconds = after;
        define();
    }

    void execute(String... statements) throws SQLException {
        database.execute(statements);
    }

    private void putOthers() {
        try (Jedis jedis = server.client()) {
            jedis.set("other:1", "untouched");
            jedis.set("user", "untouched");
            jedis.lpush("user:vip", "untouched");
        }
    }

    /** What Redis should hold now: the rows of the table as the definition maps them, what was orphaned, and what others have. */
    Map<String, String> table() throws SQLException {
        Map<String, String> expected = new TreeMap<>(OTHERS);
        expected.putAll(orphans);
        String name = mapping.startsWith("full_name") ? "full_name" : "name";
        for (List<String> row : database.rows(ROWS.formatted(name))) {
            Map<String, String> fields = new LinkedHashMap<>();
            fields.put("user_id", row.get(0));
            fields.put("display_name", row.get(1));
            fields.put("plan", mapping.contains("plan: null") ? null : row.get(2));
            fields.put("credit", row.get(3));
            fields.put("seen", row.get(4));
            fields.put("note", row.get(5));
            fields.values().removeIf(value -> value == null);
            expected.put("user:" + row.get(0), Contents.hash(fields));
        }
        return expected;
    }

    /** The record of a user will be one that the mirror does not know any more. */
    void orphan(int user) throws SQLException {
        orphans.put("user:" + user, table().get("user:" + user));
    }

    Jedis redis() {
        return server.client();
    }

    Contents contents() {
        try (Jedis jedis = redis()) {
            return Contents.of(jedis);
        }
    }

    void assertRedisIs(Map<String, String> records) {
        assertRedisIs(records, 0);
    }

    /** @param expiring how many of them expire */
    void assertRedisIs(Map<String, String> records, int expiring) {
        Map<String, String> expected = new TreeMap<>(OTHERS);
        expected.putAll(records);
        Contents contents = contents();
        contents.assertAre(expected);
        assertThat(contents.expiring()).as("records that expire").isEqualTo(expiring);
    }

    boolean isGone(String key) {
        try (Jedis jedis = redis()) {
            return !jedis.exists(key);
        }
    }

    /** How many records have this note. */
    long withNote(String note) {
        return contents().records().values().stream()
                .filter(record -> record.contains("note=" + note + ","))
                .count();
    }

    /** The values of the markers. */
    List<String> markers() {
        try (Jedis jedis = redis()) {
            return jedis.keys("*~sluice:*").stream().map(jedis::get).toList();
        }
    }

    /** Somebody empties it; what others put there comes back. */
    void empty() {
        try (Jedis jedis = redis()) {
            jedis.flushAll();
        }
        orphans.clear();
        putOthers();
    }

    /** The data are at another server from now on. */
    void move() throws IOException {
        Server next = server.replica(USER);
        next.cutOff();
        server.close();
        server = next;
    }

    void rotateDatabase() throws SQLException {
        database.password(ROTATED);
    }

    void tellDatabase() throws IOException {
        tellDatabase(ROTATED);
    }

    private void tellDatabase(String password) throws IOException {
        Files.writeString(directory.resolve("database-password"), password + "\n");
    }

    void rotateRedis() {
        try (Jedis jedis = redis()) {
            jedis.aclSetUser("sluice", "resetpass", ">" + ROTATED);
        }
    }

    void tellRedis() throws IOException {
        tellRedis(ROTATED);
    }

    private void tellRedis(String password) throws IOException {
        Files.writeString(directory.resolve("redis-password"), password);
    }

    Sluice.Running start(String... arguments) throws IOException {
        return new Sluice(directory)
                .start(
                        Map.of(
                                "REDIS_URL",
                                "redis://127.0.0.1:" + server.port(),
                                "TMPDIR",
                                directory.resolve("temporary").toString()),
                        arguments);
    }

    private Sluice.Ended ended(int exit, String... arguments) throws IOException, InterruptedException {
        Sluice.Ended ended = start(Stream.concat(Stream.of(arguments), Stream.of("-o", "json"))
                        .toArray(String[]::new))
                .await();
        assertThat(ended.exit()).as(ended.out() + ended.err()).isEqualTo(exit);
        assertThat(ended.json().path("exit").asInt()).isEqualTo(exit);
        return ended;
    }

    /** @return the result of a command that ends so */
    JsonNode run(int exit, String... arguments) throws IOException, InterruptedException {
        return ended(exit, arguments).json().path("result");
    }

    /** @return the error of a command that ends so */
    JsonNode assertFails(int exit, String code, String... arguments) throws IOException, InterruptedException {
        JsonNode error = ended(exit, arguments).json().path("error");
        assertThat(error.path("code").asString()).as(error.toString()).isEqualTo(code);
        return error;
    }

    /** Runs the sync: it does this, has nothing else to say, and Redis is as the table. */
    void sync(String counts) throws IOException, InterruptedException, SQLException {
        JsonNode result = run(0, "sync", "profiles");
        assertRun(result, counts);
        assertThat(result.path("warnings")).as(result.toString()).isEmpty();
        assertRedisIs(table());
    }

    /** A run that wrote and removed this, after which one marker says that it is complete. */
    void assertRun(JsonNode result, String counts) {
        Reports.assertRun(result, counts);
        assertThat(markers()).singleElement().asString().contains(" complete ");
    }

    /** The file that the state has its records in. */
    Path snapshot() {
        Path state = directory.resolve(".sluice/state/profiles");
        JsonNode record =
                JsonMapper.shared().readTree(state.resolve("state.json").toFile());
        return state.resolve(record.path("snapshot").asString());
    }

    /** Names of the files that the records are in: a patch has another one below it. */
    Set<String> snapshots() {
        String name = snapshot().getFileName().toString();
        return Stream.of(name, name.replaceFirst("-[0-9]+-on", "")).collect(Collectors.toSet());
    }

    /** Names of what lies in the folder of states, beside the files of runs, and in the temporary one. */
    Set<String> files() throws IOException {
        try (Stream<Path> kept = Files.walk(directory.resolve(".sluice"));
                Stream<Path> temporary = Files.walk(directory.resolve("temporary"))) {
            return Stream.concat(kept, temporary)
                    .filter(Files::isRegularFile)
                    .filter(file -> !file.startsWith(directory.resolve(".sluice/runs")))
                    .map(file -> file.getFileName().toString())
                    .collect(Collectors.toSet());
        }
    }

    void deleteFolder(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        database.close();
    }
}
