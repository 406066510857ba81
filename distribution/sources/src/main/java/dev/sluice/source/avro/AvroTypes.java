package dev.sluice.source.avro;

import dev.sluice.host.value.JsonText;
import dev.sluice.host.value.Unfit;
import dev.sluice.source.value.Stored;
import dev.sluice.spi.FieldType;
import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What the types of a schema mean. A logical type that is not known, or does not belong to its type, is left out of account, as the format asks
 * of readers.
 */
final class AvroTypes {
    private static final int UUID_LENGTH = 36;

    /** By their names, of which a schema has each once. */
    private final Map<String, Node.Group> records = new HashMap<>();

    /** The type of a column. One of several types is JSON, in which each value tells its own. */
    static FieldType type(Node node) {
        if (node instanceof Node.Scalar scalar) {
            return scalar.type();
        }
        if (node instanceof Node.Choice choice) {
            List<Node> others = choice.branches().stream()
                    .filter(branch -> !(branch instanceof Node.Null))
                    .toList();
            return others.size() == 1 ? type(others.get(0)) : others.isEmpty() ? FieldType.TEXT : FieldType.JSON;
        }
        return node instanceof Node.Null ? FieldType.TEXT : FieldType.JSON;
    }

    /** Why values of a type cannot be carried; null if they can. */
    @Nullable
    String refusal(Schema schema) {
        return refusal(schema, new HashSet<>());
    }

    private @Nullable String refusal(Schema schema, Set<String> met) {
        switch (schema.getType()) {
            case RECORD -> {
                if (met.add(schema.getFullName())) {
                    for (Schema.Field field : schema.getFields()) {
                        String why = refusal(field.schema(), met);
                        if (why != null) {
                            return why;
                        }
                    }
                }
            }
            case UNION -> {
                for (Schema branch : schema.getTypes()) {
                    String why = refusal(branch, met);
                    if (why != null) {
                        return why;
                    }
                }
            }
            case ARRAY -> {
                return refusal(schema.getElementType(), met);
            }
            case MAP -> {
                return refusal(schema.getValueType(), met);
            }
            case BYTES, FIXED -> {
                if (schema.getLogicalType() instanceof LogicalTypes.Decimal decimal
                        && decimal.getScale() > JsonText.MAX_NUMBER_LENGTH) {
                    return "it has decimals of more than " + JsonText.MAX_NUMBER_LENGTH + " digits";
                }
            }
            case ENUM, STRING, INT, LONG, FLOAT, DOUBLE, BOOLEAN, NULL -> {}
        }
        return null;
    }

    Node of(Schema schema) {
        return switch (schema.getType()) {
            case NULL -> new Node.Null();
            case BOOLEAN -> new Node.Scalar(FieldType.BOOLEAN, Block::bool);
            case INT -> whole(schema.getLogicalType());
            case LONG -> longer(schema.getLogicalType());
            case FLOAT -> new Node.Scalar(FieldType.FLOAT, Block::readFloat);
            case DOUBLE -> new Node.Scalar(FieldType.DOUBLE, Block::readDouble);
            case STRING -> text(schema.getLogicalType());
            case BYTES -> bytes(schema.getLogicalType());
            case FIXED -> fixed(schema.getFixedSize(), schema.getLogicalType());
            case ENUM -> {
                List<String> symbols = schema.getEnumSymbols();
                yield new Node.Scalar(FieldType.TEXT, block -> symbols.get(block.index(symbols.size())));
            }
            case UNION ->
                new Node.Choice(schema.getTypes().stream().map(this::of).toList());
            case ARRAY -> new Node.Elements(of(schema.getElementType()));
            case MAP -> new Node.Entries(of(schema.getValueType()));
            case RECORD -> group(schema);
        };
    }

    private Node group(Schema schema) {
        Node.Group known = records.get(schema.getFullName());
        if (known != null) {
            return known;
        }
        List<String> names = new ArrayList<>();
        List<Node> fields = new ArrayList<>();
        Node.Group group = new Node.Group(names, fields);
        // It may be a field of its own, so it is there before its fields are.
        records.put(schema.getFullName(), group);
        for (Schema.Field field : schema.getFields()) {
            names.add(field.name());
            fields.add(of(field.schema()));
        }
        return group;
    }

