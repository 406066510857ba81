package dev.sluice.tck.audience;

import dev.sluice.spi.DestinationConfig;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.SyncMode;
import dev.sluice.spi.WriteRequest;
import dev.sluice.tck.staged.BulkDestination;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * A destination of membership lists, which a commit changes. A member is found by the field that the setting {@code match_by} names, or by
 * the primary key of the source. Mutants override its methods.
 */
public class AudienceDestination extends BulkDestination {
    static final String MATCH_BY = "match_by";

    @Override
    public Set<SyncMode> modes() {
        return EnumSet.of(SyncMode.AUDIENCE_MIRROR, SyncMode.AUDIENCE_ADDITIVE, SyncMode.AUDIENCE_SUBTRACTIVE);
    }

    @Override
    public String targetSchema() {
        return """
                {"type": "object", "additionalProperties": false, "required": ["table"], "properties": {
                  "table": {"type": "string", "title": "List", "description": "The list of members."},
                  "match_by": {"type": "string", "title": "Match by", "enum": ["email", "phone"],
                    "description": "The field that names a member. Without it the primary key of the source does."}}}
                """;
    }

    @Override
    public Set<String> targetSettings() {
        return Set.of("table", MATCH_BY);
    }

    @Override
    public void validate(DestinationConfig config, DestinationConfig target) {
        super.validate(config, target);
        if (!(target.value(MATCH_BY).orElse("") instanceof String)) {
            throw DestinationException.configuration(
                    List.of(ErrorDetail.setting("/target/match_by", "is not a text", "Name a field.")));
        }
    }

    @Override
    public List<String> identity(WriteRequest request) {
        return request.target()
                .value(MATCH_BY)
                .map(field -> matched(request, String.valueOf(field)))
                .orElseGet(() -> super.identity(request));
    }

    private static List<String> matched(WriteRequest request, String field) {
        if (!request.schema().names().contains(field)) {
            throw DestinationException.configuration(List.of(ErrorDetail.setting(
                    "/target/match_by", "the source has no field " + field, "Map a column to it.")));
        }
        return List.of(field);
    }
}
