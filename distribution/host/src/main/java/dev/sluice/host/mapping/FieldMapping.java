package dev.sluice.host.mapping;

import dev.sluice.host.failure.HostException;
import dev.sluice.host.hash.RowHash;
import dev.sluice.host.hash.RowHasher;
import dev.sluice.host.name.ShellWord;
import dev.sluice.host.source.PackedRecords;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.Field;
import dev.sluice.spi.Row;
import dev.sluice.spi.RowSchema;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Which fields of a row are written, under which names, in which order. Safe for use by several threads.
 *
 * <p>Entries: {@code name} takes a field, {@code from=to} takes it under another name, {@code name=} leaves it out, {@code *} takes every
 * field that no other entry names. Only listed fields are written; without any entry all are. Fields have the order of the entries, and those
 * of {@code *} the order of the source. A field may be taken several times under several names.
 *
 * <p>Names are compared exactly. A row of a schemaless source (JSON) that lacks a listed field is written without it; {@link #validate} is for
 * sources with a schema, whose every row has the same fields.
 */
public final class FieldMapping {
    /** Every field, as it is. */
    public static final FieldMapping ALL = new FieldMapping(List.of());

    // Rows of a schemaless source may have any number of shapes.
    private static final int MAX_PLANS = 4_096;

    private final List<Entry> entries;
    private final Set<String> named;
    private final Set<String> met = ConcurrentHashMap.newKeySet();
    private final Map<RowSchema, Plan> plans = new ConcurrentHashMap<>();
    private volatile @Nullable Plan latest;

    private FieldMapping(List<Entry> entries) {
        this.entries = List.copyOf(entries);
        this.named = new LinkedHashSet<>();
        for (Entry entry : entries) {
            entry.addNameTo(named);
        }
    }

    /** What leaves out a field of a source on the command line, for remedies. An entry cannot name every field. */
    public static String leavingOut(String field) {
        return field.isBlank() || field.equals("*") || field.indexOf('=') >= 0
                ? "name the columns to take: --map NAME, once for each"
                : "leave the column out: --map " + ShellWord.of(field + "=") + " --map '*'";
    }

    /**
     * The mapping that entries describe.
     *
     * @throws HostException with every entry that cannot be read, or else every contradiction of entries
     */
    public static FieldMapping parse(List<String> entries) {
        if (entries.isEmpty()) {
            return ALL;
        }
        List<ErrorDetail> problems = new ArrayList<>();
        List<Entry> parsed = new ArrayList<>();
        for (String entry : entries) {
            try {
                parsed.add(Entry.parse(entry));
            } catch (HostException e) {
                problems.add(e.detail());
            }
        }
        if (problems.isEmpty()) {
            addContradictions(parsed, problems);
        }
        HostException.throwIfAny(problems);
        return new FieldMapping(parsed);
    }

    private static void addContradictions(List<Entry> entries, List<ErrorDetail> problems) {
        Set<String> taken = new TreeSet<>();
        Set<String> left = new HashSet<>();
        Set<String> results = new HashSet<>();
        int rests = 0;
        for (Entry entry : entries) {
            if (entry instanceof Entry.Take take) {
                taken.add(take.from());
                if (!results.add(take.to())) {
                    problems.add(MappingFailures.duplicate(take.to()).detail());
                }
            } else if (entry instanceof Entry.Leave leave) {
                left.add(leave.name());
            } else {
                rests++;
            }
        }
        if (rests > 1) {
            problems.add(MappingFailures.syntax("*", "it is there twice").detail());
        }
        taken.stream()
                .filter(left::contains)
                .forEach(
                        name -> problems.add(MappingFailures.contradiction(name).detail()));
        if (taken.isEmpty() && rests == 0) {
            problems.add(MappingFailures.empty().detail());
        }
    }

    /**
     * The fields to write from a source whose rows all have this schema.
     *
     * @param mayLack whether the schema may lack fields that entries name; then rows are written without them
     * @throws HostException with every entry that names a field which the schema does not have and may not lack; if two fields would have one
     *     name
     */
    public RowSchema validate(RowSchema schema, boolean mayLack) {
        List<ErrorDetail> problems = new ArrayList<>();
        for (String name : named) {
            if (!schema.has(name) && !mayLack) {
                problems.add(MappingFailures.unknown(name, schema.names()).detail());
            }
        }
        HostException.throwIfAny(problems);
        return entries.isEmpty() ? schema : plan(schema).result;
    }

    /**
     * The row to write. Rows that share a schema instance give rows that share a schema instance.
     *
     * @throws HostException if two fields of the row would have one name; {@link #validate} finds that beforehand
     */
    public Row apply(Row row) {
        return entries.isEmpty() ? row : plan(row.schema()).apply(row);
    }

    /** As {@link #validate(RowSchema, boolean)}, where the schema lacks nothing. */
    public RowSchema validate(RowSchema schema) {
        return validate(schema, false);
    }

    /** Whether an entry names a field of the source. */
    public boolean names(String name) {
        return named.contains(name);
    }

    /** Whether a field of the source is written, under whatever name. */
    public boolean takes(String name) {
        return entries.isEmpty() || entries.stream().anyMatch(entry -> entry.takes(name, named));
    }

    /** The names of the fields to write, where those of the source do not add to them. */
    public Optional<List<String>> fixed() {
        if (entries.isEmpty() || entries.stream().anyMatch(entry -> entry instanceof Entry.Rest)) {
            return Optional.empty();
        }
        return Optional.of(entries.stream()
                .filter(Entry.Take.class::isInstance)
                .map(entry -> ((Entry.Take) entry).to())
                .toList());
    }

    /** As what rows of a schema travel. */
    Plan plan(RowSchema schema) {
        Plan plan = latest;
        if (plan == null || !plan.source.equals(schema)) {
            plan = plans.get(schema);
            if (plan == null) {
                if (plans.size() >= MAX_PLANS) {
                    plans.clear();
                }
                plan = plans.computeIfAbsent(schema, this::newPlan);
            }
            latest = plan;
        }
        return plan;
    }

    /**
     * The fields that entries name and no row had so far, sorted. In a schemaless source such a name may be misspelt, which is known only at
     * the end.
     */
    public List<String> unmet() {
        return named.stream().filter(name -> !met.contains(name)).sorted().toList();
    }

    private Plan newPlan(RowSchema schema) {
        if (entries.isEmpty()) {
            return new Plan(schema, schema, IntStream.range(0, schema.size()).toArray());
        }
        named.stream().filter(schema::has).forEach(met::add);
        List<Field> fields = new ArrayList<>();
        List<Integer> positions = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Entry entry : entries) {
            for (Entry.Take take : entry.takes(schema, named)) {
                int position = schema.indexOf(take.from());
                if (position >= 0) {
                    if (!names.add(take.to())) {
                        throw MappingFailures.duplicate(take.to());
                    }
                    fields.add(new Field(take.to(), schema.field(position).type()));
                    positions.add(position);
                }
            }
        }
        return new Plan(
                schema,
                RowSchema.of(fields),
                positions.stream().mapToInt(Integer::intValue).toArray());
    }

    /** The mapping of rows of one schema. */
    static final class Plan {
        private final RowSchema source;
        private final RowSchema result;
        private final int[] positions;

        Plan(RowSchema source, RowSchema result, int[] positions) {
            this.source = source;
            this.result = result;
            this.positions = positions;
        }

        /** The hash of a row that need not be made for it; null if it must. */
        @Nullable
        RowHash hash(PackedRecords rows, int index, RowHasher hasher) {
            return rows.hash(index, result, positions, hasher);
        }

        Row apply(Row row) {
            @Nullable Object[] values = new @Nullable Object[positions.length];
            for (int i = 0; i < positions.length; i++) {
                values[i] = row.value(positions[i]);
            }
            return Row.of(result, values);
        }
    }
}
