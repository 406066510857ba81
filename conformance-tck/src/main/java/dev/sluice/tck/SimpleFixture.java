package dev.sluice.tck;

import static java.util.Objects.requireNonNull;

import dev.sluice.spi.Change;
import dev.sluice.spi.DestinationConfig;
import dev.sluice.spi.Field;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.Identity;
import dev.sluice.spi.Row;
import dev.sluice.spi.RowSchema;
import dev.sluice.tck.support.JsonText;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A fixture made of a few lambdas, for a target that can store records as texts. Each space has a unique name of lower-case letters and
 * digits that can be used as a directory, a table or a key prefix. For other targets implement {@link ConformanceFixture}.
 *
 * <pre>{@code
 * return SimpleFixture.of("files")
 *         .config(space -> Map.of("url", "files://" + Files.createDirectories(root.resolve(space))))
 *         .invalid("another scheme", Map.of("url", "ftp://x"), "SETTINGS_INVALID")
 *         .refused("no directory", Map.of("url", "files:///not/there"), "DIRECTORY_MISSING")
 *         .seed((space, name, fields) -> store(space, name, fields))
 *         .read(space -> readAll(space));
 * }</pre>
 */
public final class SimpleFixture implements ConformanceFixture {
    private static final String RUN = "tck" + Long.toString(System.currentTimeMillis(), 36) + "x";
    private static final AtomicInteger SPACES = new AtomicInteger();

    /** Settings or a row for a space, by name. */
    @FunctionalInterface
    public interface Values {
        /** Settings as String, Boolean, Long or BigDecimal, or the texts of a row. May also prepare the space. */
        Map<String, ?> of(String space) throws Exception;
    }

    /** Stores a record without the destination. */
    @FunctionalInterface
    public interface Seeding {
        /** Stores one record; {@code fields} are canonical texts by name, without nulls. */
        void store(String space, String identity, Map<String, String> fields) throws Exception;
    }

    /** Stores a record without the destination, in a target with types. */
    @FunctionalInterface
    public interface RowSeeding {
        /** Stores one record, whose identity is made of the fields {@code key}. */
        void store(String space, List<String> key, Row row) throws Exception;
    }

    /** Reads records without the destination. */
    @FunctionalInterface
    public interface Reading {
        /** Every record of a space, as in {@link ConformanceFixture#readAll()}; a value may be null. */
        Map<String, Map<String, String>> readAll(String space) throws Exception;
    }

    private record Broken(String name, Map<String, ?> settings, String code, boolean invalid) {}

    private final String destinationId;
    private final List<Broken> broken = new ArrayList<>();
    private Values config = space -> Map.of();
    private Values target = space -> Map.of();
    private final Map<Refuser, Values> refused = new EnumMap<>(Refuser.class);
    private @Nullable RowSeeding seeding;
    private @Nullable Reading reading;
    private String space = "";
    private DestinationConfig spaceConfig = DestinationConfig.EMPTY;
    private DestinationConfig spaceTarget = DestinationConfig.EMPTY;

    private SimpleFixture(String destinationId) {
        this.destinationId = requireNonNull(destinationId, "destinationId");
    }

    /** A fixture for the destination with this id. It also needs {@link #config}, {@link #seed}, {@link #read} and broken settings. */
    public static SimpleFixture of(String destinationId) {
        return new SimpleFixture(destinationId);
    }

    /** Sets the settings of a connection that works. Called once for each space. */
    public SimpleFixture config(Values settings) {
        config = requireNonNull(settings, "settings");
        return this;
    }

    /** Sets the settings of a sync that works; none by default. Called once for each space. */
    public SimpleFixture target(Values settings) {
        target = requireNonNull(settings, "settings");
        return this;
    }

    /** Adds settings that, merged into those that work, are refused without I/O, and the code of the failed step of a check. */
    public SimpleFixture invalid(String name, Map<String, ?> settings, String code) {
        broken.add(new Broken(name, settings, code, true));
        return this;
    }

    /** Adds settings that, merged into those that work, the target refuses, and the code of the failed step of a check. */
    public SimpleFixture refused(String name, Map<String, ?> settings, String code) {
        broken.add(new Broken(name, settings, code, false));
        return this;
    }

