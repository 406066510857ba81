package dev.sluice.spi;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.UUID;

/**
 * The type of a field. Each type has exactly one Java type and, unless nested, exactly one canonical text.
 *
 * <table>
 * <caption>Types, what carries them, and their canonical text</caption>
 * <tr><th>type</th><th>Java type</th><th>canonical text</th></tr>
 * <tr><td>{@link #BOOLEAN}</td><td>{@link Boolean}</td><td>{@code true} or {@code false}</td></tr>
 * <tr><td>{@link #INTEGER}</td><td>{@link Long}</td><td>decimal digits</td></tr>
 * <tr><td>{@link #BIG_INTEGER}</td><td>{@link BigInteger}</td><td>decimal digits</td></tr>
 * <tr><td>{@link #DECIMAL}</td><td>{@link BigDecimal}</td><td>plain notation with the digits it has: {@code 1.50}, {@code 1000};
 * none beyond {@link #MAX_DECIMAL_LENGTH} characters</td></tr>
 * <tr><td>{@link #FLOAT}</td><td>{@link Float}</td><td>shortest decimal that reads back the same, as {@link Float#toString(float)} defines it since JDK 19</td></tr>
 * <tr><td>{@link #DOUBLE}</td><td>{@link Double}</td><td>shortest decimal that reads back the same, as {@link Double#toString(double)} defines it since JDK 19</td></tr>
 * <tr><td>{@link #TEXT}</td><td>{@link String}</td><td>the text itself</td></tr>
 * <tr><td>{@link #DATE}</td><td>{@link LocalDate}</td><td>{@code 2026-11-23}</td></tr>
 * <tr><td>{@link #TIME}</td><td>{@link LocalTime}</td><td>{@code 08:05:00}, {@code 08:05:00.25}</td></tr>
 * <tr><td>{@link #TIMESTAMP}</td><td>{@link LocalDateTime}</td><td>{@code 2026-11-23T08:05:00}</td></tr>
 * <tr><td>{@link #INSTANT}</td><td>{@link Instant}</td><td>{@code 2026-11-23T08:05:00Z}, always UTC</td></tr>
 * <tr><td>{@link #UUID}</td><td>{@link java.util.UUID}</td><td>lower case, with hyphens</td></tr>
 * <tr><td>{@link #BYTES}</td><td>{@code byte[]}, never modified once it is in a row</td><td>Base64 with padding</td></tr>
 * <tr><td>{@link #JSON}</td><td>{@link String} of JSON text</td><td>none: the text as it is, which is no identity</td></tr>
 * </table>
 *
 * <p>Times always carry seconds, and a fraction only as long as it needs to be. Canonical texts are what identities, lanes, state and
 * row hashes are made of ({@link Identity}), so an id that was a number yesterday and is text today names the same record.
 */
public enum FieldType {
    /** True or false. */
    BOOLEAN(Boolean.class),
    /** A whole number of up to 64 bits, signed. */
    INTEGER(Long.class),
    /** A whole number beyond 64 bits. */
    BIG_INTEGER(BigInteger.class),
    /** An exact decimal number. */
    DECIMAL(BigDecimal.class),
    /** A binary floating-point number of 32 bits; NaN and the infinities are possible. */
    FLOAT(Float.class),
    /** A binary floating-point number of 64 bits; NaN and the infinities are possible. */
    DOUBLE(Double.class),
    /** Text. */
    TEXT(String.class),
    /** A date without a time. */
    DATE(LocalDate.class),
    /** A time of day without a zone. */
    TIME(LocalTime.class),
    /** A date and time without a zone. */
    TIMESTAMP(LocalDateTime.class),
    /** A point in time. */
    INSTANT(Instant.class),
    /** A universally unique identifier. */
    UUID(UUID.class),
    /** Binary data. */
    BYTES(byte[].class),
    /** A nested value: list, map or struct, as JSON text. */
    JSON(String.class);

    /**
     * The longest canonical text of a {@link #DECIMAL}, in characters: {@code 1E+2000000000} is a small value, and two gigabytes in plain
     * notation. A longer one has no canonical text, so it is no identity, and a destination rejects its row.
     */
    public static final int MAX_DECIMAL_LENGTH = 1_048_576;

    private final Class<?> javaType;

    FieldType(Class<?> javaType) {
        this.javaType = javaType;
    }

    /** The one Java type that carries values of this type. */
    public Class<?> javaType() {
        return javaType;
    }

    /** Whether values of this type are single values with a canonical text: every type but {@link #JSON}. */
    public boolean isScalar() {
        return this != JSON;
    }

    /**
     * The canonical text of a value; for {@link #JSON} the text as it is.
     *
     * @param value a value of {@link #javaType()}
     * @throws ClassCastException if the value is of another Java type
     * @throws IllegalArgumentException if a {@link #DECIMAL} has no canonical text, being longer than {@link #MAX_DECIMAL_LENGTH}; found
     *     out before any text is made
     */
    public String format(Object value) {
        return switch (this) {
            case BOOLEAN, INTEGER, BIG_INTEGER, UUID -> javaType.cast(value).toString();
            case DECIMAL -> CanonicalText.of((BigDecimal) value);
            case FLOAT -> ShortestDecimal.of((float) value);
            case DOUBLE -> ShortestDecimal.of((double) value);
            case TEXT, JSON -> (String) value;
            case DATE -> CanonicalText.of((LocalDate) value);
            case TIME -> CanonicalText.of((LocalTime) value);
            case TIMESTAMP -> CanonicalText.of((LocalDateTime) value);
            case INSTANT -> CanonicalText.of((Instant) value);
            case BYTES -> CanonicalText.of((byte[]) value);
        };
    }

    /**
     * The value that a canonical text stands for: the inverse of {@link #format(Object)}.
     *
     * @throws IllegalArgumentException if the text is not one of this type. Its message does not repeat the text
     */
    public Object parse(String text) {
        return CanonicalText.parse(this, text);
    }
}
