package dev.sluice.source.parquet;

import dev.sluice.source.parquet.file.Damage;
import dev.sluice.source.value.Stored;
import dev.sluice.spi.FieldType;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.TimeUnit;
import org.apache.parquet.format.Type;

/** What a leaf of a schema means: by its logical type, else by its older converted type, else by how it is stored. */
final class LeafTypes {
    private LeafTypes() {}

    /** @throws Damage if the annotation is not known or does not belong to the stored type */
    static Scalar of(SchemaElement leaf) {
        if (leaf.isSetLogicalType() && leaf.getLogicalType().getSetField() != null) {
            return logical(leaf, leaf.getLogicalType());
        }
        if (leaf.isSetConverted_type() && leaf.getConverted_type() != null) {
            return converted(leaf, leaf.getConverted_type());
        }
        if (leaf.isSetLogicalType()) {
            throw new Damage("its logical type is not known to this version");
        }
        return stored(leaf);
    }

    private static Scalar stored(SchemaElement leaf) {
        return switch (leaf.getType()) {
            case BOOLEAN -> Scalar.asStored(FieldType.BOOLEAN);
            case INT32, INT64 -> Scalar.integer();
            case INT96 -> Scalar.int96();
            case FLOAT -> Scalar.asStored(FieldType.FLOAT);
            case DOUBLE -> Scalar.asStored(FieldType.DOUBLE);
            case BYTE_ARRAY, FIXED_LEN_BYTE_ARRAY -> Scalar.bytes();
        };
    }

    private static Scalar logical(SchemaElement leaf, LogicalType type) {
        return switch (type.getSetField()) {
            case STRING, ENUM -> fitting(leaf, isBinary(leaf), Scalar.text());
            case JSON -> fitting(leaf, isBinary(leaf), Scalar.json());
            case BSON, GEOMETRY, GEOGRAPHY -> fitting(leaf, isBinary(leaf), Scalar.bytes());
            case DECIMAL ->
                fitting(leaf, isDecimal(leaf), Scalar.decimal(type.getDECIMAL().getScale()));
            case DATE -> fitting(leaf, leaf.getType() == Type.INT32, Scalar.date());
            case TIME ->
                fitting(
                        leaf,
                        leaf.getType() == (type.getTIME().getUnit().isSetMILLIS() ? Type.INT32 : Type.INT64),
                        Scalar.time(unit(type.getTIME().getUnit())));
            case TIMESTAMP -> {
                long unit = unit(type.getTIMESTAMP().getUnit());
                yield fitting(
                        leaf,
                        leaf.getType() == Type.INT64,
                        type.getTIMESTAMP().isIsAdjustedToUTC() ? Scalar.instant(unit) : Scalar.timestamp(unit));
            }
            case INTEGER ->
                integer(leaf, type.getINTEGER().getBitWidth(), type.getINTEGER().isIsSigned());
            // Of nulls alone; but parquet-mr says so of intervals too, and tells them by the converted type.
            case UNKNOWN ->
                leaf.getConverted_type() == ConvertedType.INTERVAL
                        ? converted(leaf, ConvertedType.INTERVAL)
                        : stored(leaf);
            case UUID -> fitting(leaf, isFixed(leaf, 16), Scalar.uuid());
            case FLOAT16 -> fitting(leaf, isFixed(leaf, 2), Scalar.float16());
            case MAP, LIST, VARIANT -> fitting(leaf, false, Scalar.bytes());
        };
    }

    private static Scalar converted(SchemaElement leaf, ConvertedType type) {
        return switch (type) {
            case UTF8, ENUM -> fitting(leaf, isBinary(leaf), Scalar.text());
            case JSON -> fitting(leaf, isBinary(leaf), Scalar.json());
            case BSON -> fitting(leaf, isBinary(leaf), Scalar.bytes());
            case DECIMAL -> fitting(leaf, isDecimal(leaf), Scalar.decimal(leaf.getScale()));
            case DATE -> fitting(leaf, leaf.getType() == Type.INT32, Scalar.date());
            case TIME_MILLIS -> fitting(leaf, leaf.getType() == Type.INT32, Scalar.time(Stored.MILLIS));
            case TIME_MICROS -> fitting(leaf, leaf.getType() == Type.INT64, Scalar.time(Stored.MICROS));
            // The format says of both that they are adjusted to UTC.
            case TIMESTAMP_MILLIS -> fitting(leaf, leaf.getType() == Type.INT64, Scalar.instant(Stored.MILLIS));
            case TIMESTAMP_MICROS -> fitting(leaf, leaf.getType() == Type.INT64, Scalar.instant(Stored.MICROS));
            case UINT_8 -> integer(leaf, 8, false);
            case UINT_16 -> integer(leaf, 16, false);
            case UINT_32 -> integer(leaf, 32, false);
            case UINT_64 -> integer(leaf, 64, false);
            case INT_8 -> integer(leaf, 8, true);
            case INT_16 -> integer(leaf, 16, true);
            case INT_32 -> integer(leaf, 32, true);
            case INT_64 -> integer(leaf, 64, true);
            case INTERVAL -> fitting(leaf, isFixed(leaf, 12), Scalar.interval());
            case MAP, MAP_KEY_VALUE, LIST -> fitting(leaf, false, Scalar.bytes());
        };
    }

    private static Scalar integer(SchemaElement leaf, int bits, boolean signed) {
        boolean fits = switch (bits) {
            case 8, 16, 32 -> leaf.getType() == Type.INT32;
            case 64 -> leaf.getType() == Type.INT64;
            default -> false;
        };
        if (signed) {
            return fitting(leaf, fits, bits < 32 ? Scalar.narrow(bits) : Scalar.integer());
        }
        return fitting(leaf, fits, bits == 64 ? Scalar.unsigned64() : Scalar.unsigned(bits));
    }

    private static long unit(TimeUnit unit) {
        if (unit.getSetField() == null) {
            throw new Damage("the unit of its times is not known to this version");
        }
        return switch (unit.getSetField()) {
            case MILLIS -> Stored.MILLIS;
            case MICROS -> Stored.MICROS;
            case NANOS -> Stored.NANOS;
        };
    }

    private static boolean isBinary(SchemaElement leaf) {
        return leaf.getType() == Type.BYTE_ARRAY || leaf.getType() == Type.FIXED_LEN_BYTE_ARRAY;
    }

    private static boolean isDecimal(SchemaElement leaf) {
        return isBinary(leaf) || leaf.getType() == Type.INT32 || leaf.getType() == Type.INT64;
    }

    private static boolean isFixed(SchemaElement leaf, int length) {
        return leaf.getType() == Type.FIXED_LEN_BYTE_ARRAY && leaf.getType_length() == length;
    }

    private static Scalar fitting(SchemaElement leaf, boolean fits, Scalar meaning) {
        if (!fits) {
            throw new Damage("its logical type does not belong to values that are stored as " + leaf.getType());
        }
        return meaning;
    }
}
