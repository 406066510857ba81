package dev.sluice.redis.write;

import dev.sluice.redis.port.CommandExecutor;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** As much of Redis as a writer needs, in memory: forgets its script now and then, and loses the connection when told to. */
final class ModelRedis implements CommandExecutor {
    static final String NO_EXPIRY = "";

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

    final Map<String, Entry> records = new TreeMap<>();
    private final Random random;
    private boolean knowsScript;
    int commandsUntilLoss = Integer.MAX_VALUE;

    ModelRedis(Random random) {
        this.random = random;
    }

    @Override
    public List<Reply> execute(List<Command> commands) {
        List<Reply> replies = new ArrayList<>();
        for (Command command : commands) {
            if (commandsUntilLoss-- <= 0) {
                if (random.nextBoolean()) {
                    // Carried out, and the reply is lost.
                    reply(words(command));
                }
                commandsUntilLoss = Integer.MAX_VALUE;
                while (replies.size() < commands.size()) {
                    replies.add(new Reply.Lost(TransportFailure.LOST, true, false));
                }
                return replies;
            }
            replies.add(reply(words(command)));
        }
        return replies;
    }

    private Reply reply(List<String> words) {
        knowsScript &= random.nextInt(8) > 0;
        String key = words.get(1);
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
        boolean there = records.containsKey(key);
        if ((there && words.contains("NX")) || (!there && words.contains("XX"))) {
            return Reply.NIL;
        }
        int ex = words.indexOf("EX");
        records.put(key, Entry.text(words.get(2), ex < 0 ? NO_EXPIRY : words.get(ex + 1)));
        return new Reply.Value("OK");
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

    /** Name, script, 1, key, condition, whether to replace, seconds, n, n fields to delete, pairs. */
    private Reply script(List<String> words) {
        String key = words.get(3);
        String condition = words.get(4);
        if (!condition.equals("A") && records.containsKey(key) != condition.equals("X")) {
            return number(0);
        }
        int first = 8 + Integer.parseInt(words.get(7));
        List<String> pairs = words.subList(first, words.size());
        Reply refusal = hset(key, pairs);
        if (refusal instanceof Reply.Refused) {
            return refusal;
        }
        List<String> gone = new ArrayList<>(words.subList(8, first));
        if (words.get(5).equals("1")) {
            gone.addAll(records.getOrDefault(key, Entry.text("", "")).fields().keySet());
            for (int i = 0; i < pairs.size(); i += 2) {
                gone.remove(pairs.get(i));
            }
        }
        hdel(key, gone);
        String seconds = words.get(6);
        if (!seconds.equals("-1")) {
            expire(key, seconds.equals("0") ? NO_EXPIRY : seconds);
        }
        return number(1);
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
    public Reply awaitReplicas(int replicas, Duration timeout) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Reply ping(byte[] key) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void reset() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}
