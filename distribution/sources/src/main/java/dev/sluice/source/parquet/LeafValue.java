package dev.sluice.source.parquet;

import static java.util.Objects.requireNonNull;

import org.apache.parquet.column.Dictionary;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.jspecify.annotations.Nullable;

/** Turns a stored value into that of a row; each entry of a dictionary once. For one thread. */
final class LeafValue extends PrimitiveConverter {
    // Longer ones would fill the memory and are made again.
    private static final int MAX_KEPT_LENGTH = 1_024;

    private final PrimitiveTypeName stored;
    private final Scalar scalar;
    private @Nullable Dictionary dictionary;
    private @Nullable Object[] made = {};
    private @Nullable Object last;

    LeafValue(PrimitiveTypeName stored, Scalar scalar) {
        this.stored = stored;
        this.scalar = scalar;
    }

    Object last() {
        return requireNonNull(last, "value");
    }

    @Override
    public boolean hasDictionarySupport() {
        return true;
    }

    @Override
    public void setDictionary(Dictionary entries) {
        dictionary = entries;
        made = new @Nullable Object[entries.getMaxId() + 1];
    }

    @Override
    public void addValueFromDictionary(int id) {
        Object known = made[id];
        if (known == null) {
            decode(requireNonNull(dictionary, "dictionary"), id);
            if (!(last instanceof String text) || text.length() <= MAX_KEPT_LENGTH) {
                made[id] = last;
            }
        } else {
            last = known;
        }
    }

    private void decode(Dictionary entries, int id) {
        switch (stored) {
            case BOOLEAN -> addBoolean(entries.decodeToBoolean(id));
            case INT32 -> addInt(entries.decodeToInt(id));
            case INT64 -> addLong(entries.decodeToLong(id));
            case FLOAT -> addFloat(entries.decodeToFloat(id));
            case DOUBLE -> addDouble(entries.decodeToDouble(id));
            case BINARY, FIXED_LEN_BYTE_ARRAY, INT96 -> addBinary(entries.decodeToBinary(id));
        }
    }

    @Override
    public void addBinary(Binary value) {
        last = scalar.ofBinary().of(value);
    }

    @Override
    public void addBoolean(boolean value) {
        last = value;
    }

    @Override
    public void addDouble(double value) {
        last = value;
    }

    @Override
    public void addFloat(float value) {
        last = value;
    }

    @Override
    public void addInt(int value) {
        last = scalar.ofWhole().of(value);
    }

    @Override
    public void addLong(long value) {
        last = scalar.ofWhole().of(value);
    }
}
