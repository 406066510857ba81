package dev.sluice.tck.mutant;

import dev.sluice.spi.FieldType;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.time.temporal.IsoFields;
import java.util.Arrays;
import java.util.Base64;
import java.util.Calendar;
import java.util.GregorianCalendar;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TimeZone;
import java.util.function.UnaryOperator;

/** Values that a typed column changes. */
final class SqlValueMutants {
    private SqlValueMutants() {}

    private static final DateTimeFormatter TWELVE_HOURS =
            DateTimeFormatter.ofPattern("hh:mm:ss.nnnnnnnnn", Locale.ROOT);

    static List<Mutant> all() {
        return List.of(
                refusing("has no column for an ordinary double", "6.04", 0.5),
                refusing("has no column for a decimal of two places", "6.04 8.05", new BigDecimal("1.50")),
                of(
                        "stores times to the microsecond in its column",
                        "11.02 6.04 6.13 6.15",
                        FieldType.TIME,
                        LocalTime.class,
                        time -> time.truncatedTo(ChronoUnit.MICROS)),
                of(
                        "writes hours of twelve into its column",
                        "11.02 6.04 6.13 6.15",
                        FieldType.TIME,
                        LocalTime.class,
                        time -> LocalTime.parse(
                                TWELVE_HOURS.format(time),
                                DateTimeFormatter.ofPattern("HH:mm:ss.nnnnnnnnn", Locale.ROOT))),
                of(
                        "writes dates by the old calendar into its column",
                        "11.02 6.04 6.13 6.15",
                        FieldType.DATE,
                        LocalDate.class,
                        date -> {
                            GregorianCalendar old = new GregorianCalendar(TimeZone.getTimeZone("UTC"), Locale.ROOT);
                            old.setTimeInMillis(date.toEpochDay() * 86_400_000);
                            return LocalDate.of(
                                    old.get(Calendar.YEAR),
                                    old.get(Calendar.MONTH) + 1,
                                    old.get(Calendar.DAY_OF_MONTH));
                        }),
                of(
                        "writes the year of the week into its column",
                        "11.02 6.04 6.13 6.15",
                        FieldType.DATE,
                        LocalDate.class,
                        date -> date.getMonthValue() == 12 && date.get(IsoFields.WEEK_BASED_YEAR) > date.getYear()
                                ? date.plusYears(1)
                                : date),
                of(
                        "reads timestamps in a zone with clock changes into its column",
                        "11.02 6.04 6.13 6.15",
                        FieldType.TIMESTAMP,
                        LocalDateTime.class,
                        time -> time.atZone(ZoneId.of("Europe/Berlin")).toLocalDateTime()),
                of(
                        "stores instants to the millisecond in its column",
                        "11.02 6.04 6.13 6.15",
                        FieldType.INSTANT,
                        Instant.class,
                        instant -> instant.truncatedTo(ChronoUnit.MILLIS)),
                of(
                        "rounds decimals to 34 digits in its column",
                        "11.02 6.04 6.15",
                        FieldType.DECIMAL,
                        BigDecimal.class,
                        number -> number.round(MathContext.DECIMAL128)),
                of(
                        "rounds decimals to a scale of 30 in its column",
                        "11.02 6.04 6.15",
                        FieldType.DECIMAL,
                        BigDecimal.class,
                        number -> number.scale() > 30 ? number.setScale(30, RoundingMode.HALF_EVEN) : number),
                of(
                        "stores floats with less precision in its column",
                        "11.02 6.04 6.15",
                        FieldType.FLOAT,
                        Float.class,
                        number -> Float.intBitsToFloat(Float.floatToIntBits(number) & ~1)),
                of(
                        "stores an empty column for \\N",
                        "11.02 6.04 6.13",
                        FieldType.TEXT,
                        String.class,
                        text -> text.equals("\\N") ? "" : text),
                of(
                        "stores no NUL in its column",
                        "11.02 6.02 6.04 6.13 6.15",
                        FieldType.TEXT,
                        String.class,
                        text -> text.replace("\u0000", "")),
                of(
                        "stores blanks as an empty text in its column",
                        "11.02 6.04 6.15",
                        FieldType.TEXT,
                        String.class,
                        text -> text.isBlank() ? "" : text),
                of(
                        "stores no characters beyond U+FFFF in its column",
                        "11.02 6.02 6.04 6.06 6.13 6.15",
                        FieldType.TEXT,
                        String.class,
                        text -> text.replaceAll("[\\x{10000}-\\x{10FFFF}]", "?")),
                of(
                        "cuts bytes to 64 in its column",
                        "11.02 6.04 6.06 6.15",
                        FieldType.BYTES,
                        byte[].class,
                        bytes -> bytes.length > 64 ? Arrays.copyOf(bytes, 64) : bytes),
                of(
                        "loses bytes that Base64 of URLs spells differently",
                        "11.02 6.04 6.06 6.15",
                        FieldType.BYTES,
                        byte[].class,
                        bytes -> Base64.getEncoder().encodeToString(bytes).matches(".*[+/].*") ? new byte[0] : bytes));
    }

    private static Mutant refusing(String name, String kills, Object value) {
        return Mutant.ofSql(name, kills, SqlMutation.writers(at -> new SqlMutation.Writer(at) {
            @Override
            public Optional<Object> converted(FieldType from, Object given, FieldType column) {
                return value.equals(given) ? Optional.empty() : super.converted(from, given, column);
            }
        }));
    }

    private static <T> Mutant of(String name, String kills, FieldType type, Class<T> java, UnaryOperator<T> change) {
        return Mutant.ofSql(
                name,
                kills,
                SqlMutation.values((column, value) -> column == type ? change.apply(java.cast(value)) : value));
    }
}
