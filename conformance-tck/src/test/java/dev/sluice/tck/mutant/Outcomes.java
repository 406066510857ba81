package dev.sluice.tck.mutant;

import dev.sluice.spi.BatchResult;
import dev.sluice.spi.Outcome;
import java.sql.SQLException;

/** Results whose outcomes are wrong, for mutants of every reference. */
final class Outcomes {
    private Outcomes() {}

    /** Gives the outcome of a position. */
    interface Of {
        Outcome at(int position) throws SQLException;
    }

    /** A result with an outcome for each position of a batch, in order. */
    static BatchResult of(int size, Of outcomes) throws SQLException {
        BatchResult.Builder result = BatchResult.builder(size);
        for (int i = 0; i < size; i++) {
            result.set(i, outcomes.at(i));
        }
        return result.build();
    }

    /** The outcomes of a part of a batch; the rest is reported as written. */
    static BatchResult padded(BatchResult part, int size) {
        BatchResult.Builder told = BatchResult.builder(size);
        for (int i = 0; i < Math.min(size, part.size()); i++) {
            told.set(i, part.outcome(i));
        }
        return told.setRest(Outcome.WRITTEN).build();
    }

    /** The outcomes of the second part of a batch in the places of the first, and the other way round. */
    static BatchResult exchanged(BatchResult right, int part) {
        if (right.size() < 2 * part) {
            return right;
        }
        BatchResult.Builder wrong = BatchResult.builder(right.size());
        for (int i = 0; i < right.size(); i++) {
            wrong.set(i, right.outcome(i < part ? i + part : i < 2 * part ? i - part : i));
        }
        return wrong.build();
    }
}
