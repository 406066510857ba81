package dev.sluice.host.run;

import dev.sluice.host.progress.Warnings;
import dev.sluice.host.state.SyncRecord;
import dev.sluice.spi.Expiry;
import java.time.Duration;
import java.time.Instant;

/** Records that expired before this run could renew them, because the time between two runs is longer than they last. */
final class LapsedRecords {
    private LapsedRecords() {}

    /** @param record of the sync, before this run enters it */
    static void warn(SyncRecord record, Expiry expiry, Instant now, Warnings warnings) {
        if (!(expiry instanceof Expiry.After after) || !record.hasRuns()) {
            return;
        }
        Duration since = Duration.between(record.lastRun().started(), now);
        if (since.compareTo(after.shortest()) > 0) {
            boolean atRandom = after.shortenedBy() > 0;
            warnings.add("Records " + (atRandom ? "may expire " : "expire ") + words(after.shortest())
                    + " after they are written, and the last run began " + words(since) + " ago: until this run "
                    + (atRandom ? "some of unchanged rows were missing" : "none of an unchanged row was there")
                    + ". Run more often than every "
                    + words(after.shortest().dividedBy(2)) + ", or let them last longer.");
        }
    }

    private static String words(Duration time) {
        long seconds = time.toSeconds();
        return seconds < 120 ? seconds + " s" : seconds < 7_200 ? seconds / 60 + " min" : seconds / 3_600 + " h";
    }
}
