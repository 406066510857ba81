package dev.sluice.redis.command;

import static dev.sluice.redis.command.Keywords.command;
import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sluice.redis.command.RowPlan.Meaning;
import dev.sluice.redis.config.RedisSettings;
import dev.sluice.redis.failure.RedisFailure;
import dev.sluice.redis.port.Command;
import dev.sluice.redis.port.KeyBuilder;
import dev.sluice.redis.port.Payload;
import dev.sluice.redis.port.RejectedRow;
import dev.sluice.redis.port.RowSerializer;
import dev.sluice.redis.port.UnsentRow;
import dev.sluice.spi.Change;
import dev.sluice.spi.Row;
import dev.sluice.spi.SyncMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Turns changes into commands, according to the mode and the settings. For one thread. */
public final class RowCommands {
    private final KeyBuilder keys;
    private final RowSerializer serializer;
    private final SyncMode mode;
    private final Rights rights;
    private final RowExpiry expiries;
    private final boolean expiryIsOfRow;
    private final WriteCondition condition;
    private final Optional<HashScript> script;
    private final Optional<HashScript> merging;
    private final Optional<byte[]> conditionOption;

    /**
     * Commands of a run for a user with these rights.
     *
     * @param expiries when the key of each row expires
     */
    public RowCommands(
            RedisSettings settings,
            SyncMode mode,
            KeyBuilder keys,
            RowSerializer serializer,
            RowExpiry expiries,
            Rights rights) {
        this.keys = keys;
        this.serializer = serializer;
        this.mode = mode;
        this.rights = rights;
        this.expiries = expiries;
        this.expiryIsOfRow = settings.ttlField().isPresent();
        this.condition = WriteCondition.of(settings, mode);
        this.script = HashScript.of(settings, mode);
        this.merging = rights.scripts() ? HashScript.merging(settings, mode) : Optional.empty();
        this.conditionOption = switch (condition) {
            case ALWAYS -> Optional.empty();
            case IF_ABSENT -> Optional.of(Keywords.NX);
            case IF_PRESENT -> Optional.of(Keywords.XX);
        };
    }

    /**
     * The commands of a change.
     *
     * @throws UnsentRow if it cannot be written, or if the time of its row is over; then nothing of it may be sent
     */
    public RowPlan plan(Change change) throws UnsentRow {
        if (change instanceof Change.Remove remove) {
            if (mode != SyncMode.MIRROR) {
                throw new RejectedRow(RedisFailure.REMOVAL_OUTSIDE_MIRROR.detail());
            }
            byte[] key = keys.key(remove.row());
            return RowPlan.single(command(key, Keywords.DEL, key), Meaning.WRITTEN);
        }
        Row row = change.row();
        byte[] key = keys.key(row);
        KeyExpiry expiry = expiries.of(row);
        Payload payload = serializer.serialize(row);
        if (payload instanceof Payload.Text text) {
            return set(key, text.bytes(), expiry);
        }
        return hash(key, (Payload.Fields) payload, expiry);
    }

    private RowPlan set(byte[] key, byte[] value, KeyExpiry expiry) {
        List<byte[]> arguments = new ArrayList<>(6);
        arguments.add(Keywords.SET);
        arguments.add(key);
        arguments.add(value);
        conditionOption.ifPresent(arguments::add);
        arguments.addAll(expiry.setOptions());
        return RowPlan.single(
                new Command(key, arguments),
                switch (condition) {
                    case ALWAYS -> Meaning.WRITTEN;
                    case IF_ABSENT -> Meaning.NIL_IS_PRESENT;
                    case IF_PRESENT -> Meaning.NIL_IS_ABSENT;
                });
    }

    private RowPlan hash(byte[] key, Payload.Fields fields, KeyExpiry expiry) throws RejectedRow {
        if (expiryIsOfRow && !rights.permit(expiry)) {
            String name = new String(expiry.hashCommand().orElseThrow(), US_ASCII);
            throw new RejectedRow(RedisFailure.EXPIRY_NOT_PERMITTED.detail(
                    "The ttl_field of the row asks for " + name
                            + ", by which the expiry of a hash is set or removed, and the user may not run it.",
                    "Grant it: ACL SETUSER <user> +" + name.toLowerCase(Locale.ROOT) + "."));
        }
        if (script.isPresent()) {
            requireHdel(script.get().replaces() ? List.of() : fields.deletions());
            return RowPlan.single(
                    script.get().write(key, fields, expiry),
                    switch (condition) {
                        case ALWAYS -> Meaning.SCRIPT;
                        case IF_ABSENT -> Meaning.ZERO_IS_PRESENT;
                        case IF_PRESENT -> Meaning.ZERO_IS_ABSENT;
                    });
        }
        requireHdel(fields.deletions());
        return merge(key, fields, expiry);
    }

    /**
     * One call of the script, if there are several commands and the user may. Otherwise an interruption between them leaves a part undone.
     * Only the first command can be refused because of the type of the key or because memory is full. Deletions and the expiry follow after
     * its positive reply: otherwise a rejected row would have changed something, or the key of another application would get an expiry.
     */
    private RowPlan merge(byte[] key, Payload.Fields fields, KeyExpiry expiry) {
        List<Command> commands = new ArrayList<>(3);
        boolean sets = !fields.pairs().isEmpty();
        if (sets) {
            commands.add(words(Keywords.HSET, key, fields.pairs()));
        }
        if (!fields.deletions().isEmpty()) {
            commands.add(words(Keywords.HDEL, key, fields.deletions()));
        }
        if (expiry.hashCommand().isPresent()) {
            commands.add(expiry.command(key));
        }
        if (commands.size() > 1 && merging.isPresent()) {
            return RowPlan.single(merging.get().write(key, fields, expiry), Meaning.SCRIPT);
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
