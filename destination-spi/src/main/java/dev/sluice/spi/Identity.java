package dev.sluice.spi;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What names a record: the canonical texts of its identity fields, in order. Two rows name the same record exactly when their identities
 * are equal, whatever the types: 7 and "7" are one record.
 *
 * <p>Lanes, duplicates, change detection and the conformance rules all use this.
 *
 * @param parts one canonical text for each identity field, none of them blank
 */
public record Identity(List<String> parts) {
    /** @throws IllegalArgumentException if there is no part or one is blank */
    public Identity {
        parts = List.copyOf(parts);
        boolean named = !parts.isEmpty();
        for (int i = 0; i < parts.size(); i++) {
            named &= !parts.get(i).isBlank();
        }
        if (!named) {
            throw new IllegalArgumentException("an identity has one part or more, none of them blank");
        }
    }

    /**
     * The identity of a row; empty when it has none, because a field is missing, null, blank, {@link FieldType#JSON nested} or a
     * decimal without a canonical text. A destination rejects such a row.
     */
    public static Optional<Identity> of(Row row, List<String> fields) {
        List<String> parts = new ArrayList<>(fields.size());
        for (String name : fields) {
            int position = row.schema().indexOf(name);
            Object value = position < 0 ? null : row.value(position);
            if (value == null) {
                return Optional.empty();
            }
            FieldType type = row.schema().field(position).type();
            if (value instanceof BigDecimal decimal && !CanonicalText.isWritable(decimal)) {
                return Optional.empty();
            }
            String part = type.format(value);
            if (!type.isScalar() || part.isBlank()) {
                return Optional.empty();
            }
            parts.add(part);
        }
        return parts.isEmpty() ? Optional.empty() : Optional.of(new Identity(parts));
    }

    /**
     * This identity as one text, distinct for distinct identities of as many parts: a single part as it is; several joined with
     * {@code :}, and {@code %} and {@code :} inside a part percent-encoded.
     */
    public String text() {
        if (parts.size() == 1) {
            return parts.get(0);
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < parts.size(); i++) {
            text.append(i == 0 ? "" : ":")
                    .append(parts.get(i).replace("%", "%25").replace(":", "%3A"));
        }
        return text.toString();
    }

    /** Hides the parts: an identity is row data. */
    @Override
    public String toString() {
        return "Identity(" + parts.size() + " parts)";
    }
}
