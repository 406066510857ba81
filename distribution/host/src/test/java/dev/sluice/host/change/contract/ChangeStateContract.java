package dev.sluice.host.change.contract;

import dev.sluice.host.change.ChangeStates;
import dev.sluice.host.change.MemoryStates;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every implementation of {@link ChangeStates} has to do, by idea, and random runs of it all. */
public abstract class ChangeStateContract {
    /** Outcomes of a group. */
    protected static final int GROUP = 100;

    @TempDir
    Path folder = Path.of("");

    /** Always the same ones in a test, with groups of {@value #GROUP} however long they take. */
    protected abstract ChangeStates states();

    /** Copies a directory of states to another, as a process leaves it that is killed now. */
    protected abstract void crash(Path from, Path to) throws IOException;

    @Nested
    class Differences extends DifferenceContract {
        Differences() {
            super(ChangeStateContract.this);
        }
    }

    @Nested
    class Previews extends PreviewContract {
        Previews() {
            super(ChangeStateContract.this);
        }
    }

    @Nested
    class Stages extends StageContract {
        Stages() {
            super(ChangeStateContract.this);
        }
    }

    @Nested
    class Belonging extends BelongingContract {
        Belonging() {
            super(ChangeStateContract.this);
        }
    }

    @Nested
    class Doubts extends DoubtContract {
        Doubts() {
            super(ChangeStateContract.this);
        }
    }

    @Nested
    class Outcomes extends OutcomeContract {
        Outcomes() {
            super(ChangeStateContract.this);
        }
    }

    @Nested
    class Verdicts extends VerdictContract {
        Verdicts() {
            super(ChangeStateContract.this);
        }
    }

    @Nested
    class Expiries extends ExpiryContract {
        Expiries() {
            super(ChangeStateContract.this);
        }
    }

    /** Runs over random rows, with random outcomes, ends, crashes and verdicts, against the reference in memory. */
    @Test
    void whateverRunsDidTheNextOneSeesWhatTheReferenceSees() throws IOException {
        long seed = Long.getLong("sluice.test.seed", 20_261_124);
        System.out.println("seed " + seed);
        MemoryStates reference = new MemoryStates(GROUP);
        new RandomRuns(
                        new Random(seed),
                        new RandomRuns.Subject(states(), this::crash, folder.resolve("subject")),
                        new RandomRuns.Subject(reference, reference::crash, folder.resolve("reference")))
                .run(80);
    }
}
