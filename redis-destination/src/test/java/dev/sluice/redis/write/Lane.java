package dev.sluice.redis.write;

import dev.sluice.redis.command.Rights;
import dev.sluice.redis.command.RowCommands;
import dev.sluice.redis.command.RowExpiry;
import dev.sluice.redis.config.RedisSettings;
import dev.sluice.redis.config.RedisSettings.Format;
import dev.sluice.redis.failure.FailureCatalog;
import dev.sluice.redis.port.CommandExecutor;
import dev.sluice.redis.port.KeyBuilder;
import dev.sluice.redis.port.Payload;
import dev.sluice.redis.port.RejectedRow;
import dev.sluice.redis.port.RowSerializer;
import dev.sluice.redis.retry.RetryBudget;
import dev.sluice.spi.BatchResult;
import dev.sluice.spi.Change;
import dev.sluice.spi.ErrorCategory;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.Field;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.Outcome;
import dev.sluice.spi.Row;
import dev.sluice.spi.RowSchema;
import dev.sluice.spi.SyncMode;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Writes rows of a key and a value through a writer over a fake, and tells the outcomes as text. */
final class Lane {
    /** A user who may do everything but call scripts. */
    static final Rights WITHOUT_SCRIPTS = new Rights(true, false, true, true, true);

    private static final RowSchema SCHEMA =
            RowSchema.of(new Field("k", FieldType.TEXT), new Field("v", FieldType.TEXT));

    private final CommandExecutor redis;
    private final FakeTimer timer;
    final ListeningContext context = new ListeningContext("run");

    Lane(CommandExecutor redis, FakeTimer timer) {
        this.redis = redis;
        this.timer = timer;
    }

    BatchResult write(TestSettings settings, SyncMode mode, Change... batch) {
        return writer(settings.build(), mode, WITHOUT_SCRIPTS).write(List.of(batch));
    }

    RedisWriter writer(RedisSettings settings, SyncMode mode, Rights rights) {
        FailureCatalog failures = new FailureCatalog(settings);
        RowSerializer serializer = settings.format() == Format.STRING ? Lane::text : Lane::fields;
        KeyBuilder keys = Lane::key;
        return new RedisWriter(
                settings,
                new RowCommands(settings, mode, keys, serializer, expiries(settings, mode, rights), rights),
                redis,
                failures,
                new RetryBudget(settings.retryBudget(), timer, context),
                () -> "",
                () -> {});
    }

    static RowExpiry expiries(RedisSettings settings, SyncMode mode, Rights rights) {
        return new RowExpiry(settings, mode, rights.persist(), Clock.systemUTC(), new Random(1));
    }

    private static byte[] key(Row row) throws RejectedRow {
        String text = (String) java.util.Objects.requireNonNull(row.value("k"));
        if (text.isEmpty()) {
            throw new RejectedRow(ErrorDetail.of("KEY_EMPTY", ErrorCategory.DATA, "empty", "fill it", false));
        }
        return bytes(text);
    }

    private static Payload text(Row row) {
        return new Payload.Text(bytes(String.valueOf(row.value("v"))));
    }

    private static Payload fields(Row row) {
        List<byte[]> pairs = new ArrayList<>();
        List<byte[]> deletions = new ArrayList<>();
        for (int i = 0; i < row.size(); i++) {
            byte[] name = bytes(row.schema().field(i).name());
            Object value = row.value(i);
            if (value == null) {
                deletions.add(name);
            } else {
                pairs.add(name);
                pairs.add(bytes(value.toString()));
            }
        }
        return new Payload.Fields(pairs, deletions);
    }

    static Change put(String key, @Nullable String value) {
        return new Change.Write(Row.of(SCHEMA, key, value));
    }

    static Change remove(String key) {
        return new Change.Remove(Row.of(RowSchema.of(new Field("k", FieldType.TEXT)), key));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static List<String> outcomes(BatchResult result) {
        return IntStream.range(0, result.size())
                .mapToObj(result::outcome)
                .map(Lane::name)
                .toList();
    }

    private static String name(Outcome outcome) {
        if (outcome instanceof Outcome.Rejected rejected) {
            return "REJECTED " + rejected.error().code();
        }
        if (outcome instanceof Outcome.Indeterminate indeterminate) {
            return "INDETERMINATE " + indeterminate.error().code();
        }
        return outcome instanceof Outcome.Skipped skipped ? "SKIPPED " + skipped.reason() : "WRITTEN";
    }
}
