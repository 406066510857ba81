package dev.sluice.redis.port;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * What a server says of itself in {@code INFO}.
 *
 * @param text lines {@code name:value}; empty if the server does not tell
 */
public record ServerInfo(String text) {
    private static final byte[] INFO = "INFO".getBytes(StandardCharsets.US_ASCII);

    /** The reply to {@code INFO}; a refusal tells nothing. */
    public static ServerInfo of(Reply reply) {
        return new ServerInfo(
                reply instanceof Reply.Value value && value.value() instanceof byte[] bytes
                        ? new String(bytes, StandardCharsets.UTF_8)
                        : "");
    }

    /** What the servers of these keys say of themselves, a server for each key. */
    public static List<ServerInfo> ask(CommandExecutor executor, List<byte[]> keys) {
        List<Command> commands =
                keys.stream().map(key -> new Command(key, List.of(INFO))).toList();
        return executor.execute(commands).stream().map(ServerInfo::of).toList();
    }

    /** The value of a line, if there is one. */
    public Optional<String> value(String name) {
        return text.lines()
                .filter(line -> line.startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1).strip())
                .filter(value -> !value.isEmpty())
                .findFirst();
    }

    /** Names the server process: another after each start. */
    public Optional<String> runId() {
        return value("run_id").filter(id -> id.matches("[0-9A-Za-z]{1,64}"));
    }

    /** Whether it is a replica. One that accepts writes loses them when its primary overwrites them. */
    public boolean isReplica() {
        return value("role").filter("slave"::equals).isPresent();
    }

    /** How many keys the process has evicted since it started. */
    public Optional<Long> evictedKeys() {
        return number("evicted_keys");
    }

    /** How many bytes the process uses for data. */
    public Optional<Long> usedMemory() {
        return number("used_memory");
    }

    /** How many bytes it may use; 0 for as many as there are. */
    public Optional<Long> maxMemory() {
        return number("maxmemory");
    }

    /** The value of a line, if it is a whole number. */
    public Optional<Long> number(String name) {
        return value(name).filter(digits -> digits.matches("[0-9]{1,18}")).map(Long::valueOf);
    }
}
