package dev.sluice.host.target;

import dev.sluice.host.cursor.Cursor;
import dev.sluice.host.definition.SyncDefinition;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.source.IncrementalSource;
import dev.sluice.host.source.Source;
import dev.sluice.spi.Expiry;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.RowSchema;
import dev.sluice.spi.WriteProfile;

/** What a sync with a cursor needs of its source and its destination. */
final class CursorRules {
    private CursorRules() {}

    /**
     * Holds the cursor of a sync against them, if it has one.
     *
     * @param fields of the rows after mapping; none where each row has its own
     * @throws dev.sluice.host.failure.HostException {@code CURSOR_INVALID}
     */
    static void require(SyncDefinition definition, Source source, WriteProfile profile, RowSchema fields) {
        if (definition.cursor().isEmpty()) {
            return;
        }
        Cursor cursor = definition.cursor().get();
        if (!(source instanceof IncrementalSource incremental)) {
            throw HostFailure.CURSOR_INVALID.exception(
                    "A cursor is for the query of a database, and the rows come from elsewhere.",
                    "Leave the cursor out. To send only rows that changed: --changes changed.");
        }
        cursor.requireFor(incremental.cursorType());
        if (profile.input() == WriteProfile.Input.SNAPSHOT) {
            throw HostFailure.CURSOR_INVALID.exception(
                    "The destination takes all rows of the source at once, and a cursor reads only new ones.",
                    "Leave the cursor out.");
        }
        if (profile.expiry() instanceof Expiry.InField lifetime && !isMoment(lifetime.field(), fields)) {
            throw HostFailure.CURSOR_INVALID.exception(
                    "Records expire after the seconds that the field '" + lifetime.field()
                            + "' says, and a cursor does not read unchanged rows again to renew them in time.",
                    "Leave the cursor out, or give the field the moment of the expiry.");
        }
    }

    private static boolean isMoment(String field, RowSchema fields) {
        if (!fields.has(field)) {
            return false;
        }
        FieldType type = fields.field(fields.indexOf(field)).type();
        return type == FieldType.INSTANT || type == FieldType.TIMESTAMP;
    }
}
