package dev.sluice.redis.command;

import static dev.sluice.redis.command.Keywords.bytes;
import static dev.sluice.redis.command.Keywords.command;

import dev.sluice.redis.command.RowPlan.Meaning;
import dev.sluice.redis.config.RedisSettings;
import dev.sluice.redis.config.RedisSettings.Ttl;
import dev.sluice.redis.failure.RedisFailure;
import dev.sluice.redis.port.Command;
import dev.sluice.redis.port.KeyBuilder;
import dev.sluice.redis.port.Payload;
import dev.sluice.redis.port.RejectedRow;
import dev.sluice.redis.port.RowSerializer;
import dev.sluice.spi.Change;
import dev.sluice.spi.Row;
import dev.sluice.spi.SyncMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Turns changes into commands, according to the mode and the settings. For one thread. */
public final class RowCommands {
    private final KeyBuilder keys;
    private final RowSerializer serializer;
    private final SyncMode mode;
    private final Rights rights;
    private final Ttl ttl;
    private final WriteCondition condition;
    private final Optional<HashScript> script;
    private final Optional<HashScript> merging;
    private final List<byte[]> setOptions;

    /** Commands of a run for a user with these rights. */
    public RowCommands(
            RedisSettings settings, SyncMode mode, KeyBuilder keys, RowSerializer serializer, Rights rights) {
        this.keys = keys;
        this.serializer = serializer;
        this.mode = mode;
        this.rights = rights;
        this.ttl = settings.ttl(mode).resolved(rights.persist());
        this.condition = WriteCondition.of(settings, mode);
        this.script = HashScript.of(settings, mode, ttl);
        this.merging = rights.scripts() ? HashScript.merging(settings, mode, ttl) : Optional.empty();
        this.setOptions = setOptions(ttl, condition);
    }

    private static List<byte[]> setOptions(Ttl ttl, WriteCondition condition) {
        List<byte[]> options = new ArrayList<>(3);
        switch (condition) {
            case ALWAYS -> {}
            case IF_ABSENT -> options.add(Keywords.NX);
            case IF_PRESENT -> options.add(Keywords.XX);
        }
        if (ttl.kind() == Ttl.Kind.EXPIRES) {
            options.add(Keywords.EX);
            options.add(bytes(Long.toString(ttl.seconds())));
        }
        return List.copyOf(options);
    }

    /**
     * The commands of a change.
     *
     * @throws RejectedRow if it cannot be written; then nothing of it may be sent
     */
    public RowPlan plan(Change change) throws RejectedRow {
        if (change instanceof Change.Remove remove) {
            if (mode != SyncMode.MIRROR) {
                throw new RejectedRow(RedisFailure.REMOVAL_OUTSIDE_MIRROR.detail());
            }
            byte[] key = keys.key(remove.row());
            return RowPlan.single(command(key, Keywords.DEL, key), Meaning.WRITTEN);
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
        arguments.add(Keywords.SET);
        arguments.add(key);
        arguments.add(value);
        arguments.addAll(setOptions);
        return RowPlan.single(
                new Command(key, arguments),
                switch (condition) {
                    case ALWAYS -> Meaning.WRITTEN;
                    case IF_ABSENT -> Meaning.NIL_IS_PRESENT;
                    case IF_PRESENT -> Meaning.NIL_IS_ABSENT;
                });
    }

    private RowPlan hash(byte[] key, Payload.Fields fields) throws RejectedRow {
        if (script.isPresent()) {
            requireHdel(script.get().replaces() ? List.of() : fields.deletions());
            return RowPlan.single(
                    script.get().write(key, fields),
                    switch (condition) {
                        case ALWAYS -> Meaning.SCRIPT;
                        case IF_ABSENT -> Meaning.ZERO_IS_PRESENT;
                        case IF_PRESENT -> Meaning.ZERO_IS_ABSENT;
                    });
        }
        requireHdel(fields.deletions());
        return merge(key, fields);
    }

    /**
     * One call of the script, if there are several commands and the user may. Otherwise an interruption between them leaves a part undone.
     * Only the first command can be refused because of the type of the key or because memory is full. Deletions and the expiry follow after
     * its positive reply: otherwise a rejected row would have changed something, or the key of another application would get an expiry.
     */
    private RowPlan merge(byte[] key, Payload.Fields fields) {
        List<Command> commands = new ArrayList<>(3);
        boolean sets = !fields.pairs().isEmpty();
        if (sets) {
            commands.add(words(Keywords.HSET, key, fields.pairs()));
        }
        if (!fields.deletions().isEmpty()) {
            commands.add(words(Keywords.HDEL, key, fields.deletions()));
        }
        switch (ttl.kind()) {
            case UNSET, LASTING -> {}
            case NEVER -> commands.add(command(key, Keywords.PERSIST, key));
            case EXPIRES -> commands.add(command(key, Keywords.EXPIRE, key, bytes(Long.toString(ttl.seconds()))));
        }
        if (commands.size() > 1 && merging.isPresent()) {
            return RowPlan.single(merging.get().write(key, fields), Meaning.SCRIPT);
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
