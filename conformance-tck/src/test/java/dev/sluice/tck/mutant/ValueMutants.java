package dev.sluice.tck.mutant;

import dev.sluice.spi.BatchResult;
import dev.sluice.spi.Change;
import dev.sluice.spi.Destination;
import dev.sluice.spi.DestinationWriter;
import dev.sluice.spi.ErrorCategory;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.Field;
import dev.sluice.spi.Identity;
import dev.sluice.spi.Outcome;
import dev.sluice.spi.Row;
import dev.sluice.spi.RowSchema;
import dev.sluice.tck.memory.MemoryDestination;
import dev.sluice.tck.memory.MemoryServer;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Identities and values that are changed. */
final class ValueMutants {
    private static final ZoneId AT_START = ZoneId.systemDefault();

    private ValueMutants() {}

    private static final int MANY_FIELDS = 256;
    private static final int LONG_TEXT = 65_535;

    static List<Mutant> all() {
        return Mutant.joined(identities(), values());
    }

    private static List<Mutant> identities() {
        return List.of(
                Mutant.of(
                        "does not find the records of binary keys to remove",
                        "6.13",
                        Mutation.changes((writer, change, right) ->
                                change instanceof Change.Remove && change.row().value(0) instanceof byte[]
                                        ? Outcome.WRITTEN
                                        : right.apply(change))),
                Mutant.of(
                        "does not find the records of decimal keys to remove",
                        "6.13",
                        Mutation.changes((writer, change, right) ->
                                change instanceof Change.Remove && change.row().value(0) instanceof java.math.BigDecimal
                                        ? Outcome.WRITTEN
                                        : right.apply(change))),
                Mutant.of(
                        "truncates identities to 255 characters",
                        "6.11 6.13 6.17",
                        Mutation.identities(name -> name.substring(0, Math.min(name.length(), 255)))),
                Mutant.of(
                        "treats 0 as missing",
                        "6.12 8.05",
                        Mutation.changes((writer, change, right) ->
                                Long.valueOf(0).equals(change.row().value("id"))
                                        ? Outcome.rejected(error("IDENTITY_EMPTY", ErrorCategory.DATA))
                                        : right.apply(change))),
                Mutant.of("replaces lone surrogates in identities", "6.09", Mutation.identities(ValueMutants::encoded)),
                Mutant.of(
                        "accepts missing identities",
                        "10.01 10.02 4.02 6.01 6.14 7.02 7.08 6.16",
                        () -> new MemoryDestination() {
                            @Override
                            public Optional<String> identity(Row row, List<String> fields) {
                                return Optional.of(super.identity(row, fields).orElse("null"));
                            }
                        }),
                Mutant.of("accepts blank identities", "6.01 6.16", () -> new MemoryDestination() {
                    @Override
                    public Optional<String> identity(Row row, List<String> fields) {
                        Object value = row.value(fields.get(0));
                        return value instanceof String text && text.isBlank() && !text.isEmpty()
                                ? Optional.of(text)
                                : super.identity(row, fields);
                    }
                }),
                Mutant.of(
                        "refuses a batch for one row without identity",
                        "10.01 10.02 4.02 6.01 6.10 7.08",
                        Mutation.batches((writer, batch, right) -> {
                            boolean nameless = batch.stream()
                                    .anyMatch(change -> Identity.of(change.row(), writer.profile.identity())
                                            .isEmpty());
                            return nameless
                                    ? BatchResult.builder(batch.size())
                                            .setRest(Outcome.rejected(error("IDENTITY_EMPTY", ErrorCategory.DATA)))
                                            .build()
                                    : right.apply(batch);
                        })),
                Mutant.of(
                        "reports a row without identity as its own defect",
                        "6.01",
                        Mutation.changes((writer, change, right) -> Identity.of(change.row(), writer.profile.identity())
                                        .isEmpty()
                                ? Outcome.rejected(error("IDENTITY_EMPTY", ErrorCategory.INTERNAL))
                                : right.apply(change))),
                Mutant.of("trims identities", "6.02 6.13 11.11 6.16", Mutation.identities(String::strip)),
                Mutant.of(
                        "changes identities to lower case",
                        "6.02 6.04 6.07 6.13 6.14 11.11 6.16 6.17 9.11",
                        Mutation.identities(name -> name.toLowerCase(Locale.ROOT))),
                Mutant.of(
                        "normalizes the characters of identities",
                        "6.02 6.13 11.11 6.16",
                        Mutation.identities(name -> Normalizer.normalize(name, Normalizer.Form.NFC))),
                Mutant.of(
                        "treats 01 as 1",
                        "6.02 11.11 6.16",
                        Mutation.identities(name -> name.equals("01") ? "1" : name)),
                Mutant.of("distinguishes 7 from the text 7", "4.10 6.02 6.03 6.13 6.16", () -> new MemoryDestination() {
                    @Override
                    public Optional<String> identity(Row row, List<String> fields) {
                        boolean text = row.value(fields.get(0)) instanceof String;
                        return super.identity(row, fields)
                                .map(name ->
                                        text && name.chars().allMatch(Character::isDigit) ? '"' + name + '"' : name);
                    }
                }),
                Mutant.of(
                        "joins the fields of an identity without escaping", "6.07 6.14", () -> new MemoryDestination() {
                            @Override
                            public Optional<String> identity(Row row, List<String> fields) {
                                return Identity.of(row, fields).map(identity -> String.join(":", identity.parts()));
                            }
                        }),
                Mutant.of(
                        "sorts the fields of an identity",
                        "6.07 6.14",
                        Mutation.profiles((request, right) -> right.toBuilder()
                                .identity(right.identity().stream().sorted().toList())
                                .build())));
    }