    private static Node whole(@Nullable LogicalType logical) {
        if (logical instanceof LogicalTypes.Date) {
            return new Node.Scalar(FieldType.DATE, block -> LocalDate.ofEpochDay(block.readInt()));
        }
        return logical instanceof LogicalTypes.TimeMillis
                ? new Node.Scalar(FieldType.TIME, block -> Stored.time(block.readInt(), Stored.MILLIS))
                : new Node.Scalar(FieldType.INTEGER, block -> (long) block.readInt());
    }

    private static Node longer(@Nullable LogicalType logical) {
        if (logical instanceof LogicalTypes.TimeMicros) {
            return new Node.Scalar(FieldType.TIME, block -> Stored.time(block.readLong(), Stored.MICROS));
        }
        if (logical instanceof LogicalTypes.TimestampMillis) {
            return instant(Stored.MILLIS);
        }
        if (logical instanceof LogicalTypes.TimestampMicros) {
            return instant(Stored.MICROS);
        }
        if (logical instanceof LogicalTypes.TimestampNanos) {
            return instant(Stored.NANOS);
        }
        if (logical instanceof LogicalTypes.LocalTimestampMillis) {
            return timestamp(Stored.MILLIS);
        }
        if (logical instanceof LogicalTypes.LocalTimestampMicros) {
            return timestamp(Stored.MICROS);
        }
        return logical instanceof LogicalTypes.LocalTimestampNanos
                ? timestamp(Stored.NANOS)
                : new Node.Scalar(FieldType.INTEGER, Block::readLong);
    }

    private static Node instant(long unit) {
        return new Node.Scalar(FieldType.INSTANT, block -> Stored.instant(block.readLong(), unit));
    }

    private static Node timestamp(long unit) {
        return new Node.Scalar(FieldType.TIMESTAMP, block -> Stored.timestamp(block.readLong(), unit));
    }

    private static Node text(@Nullable LogicalType logical) {
        return logical instanceof LogicalTypes.Uuid
                ? new Node.Scalar(FieldType.UUID, block -> uuid(block.text()))
                : new Node.Scalar(FieldType.TEXT, Block::text);
    }

    private static Object uuid(Object text) {
        if (text instanceof String digits) {
            try {
                return digits.length() == UUID_LENGTH ? UUID.fromString(digits) : Unfit.RANGE;
            } catch (IllegalArgumentException e) {
                return Unfit.RANGE;
            }
        }
        return text;
    }

    private static Node bytes(@Nullable LogicalType logical) {
        if (logical instanceof LogicalTypes.Decimal decimal) {
            return decimal(decimal, Block::bytes);
        }
        return logical instanceof LogicalTypes.BigDecimal
                ? new Node.Scalar(FieldType.DECIMAL, block -> scaled(block.bytes()))
                : new Node.Scalar(FieldType.BYTES, Block::bytes);
    }

    /** A decimal that has its scale behind its digits. */
    private static Object scaled(byte[] stored) {
        Block inner = new Block(stored, 1);
        try {
            Object value = Stored.decimal(inner.bytes(), inner.readInt());
            inner.end();
            return value;
        } catch (IOException | RuntimeException e) {
            return Unfit.RANGE;
        }
    }

    private static Node fixed(int size, @Nullable LogicalType logical) {
        Node.Reading bytes = block -> block.fixed(size);
        if (logical instanceof LogicalTypes.Decimal decimal) {
            return decimal(decimal, block -> block.fixed(size));
        }
        if (logical instanceof LogicalTypes.Duration) {
            return new Node.Scalar(FieldType.TEXT, block -> Stored.interval(block.fixed(size)));
        }
        return logical instanceof LogicalTypes.Uuid
                ? new Node.Scalar(FieldType.UUID, block -> Stored.uuid(block.fixed(size)))
                : new Node.Scalar(FieldType.BYTES, bytes);
    }

    private static Node decimal(LogicalTypes.Decimal type, Bytes stored) {
        int scale = type.getScale();
        return new Node.Scalar(FieldType.DECIMAL, block -> Stored.decimal(stored.of(block), scale));
    }

    private interface Bytes {
        byte[] of(Block block) throws IOException;
    }
}
