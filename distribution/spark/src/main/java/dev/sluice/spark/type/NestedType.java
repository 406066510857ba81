package dev.sluice.spark.type;

import dev.sluice.host.value.JsonText;
import dev.sluice.host.value.Unfit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.catalyst.util.MapData;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** A struct, an array or a map, and what is in it, as compact JSON: nulls are written, times are texts. Immutable. */
sealed interface NestedType {
    /** Appends the value at a position, which is not null; returns why a row cannot carry it, or null. */
    @Nullable
    Unfit append(StringBuilder json, SpecializedGetters values, int position);

    /** The value at a position, which is not null, as text; {@link Unfit} where a row cannot carry it. */
    default Object read(SpecializedGetters values, int position) {
        StringBuilder json = new StringBuilder();
        Unfit unfit = append(json, values, position);
        return unfit == null ? json.toString() : unfit;
    }

    /** The value at a position, or null. */
    private @Nullable Unfit element(StringBuilder json, SpecializedGetters values, int position) {
        if (values.isNullAt(position)) {
            json.append("null");
            return null;
        }
        return append(json, values, position);
    }

    /** What a type is inside another; empty if values of it cannot be carried exactly. */
    static Optional<NestedType> of(DataType type) {
        if (type instanceof StructType struct) {
            return Group.of(struct);
        }
        if (type instanceof ArrayType array) {
            return of(array.elementType()).map(element -> new Elements(element));
        }
        if (type instanceof MapType map) {
            Optional<NestedType> value = of(map.valueType());
            Optional<ColumnType> key =
                    ColumnType.of(map.keyType()).filter(found -> found.type().isScalar());
            return value.isPresent() && key.isPresent()
                    ? Optional.of(new Entries(key.get(), value.get()))
                    : Optional.empty();
        }
        return ColumnType.of(type).map(Value::new);
    }

    /** A single value. */
    record Value(ColumnType type) implements NestedType {
        @Override
        public @Nullable Unfit append(StringBuilder json, SpecializedGetters values, int position) {
            Object value = type.reader().read(values, position);
            return value instanceof Unfit unfit ? unfit : JsonText.append(json, type.type(), value);
        }
    }

    /** A struct: an object. */
    record Group(List<String> names, List<NestedType> types) implements NestedType {
        static Optional<NestedType> of(StructType struct) {
            List<NestedType> types = new ArrayList<>();
            for (StructField field : struct.fields()) {
                Optional<NestedType> type = NestedType.of(field.dataType());
                if (type.isEmpty()) {
                    return Optional.empty();
                }
                types.add(type.get());
            }
            List<String> names = List.of(struct.fieldNames());
            // An object has each name once.
            return new HashSet<>(names).size() < names.size() ? Optional.empty() : Optional.of(new Group(names, types));
        }

        @Override
        public @Nullable Unfit append(StringBuilder json, SpecializedGetters values, int position) {
            InternalRow group = values.getStruct(position, names.size());
            json.append('{');
            for (int i = 0; i < names.size(); i++) {
                json.append(i == 0 ? "" : ",");
                JsonText.quote(json, names.get(i));
                json.append(':');
                Unfit unfit = types.get(i).element(json, group, i);
                if (unfit != null) {
                    return unfit;
                }
            }
            json.append('}');
            return null;
        }
    }

    /** An array. */
    record Elements(NestedType type) implements NestedType {
        @Override
        public @Nullable Unfit append(StringBuilder json, SpecializedGetters values, int position) {
            ArrayData elements = values.getArray(position);
            json.append('[');
            for (int i = 0; i < elements.numElements(); i++) {
                json.append(i == 0 ? "" : ",");
                Unfit unfit = type.element(json, elements, i);
                if (unfit != null) {
                    return unfit;
                }
            }
            json.append(']');
            return null;
        }
    }

    /** A map: an object. */
    record Entries(ColumnType key, NestedType value) implements NestedType {
        @Override
        public @Nullable Unfit append(StringBuilder json, SpecializedGetters values, int position) {
            MapData map = values.getMap(position);
            Set<String> met = new HashSet<>();
            json.append('{');
            for (int i = 0; i < map.numElements(); i++) {
                json.append(i == 0 ? "" : ",");
                Object name = key.reader().read(map.keyArray(), i);
                if (name instanceof Unfit unfit) {
                    return unfit;
                }
                String text = key.type().format(name);
                if (!met.add(text)) {
                    return Unfit.KEY_DUPLICATE;
                }
                JsonText.quote(json, text);
                json.append(':');
                Unfit unfit = value.element(json, map.valueArray(), i);
                if (unfit != null) {
                    return unfit;
                }
            }
            json.append('}');
            return null;
        }
    }
}