    private static List<Mutant> values() {
        return List.of(
                Mutant.of(
                        "replaces lone surrogates in texts",
                        "6.09",
                        Mutation.values(value -> value instanceof String text ? encoded(text) : value)),
                Mutant.of(
                        "reports an overlong decimal as written", "6.10", Mutation.changes((writer, change, right) -> {
                            Outcome outcome = right.apply(change);
                            return outcome instanceof Outcome.Rejected rejected
                                            && rejected.error().code().equals("DECIMAL_TOO_LONG")
                                    ? Outcome.WRITTEN
                                    : outcome;
                        })),
                Mutant.of("changes field names to lower case", "6.08 4.19", Mutation.rows(row -> {
                    List<Field> fields = new ArrayList<>();
                    List<@Nullable Object> values = new ArrayList<>();
                    for (int i = 0; i < row.size(); i++) {
                        Field field = row.schema().field(i);
                        fields.add(new Field(field.name().toLowerCase(Locale.ROOT), field.type()));
                        values.add(row.value(i));
                    }
                    return Row.of(RowSchema.of(fields), values.toArray());
                })),
                Mutant.of(
                        "stores the day that midnight in UTC is in another time zone",
                        "9.05",
                        Mutation.values(value -> value instanceof LocalDate date
                                        && !ZoneId.systemDefault().equals(AT_START)
                                        && date.getYear() > 0
                                ? LocalDate.ofInstant(
                                        date.atStartOfDay(ZoneOffset.UTC).toInstant(), ZoneId.systemDefault())
                                : value)),
                Mutant.of(
                        "stores decimals as doubles",
                        "11.02 6.04 6.13 6.15 8.05 9.05",
                        Mutation.values(value ->
                                value instanceof BigDecimal decimal ? new BigDecimal(decimal.doubleValue()) : value)),
                Mutant.of(
                        "stores whole numbers as doubles",
                        "11.02 6.04 6.13 6.15",
                        Mutation.values(value ->
                                value instanceof Long number ? Long.valueOf((long) number.doubleValue()) : value)),
                Mutant.of(
                        "truncates numbers to 64 bits",
                        "11.02 6.04 6.13 6.15",
                        Mutation.values(value ->
                                value instanceof BigInteger number ? BigInteger.valueOf(number.longValue()) : value)),
                Mutant.of(
                        "loses the sign of zero",
                        "11.02 6.04 6.13 6.15",
                        Mutation.values(
                                value -> value instanceof Float number && number == 0 ? Float.valueOf(0) : value)),
                Mutant.of(
                        "stores NaN as zero",
                        "11.02 6.04 6.13 6.15",
                        Mutation.values(
                                value -> value instanceof Float number && number.isNaN() ? Float.valueOf(0) : value)),
                Mutant.of(
                        "trims texts",
                        "11.02 6.02 6.04 6.13 6.14 6.15 11.11 6.16",
                        Mutation.values(value -> value instanceof String text ? text.strip() : value)),
                Mutant.of(
                        "treats the text null as null",
                        "11.02 6.02 6.04 6.13",
                        Mutation.values(value -> "null".equals(value) ? "" : value)),
                Mutant.of(
                        "truncates times to seconds",
                        "11.02 6.04 6.13 6.15",
                        Mutation.values(value ->
                                value instanceof LocalTime time ? time.truncatedTo(ChronoUnit.SECONDS) : value)),
                Mutant.of(
                        "truncates instants to milliseconds",
                        "11.02 6.04 6.13 6.15",
                        Mutation.values(value ->
                                value instanceof Instant instant ? instant.truncatedTo(ChronoUnit.MILLIS) : value)),
                Mutant.of("drops nulls", "10.01? 10.02 6.05 6.15", () -> new MemoryDestination() {
                    @Override
                    public Map<String, MemoryServer.Cell> merged(Map<String, MemoryServer.Cell> present, Row row) {
                        Map<String, MemoryServer.Cell> merged = new TreeMap<>(present);
                        merged.putAll(record(row));
                        return merged;
                    }

                    @Override
                    public DestinationWriter open(Place at) {
                        return new Writer(at) {
                            @Override
                            public Outcome put(String identity, Row row) {
                                Map<String, MemoryServer.Cell> before = table.get(identity);
                                Outcome outcome = super.put(identity, row);
                                for (int i = 0; i < row.size() && before != null; i++) {
                                    String name = row.schema().field(i).name();
                                    if (row.isNull(i) && before.containsKey(name)) {
                                        Map<String, MemoryServer.Cell> kept = new TreeMap<>(table.get(identity));
                                        kept.put(name, before.get(name));
                                        table.put(identity, kept);
                                    }
                                }
                                return outcome;
                            }
                        };
                    }
                }),
                Mutant.of(
                        "truncates long texts",
                        "4.13 6.06",
                        Mutation.values(value -> value instanceof String text && text.length() > LONG_TEXT
                                ? text.substring(0, LONG_TEXT)
                                : value)),
                Mutant.of("refuses an ordinary float", "6.04", refusing(0.5f)),
                Mutant.of("refuses a decimal of two places", "6.04", refusing(new BigDecimal("1.50"))),
                Mutant.of("drops fields of wide rows", "6.06", Mutation.rows(row -> {
                    if (row.size() <= MANY_FIELDS) {
                        return row;
                    }
                    RowSchema narrow = RowSchema.of(row.schema().fields().subList(0, MANY_FIELDS));
                    List<@Nullable Object> values = new ArrayList<>();
                    for (int i = 0; i < MANY_FIELDS; i++) {
                        values.add(row.value(i));
                    }
                    return Row.of(narrow, values.toArray());
                })),
                Mutant.of(
                        "writes in the default locale",
                        "9.05",
                        Mutation.identities(
                                name -> name.toLowerCase(Locale.getDefault()).equals(name.toLowerCase(Locale.ROOT))
                                        ? name
                                        : name.toLowerCase(Locale.getDefault()))),
                Mutant.of(
                        "writes numbers in the default locale",
                        "9.05",
                        Mutation.values(value -> value instanceof Double number
                                        && Double.isFinite(number)
                                        && String.format("%.1f", number).indexOf('.') < 0
                                ? Double.valueOf(0)
                                : value)),
                Mutant.of(
                        "reads times in the default zone",
                        "9.05",
                        Mutation.values(value -> value instanceof LocalDateTime time
                                ? time.atZone(ZoneId.systemDefault()).toLocalDateTime()
                                : value)));
    }

    private static Supplier<Destination> refusing(Object value) {
        return Mutation.changes((writer, change, right) ->
                change.row().schema().has("value") && value.equals(change.row().value("value"))
                        ? Outcome.rejected(error("VALUE_REFUSED", ErrorCategory.DATA))
                        : right.apply(change));
    }

    private static ErrorDetail error(String code, ErrorCategory category) {
        return ErrorDetail.of(code, category, "The row is not acceptable.", "Mend the row.", false);
    }

    private static String encoded(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }
}
