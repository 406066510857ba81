package dev.sluice.tck.memory;

import dev.sluice.spi.DestinationConfig;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.DestinationWriter;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.Outcome;
import dev.sluice.spi.Row;
import dev.sluice.spi.RowSchema;
import dev.sluice.spi.WriteProfile;
import dev.sluice.spi.WriteRequest;
import java.util.List;
import java.util.Set;

/** The reference destination, with records that may be one field of their rows. Mutants override its methods. */
public class ValueDestination extends MemoryDestination {
    static final String VALUE = "value_field";

    @Override
    public String targetSchema() {
        return super.targetSchema()
                .replace(
                        "\"properties\": {",
                        "\"properties\": {\"value_field\": {\"type\": \"string\", \"title\": \"Value\","
                                + " \"description\": \"The field that is the whole record.\"},");
    }

    @Override
    public Set<String> targetSettings() {
        return Set.of("table", "texts", VALUE);
    }

    @Override
    public void validate(DestinationConfig config, DestinationConfig target) {
        super.validate(config, target);
        if (!(target.value(VALUE).orElse("") instanceof String)) {
            throw DestinationException.configuration(
                    List.of(ErrorDetail.setting("/target/value_field", "is not a text", "Name a field.")));
        }
    }

    @Override
    public String rendering(DestinationConfig target) {
        return super.rendering(target)
                + target.value(VALUE).map(field -> " of " + field).orElse("");
    }

    @Override
    public WriteProfile profile(WriteRequest request) {
        WriteProfile right = super.profile(request);
        return request.target()
                .value(VALUE)
                .map(field ->
                        right.toBuilder().fields(List.of(String.valueOf(field))).build())
                .orElse(right);
    }

    @Override
    public Row compared(Row row, WriteProfile profile) {
        return kept(row, profile);
    }

    private Row kept(Row row, WriteProfile profile) {
        return profile.fields().isEmpty() ? row : only(row, profile.fields().get(0));
    }

    /** The row without its other fields. */
    public Row only(Row row, String field) {
        int position = row.schema().indexOf(field);
        return position < 0
                ? Row.of(RowSchema.of())
                : Row.of(RowSchema.of(row.schema().field(position)), row.value(position));
    }

    /** What becomes of a row of which nothing is left. */
    public Outcome nothing(Row row) {
        return Outcome.rejected(error(row, "NO_VALUE"));
    }

    @Override
    public DestinationWriter open(Place at) {
        return new Writer(at) {
            @Override
            public Outcome put(String identity, Row row) {
                Row left = kept(row, profile);
                return record(left).isEmpty() ? nothing(row) : super.put(identity, left);
            }
        };
    }
}
