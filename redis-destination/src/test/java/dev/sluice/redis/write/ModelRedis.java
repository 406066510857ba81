package dev.sluice.redis.write;

import dev.sluice.redis.port.Command;
import dev.sluice.redis.port.CommandExecutor;
import dev.sluice.redis.port.KeySpread;
import dev.sluice.redis.port.Reply;
import dev.sluice.redis.port.TransportFailure;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** As much of Redis as a writer needs, in memory: forgets its script now and then, and fails as it is told to. */
final class ModelRedis implements CommandExecutor {
    static final String NO_EXPIRY = "";
    static final String POISON = "poison";

    /**
     * A record.
     *
     * @param fields of a hash, or one without a name for a string
     * @param isHash whether it is one
     * @param expiry seconds as they were sent, or none
     */
    record Entry(Map<String, String> fields, boolean isHash, String expiry) {
        static Entry text(String value, String expiry) {
            return new Entry(Map.of("", value), false, expiry);
        }
    }

    private static final List<String> FOR_NOW = List.of(
            "LOADING Redis is loading the dataset in memory",
            "BUSY Redis is busy running a script.",
            "READONLY You can't write against a read only replica.",
            "CLUSTERDOWN The cluster is down",
            "NOREPLICAS Not enough good replicas to write.");

    final Map<String, Entry> records = new TreeMap<>();
    private final Map<String, Entry> replicated = new TreeMap<>();
    private final Random random;
    private boolean knowsScript;
    private boolean connected;

    /** Losses and refusals still to come. */
    int faults;

    /** Round trips until nobody answers any more. */
    int tripsUntilOutage = Integer.MAX_VALUE;

    /** Whether there is no memory left. */
    boolean full;

    /** Whether {@code SET … NX GET} is known, and hashes may be read. */
    boolean tells = true;

    /** Whether a loss of the connection may be a failover to a replica that lags behind. */
    boolean failsOver;

    ModelRedis(Random random) {
        this.random = random;
    }

    @Override
    public List<Reply> execute(List<Command> commands) {
        if (tripsUntilOutage-- <= 0) {
            return lost(commands.size(), new Reply.Lost(TransportFailure.REFUSED, false, false));
        }
        connected = true;
        int answered = commands.size();
        int carriedOut = commands.size();
        int refusedFrom = commands.size();
        int refusedTo = commands.size();
        if (faults > 0 && random.nextInt(3) == 0) {
            faults--;
            if (random.nextBoolean()) {
                answered = random.nextInt(commands.size());
                carriedOut = answered + random.nextInt(commands.size() - answered + 1);
            } else {
                refusedFrom = random.nextInt(commands.size());
                refusedTo = refusedFrom + 1 + random.nextInt(commands.size() - refusedFrom);
            }
        }
        String refusal = FOR_NOW.get(random.nextInt(FOR_NOW.size()));
        List<Reply> replies = new ArrayList<>();
        for (int i = 0; i < carriedOut; i++) {
            List<String> words = words(commands.get(i));
            if (words.stream().anyMatch(word -> word.contains(POISON))) {
                answered = Math.min(answered, i);
                break;
            }
            Reply reply = i >= refusedFrom && i < refusedTo ? new Reply.Refused(refusal) : reply(words);
            if (i < answered) {
                replies.add(reply);
            }
        }
        if (answered < commands.size()) {
            disconnect();
            TransportFailure kind = random.nextInt(4) == 0 ? TransportFailure.COMMAND_TIMEOUT : TransportFailure.LOST;
            replies.addAll(lost(commands.size() - answered, new Reply.Lost(kind, true, false)));
        }
        return replies;
    }

    private static List<Reply> lost(int count, Reply.Lost lost) {
        return new ArrayList<>(Collections.nCopies(count, lost));
    }

    private void disconnect() {
        connected = false;
        if (failsOver && random.nextBoolean()) {
            records.clear();
            records.putAll(replicated);
        }
    }

    @Override
    public Reply awaitReplicas(int replicas, Duration timeout) {
        if (!connected) {
            return new Reply.Lost(TransportFailure.LOST, false, false);
        }
        if (faults > 0 && random.nextInt(3) == 0) {
            faults--;
            if (random.nextBoolean()) {
                return new Reply.Value((long) replicas - 1);
            }
            disconnect();
            return new Reply.Lost(TransportFailure.LOST, true, false);
        }
        replicate();
        return new Reply.Value((long) replicas);
    }

    void replicate() {
        replicated.clear();
        replicated.putAll(records);
    }

    @Override
    public Reply ping(byte[] key) {
        return tripsUntilOutage > 0 ? new Reply.Value("PONG") : new Reply.Lost(TransportFailure.REFUSED, false, false);
    }

    @Override
    public KeySpread spread(byte[] key) {
        return KeySpread.Suffixes.ONE_KEY;
    }

    @Override
    public void reset() {
        if (connected) {
            disconnect();
        }
    }

