package dev.sluice.spark.option;

import dev.sluice.host.deadletter.KeptRow;
import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;

/** What is kept of rejected rows: nothing without {@code rejected.path}. */
public final class RejectedRows {
    private RejectedRows() {}

    private enum Kept {
        ROW,
        KEY
    }

    /** @throws HostException if the option is neither, or says what is kept where nothing is */
    public static KeptRow kept(GivenOptions options) {
        Kept kept = options.choice(OptionName.REJECTED_ROWS, Kept.class);
        if (options.text(OptionName.REJECTED_PATH).isPresent()) {
            return switch (kept) {
                case ROW -> KeptRow.ROW;
                case KEY -> KeptRow.KEY;
            };
        }
        if (options.given(OptionName.REJECTED_ROWS).isPresent()) {
            throw HostFailure.ARGUMENT_INVALID.exception(
                    "The option rejected.rows says what is kept of rejected rows, and nothing says where.",
                    "Give both: option(\"rejected.path\", \"FOLDER\") and option(\"rejected.rows\", \"key\"). Without a path rejected rows are"
                            + " counted only.");
        }
        return KeptRow.NONE;
    }
}
