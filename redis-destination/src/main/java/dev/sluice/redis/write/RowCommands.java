package dev.sluice.redis.write;

import static dev.sluice.redis.write.Words.bytes;
import static dev.sluice.redis.write.Words.command;

import dev.sluice.redis.config.RedisSettings;
import dev.sluice.redis.config.RedisSettings.HashWrite;
import dev.sluice.redis.config.RedisSettings.InsertExisting;
import dev.sluice.redis.config.RedisSettings.Ttl;
import dev.sluice.redis.failure.RedisFailure;
import dev.sluice.redis.port.Command;
import dev.sluice.redis.port.KeyBuilder;
import dev.sluice.redis.port.Payload;
import dev.sluice.redis.port.RejectedRow;
import dev.sluice.redis.port.RowSerializer;
import dev.sluice.redis.write.HashScript.Condition;
import dev.sluice.redis.write.RowPlan.Meaning;
import dev.sluice.spi.Change;
import dev.sluice.spi.Row;
import dev.sluice.spi.SyncMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Turns changes into commands, as the mode and the settings say. For one thread. */
final class RowCommands {
    private final KeyBuilder keys;
    private final RowSerializer serializer;
    private final SyncMode mode;
    private final Rights rights;
    private final Ttl ttl;
    private final Condition condition;
    private final Optional<HashScript> script;
    private final List<byte[]> setOptions;

    RowCommands(RedisSettings settings, SyncMode mode, KeyBuilder keys, RowSerializer serializer, Rights rights) {
        this.keys = keys;
        this.serializer = serializer;
        this.mode = mode;
        this.rights = rights;
        this.ttl = settings.ttl();
        this.condition = condition(settings, mode);
        boolean replace = settings.hashWrite() == HashWrite.REPLACE;
        this.script = replace || condition != Condition.ALWAYS
                ? Optional.of(new HashScript(condition, replace, ttl))
                : Optional.empty();
        this.setOptions = setOptions(ttl, condition);
    }

    /** On which keys a mode writes. */
    static Condition condition(RedisSettings settings, SyncMode mode) {
        return switch (mode) {
            case INSERT -> settings.insertExisting() == InsertExisting.SKIP ? Condition.ABSENT : Condition.ALWAYS;
            case UPDATE -> Condition.PRESENT;
            case UPSERT, MIRROR -> Condition.ALWAYS;
            case AUDIENCE_MIRROR, AUDIENCE_ADDITIVE, AUDIENCE_SUBTRACTIVE ->
                throw new IllegalArgumentException("no rows are written in the mode " + mode);
        };
    }

    private static List<byte[]> setOptions(Ttl ttl, Condition condition) {
        List<byte[]> options = new ArrayList<>(3);
        switch (condition) {
            case ALWAYS -> {}
            case ABSENT -> options.add(Words.NX);
            case PRESENT -> options.add(Words.XX);
        }
        if (ttl.kind() == Ttl.Kind.EXPIRES) {
            options.add(Words.EX);
            options.add(bytes(Long.toString(ttl.seconds())));
        }
        return List.copyOf(options);
    }

    /**
     * The commands of a change.
     *
     * @throws RejectedRow if it cannot be written; then nothing of it may be sent
     */
    RowPlan plan(Change change) throws RejectedRow {
        if (change instanceof Change.Remove remove) {
            if (mode != SyncMode.MIRROR) {
                throw new RejectedRow(RedisFailure.REMOVAL_OUTSIDE_MIRROR.detail());
            }
            byte[] key = keys.key(remove.row());
            return RowPlan.single(command(key, Words.DEL, key), Meaning.WRITTEN);
        }
        Row row = change.row();
        byte[] key = keys.key(row);
        Payload payload = serializer.serialize(row);
        if (payload instanceof Payload.Text text) {
            return set(key, text.bytes());
        }
        return hash(key, (Payload.Fields) payload);
    }

    private RowPlan set(byte[] key, byte[] value) {
        List<byte[]> arguments = new ArrayList<>(3 + setOptions.size());
        arguments.add(Words.SET);
        arguments.add(key);
        arguments.add(value);
        arguments.addAll(setOptions);
        return RowPlan.single(
                new Command(key, arguments),
                switch (condition) {
                    case ALWAYS -> Meaning.WRITTEN;
                    case ABSENT -> Meaning.NIL_IS_PRESENT;
                    case PRESENT -> Meaning.NIL_IS_ABSENT;
                });
    }

    private RowPlan hash(byte[] key, Payload.Fields fields) throws RejectedRow {
        if (script.isPresent()) {
            requireHdel(script.get().replaces() ? List.of() : fields.deletions());
            return RowPlan.single(
                    script.get().write(key, fields),
                    switch (condition) {
                        case ALWAYS -> Meaning.SCRIPT;
                        case ABSENT -> Meaning.ZERO_IS_PRESENT;
                        case PRESENT -> Meaning.ZERO_IS_ABSENT;
                    });
        }
        requireHdel(fields.deletions());
        return merge(key, fields);
    }

    /**
     * Only the first command can be refused for what the key is or for want of memory. What takes away or expires comes after its positive
     * reply: else a refused row would have changed something, or the key of another application would get an expiry.
     */
    private RowPlan merge(byte[] key, Payload.Fields fields) {
        List<Command> commands = new ArrayList<>(3);
        boolean sets = !fields.pairs().isEmpty();
        if (sets) {
            commands.add(words(Words.HSET, key, fields.pairs()));
        }
        if (!fields.deletions().isEmpty()) {
            commands.add(words(Words.HDEL, key, fields.deletions()));
        }
        switch (ttl.kind()) {
            case UNSET -> {}
            case NEVER -> commands.add(command(key, Words.PERSIST, key));
            case EXPIRES -> commands.add(command(key, Words.EXPIRE, key, bytes(Long.toString(ttl.seconds()))));
        }
        return new RowPlan(commands.get(0), List.copyOf(commands.subList(1, commands.size())), Meaning.WRITTEN);
    }

    private static Command words(byte[] name, byte[] key, List<byte[]> rest) {
        List<byte[]> arguments = new ArrayList<>(2 + rest.size());
        arguments.add(name);
        arguments.add(key);
        arguments.addAll(rest);
        return new Command(key, arguments);
    }

    private void requireHdel(List<byte[]> deletions) throws RejectedRow {
        if (!deletions.isEmpty() && !rights.hdel()) {
            throw new RejectedRow(RedisFailure.HDEL_NOT_PERMITTED.detail());
        }
    }
}