    private Reply reply(List<String> words) {
        knowsScript &= random.nextInt(8) > 0;
        String key = words.get(1);
        if (full && List.of("SET", "HSET", "EVALSHA", "EVAL").contains(words.get(0))) {
            return new Reply.Refused("OOM command not allowed when used memory > 'maxmemory'.");
        }
        return switch (words.get(0)) {
            case "SET" -> set(key, words);
            case "HSET" -> hset(key, words.subList(2, words.size()));
            case "HDEL" -> hdel(key, words.subList(2, words.size()));
            case "DEL" -> number(records.remove(key) == null ? 0 : 1);
            case "EXPIRE" -> expire(key, words.get(2));
            case "PERSIST" -> expire(key, NO_EXPIRY);
            case "EVALSHA" -> knowsScript ? script(words) : new Reply.Refused("NOSCRIPT No matching script.");
            case "EVAL" -> {
                knowsScript = true;
                yield script(words);
            }
            default -> new Reply.Refused("ERR unknown command");
        };
    }

    private Reply set(String key, List<String> words) {
        Entry before = records.get(key);
        boolean there = before != null;
        boolean asks = words.contains("GET");
        if (asks && !tells) {
            return new Reply.Refused("ERR syntax error");
        }
        if (asks && before != null) {
            return before.isHash()
                    ? new Reply.Refused("WRONGTYPE Operation against a key")
                    : new Reply.Value(before.fields().getOrDefault("", "").getBytes(StandardCharsets.UTF_8));
        }
        if ((there && words.contains("NX")) || (!there && words.contains("XX"))) {
            return Reply.NIL;
        }
        int ex = words.indexOf("EX");
        records.put(key, Entry.text(words.get(2), ex < 0 ? NO_EXPIRY : words.get(ex + 1)));
        return asks ? Reply.NIL : new Reply.Value("OK");
    }

    private Reply hset(String key, List<String> pairs) {
        @Nullable Entry entry = records.get(key);
        if (entry != null && !entry.isHash()) {
            return new Reply.Refused("WRONGTYPE Operation against a key holding the wrong kind of value");
        }
        Map<String, String> fields = new TreeMap<>(entry == null ? Map.of() : entry.fields());
        for (int i = 0; i < pairs.size(); i += 2) {
            fields.put(pairs.get(i), pairs.get(i + 1));
        }
        records.put(key, new Entry(fields, true, entry == null ? NO_EXPIRY : entry.expiry()));
        return number(1);
    }

    private Reply hdel(String key, List<String> names) {
        Entry entry = records.get(key);
        if (entry != null) {
            Map<String, String> fields = new TreeMap<>(entry.fields());
            fields.keySet().removeAll(names);
            records.put(key, new Entry(fields, true, entry.expiry()));
        }
        return number(1);
    }

    private Reply expire(String key, String expiry) {
        Entry entry = records.get(key);
        if (entry == null) {
            return number(0);
        }
        records.put(key, new Entry(entry.fields(), entry.isHash(), expiry));
        return number(1);
    }

    /** Name, script, 1, key, condition, whether to replace, command about the expiry and its time, n, n fields to delete, pairs. */
    private Reply script(List<String> words) {
        String key = words.get(3);
        String condition = words.get(4);
        if (condition.equals("R") && records.containsKey(key)) {
            return number(holdsJust(key, words.subList(9 + Integer.parseInt(words.get(8)), words.size())));
        }
        if (!condition.equals("A") && records.containsKey(key) != condition.equals("X")) {
            return number(0);
        }
        int first = 9 + Integer.parseInt(words.get(8));
        List<String> pairs = words.subList(first, words.size());
        Reply refusal = hset(key, pairs);
        if (refusal instanceof Reply.Refused) {
            return refusal;
        }
        List<String> gone = new ArrayList<>(words.subList(9, first));
        if (words.get(5).equals("1")) {
            gone.addAll(records.getOrDefault(key, Entry.text("", "")).fields().keySet());
            for (int i = 0; i < pairs.size(); i += 2) {
                gone.remove(pairs.get(i));
            }
        }
        hdel(key, gone);
        if (!words.get(6).isEmpty()) {
            expire(key, words.get(6).equals("PERSIST") ? NO_EXPIRY : words.get(7));
        }
        return number(1);
    }

    private int holdsJust(String key, List<String> pairs) {
        Entry entry = records.getOrDefault(key, Entry.text("", ""));
        if (!entry.isHash()) {
            return 0;
        }
        Map<String, String> fields = new TreeMap<>();
        for (int i = 0; i < pairs.size(); i += 2) {
            fields.put(pairs.get(i), pairs.get(i + 1));
        }
        return tells ? (entry.fields().equals(fields) ? 1 : 0) : 2;
    }

    private static Reply number(long number) {
        return new Reply.Value(number);
    }

    private static List<String> words(Command command) {
        return command.arguments().stream()
                .map(word -> new String(word, StandardCharsets.UTF_8))
                .toList();
    }

    @Override
    public void close() {}
}
