package dev.sluice.spark.key;

import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.hash.RowHash;
import dev.sluice.host.hash.RowHasher;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.Identity;
import dev.sluice.spi.Row;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Lets one row of each key through, of rows that come ordered by their key and then by the column that says which counts. What it decides depends on
 * the rows alone, so that each attempt of a task sends the same. Holds one row. For one thread.
 */
public final class KeyGroups {
    /** What a run calls the rows that another one with the same key outdoes. */
    public static final String DUPLICATE_KEY = "DUPLICATE_KEY";

    private static final ErrorDetail DUPLICATE = HostFailure.DUPLICATE_IDENTITY.detail(
            "Another row has the same key, and nothing says which of them counts.",
            "Make the key unique in the query, or say which row counts: option(\"on_duplicate\", \"last\") with"
                    + " option(\"order_by\", \"COLUMN\").");

    private final OnDuplicate rule;
    private final int order;
    private final Fates fates;
    private final RowHasher hasher = new RowHasher();
    private @Nullable Row held;
    private @Nullable Identity identity;
    private boolean repeated;

    /** What becomes of a row. */
    public interface Fates {
        /** It is sent. */
        void send(Row row, @Nullable Identity identity);

        /** It is rejected, because of another row with its key. */
        void reject(Row row, ErrorDetail error);

        /** It is skipped, because another row with its key counts. */
        void skip(Row row);
    }

    /** @param order position of the column that says which row counts; -1 where none does */
    public KeyGroups(OnDuplicate rule, int order, Fates fates) {
        this.rule = rule;
        this.order = order;
        this.fates = fates;
    }

    /** @param named the row's identity; null if it has none, so that the destination refuses it */
    public void add(Row row, @Nullable Identity named) {
        Row before = held;
        if (before == null || named == null || !named.equals(identity)) {
            end();
            held = row;
            identity = named;
            return;
        }
        repeated = true;
        if (rule == OnDuplicate.REJECT) {
            fates.reject(row, DUPLICATE);
        } else if (isBetter(row, before)) {
            fates.skip(before);
            held = row;
        } else {
            fates.skip(row);
        }
    }

    /** Lets go of the last row. */
    public void end() {
        Row row = held;
        held = null;
        if (row != null) {
            if (repeated && rule == OnDuplicate.REJECT) {
                fates.reject(row, DUPLICATE);
            } else {
                fates.send(row, identity);
            }
        }
        repeated = false;
    }

    /** Of rows that are equal in their order the one with the lower hash counts: it is the same in each attempt. */
    private boolean isBetter(Row row, Row before) {
        if (!Objects.equals(row.value(order), before.value(order))) {
            return rule == OnDuplicate.LAST;
        }
        RowHash one = hasher.hash(row);
        RowHash other = hasher.hash(before);
        return one.high() != other.high() ? one.high() < other.high() : one.low() < other.low();
    }
}