    /** Sets how records are stored, as texts. */
    public SimpleFixture seed(Seeding store) {
        requireNonNull(store, "store");
        return seedRows((space, key, row) -> {
            Map<String, String> fields = new TreeMap<>();
            for (int i = 0; i < row.size(); i++) {
                Field field = row.schema().field(i);
                Object value = row.value(i);
                if (value != null) {
                    fields.put(field.name(), field.type().format(value));
                }
            }
            store.store(space, Identity.of(row, key).orElseThrow().text(), fields);
        });
    }

    /** Sets how records are stored, with the types of their fields and the names of their key. */
    public SimpleFixture seedRows(RowSeeding store) {
        seeding = requireNonNull(store, "store");
        return this;
    }

    /** Sets how records are read. */
    public SimpleFixture read(Reading readAll) {
        reading = requireNonNull(readAll, "readAll");
        return this;
    }

    /**
     * Sets the row that has to be rejected in UPSERT, see {@link ConformanceFixture#refusedBy}: values by name, including {@code id}. Its
     * lambda may prepare the space. The type of a field is the first whose {@link FieldType#javaType()} the value has.
     */
    public SimpleFixture refusedRow(Refuser refuser, Values row) {
        refused.put(requireNonNull(refuser, "refuser"), requireNonNull(row, "row"));
        return this;
    }

    /**
     * The fields of a record stored as a JSON object, as {@link #readAll()} returns them: strings without quotes, anything else as its JSON
     * text, without nulls.
     *
     * @throws IllegalArgumentException if the text is not one JSON object
     */
    public static Map<String, String> fieldsOfJson(String json) {
        return JsonText.fields(json);
    }

    /** The fields that {@link Seeding#store} receives as a JSON object of strings. */
    public static String jsonOfFields(Map<String, String> fields) {
        return JsonText.of(fields);
    }

    @Override
    public String destinationId() {
        return destinationId;
    }

    @Override
    public void isolate() {
        space = RUN + SPACES.incrementAndGet();
        spaceConfig = DestinationConfig.of(attempt("making the settings", () -> config.of(space)));
        spaceTarget = DestinationConfig.of(attempt("making the settings of the sync", () -> target.of(space)));
    }

    @Override
    public DestinationConfig config() {
        return spaceConfig;
    }

    @Override
    public DestinationConfig target() {
        return spaceTarget;
    }

    @Override
    public List<BrokenSettings> brokenSettings() {
        return broken.stream().map(this::settings).toList();
    }

    private BrokenSettings settings(Broken one) {
        Map<String, Object> values = new HashMap<>(spaceConfig.values());
        values.putAll(one.settings());
        return new BrokenSettings(one.name(), DestinationConfig.of(values), spaceTarget, one.code(), one.invalid());
    }

    @Override
    public void seed(List<String> identity, List<Row> rows) {
        RowSeeding store = requireNonNull(seeding, "the fixture needs seed(…) or seedRows(…)");
        for (Row row : rows) {
            attempt("seeding", () -> {
                store.store(space, identity, row);
                return row;
            });
        }
    }

    @Override
    public Map<String, Map<String, String>> readAll() {
        Reading readAll = requireNonNull(reading, "the fixture needs read(…)");
        Map<String, Map<String, String>> records = new TreeMap<>();
        attempt("reading", () -> readAll.readAll(space)).forEach((name, fields) -> {
            Map<String, String> present = new TreeMap<>(fields);
            present.values().removeIf(Objects::isNull);
            records.put(name, present);
        });
        return records;
    }

    @Override
    public Optional<Change> refusedBy(Refuser refuser) {
        Values values = refused.get(refuser);
        if (values == null) {
            return Optional.empty();
        }
        Map<String, ?> row = new TreeMap<>(attempt("making a row that is refused", () -> values.of(space)));
        RowSchema schema = RowSchema.of(row.entrySet().stream()
                .map(entry -> new Field(entry.getKey(), typeOf(entry.getValue())))
                .toList());
        return Optional.of(new Change.Write(Row.of(schema, row.values().toArray())));
    }

    private static FieldType typeOf(Object value) {
        return Stream.of(FieldType.values())
                .filter(type -> type.javaType().isInstance(value))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "no field has values of " + value.getClass().getName()));
    }

    /** Calls a lambda of the fixture. Its exceptions end the rule as errors of the test, not of the destination. */
    private static <T> T attempt(String what, java.util.concurrent.Callable<T> client) {
        try {
            return client.call();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(what + " failed in the fixture", e);
        }
    }
}
