package dev.sluice.tck.rule;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** What a destination promises and no rule can try from here. Listed, so that nobody takes silence for proof. */
public abstract class UntestedRules extends HistoryRules {
    /**
     * What was called written stays written when the process of the host is killed. Asked because hosts record outcomes. Untested: a test
     * cannot kill its own process.
     */
    @Test
    public final void untested_r12_01_aKilledHostLosesNothing() {
        Assumptions.abort("untested: a test cannot kill its own process");
    }

    /**
     * Memory depends on the size of batches, not on the number of rows. Asked because runs are long. Untested: what a heap holds depends on
     * the collector.
     */
    @Test
    public final void untested_r12_02_memoryIsBounded() {
        Assumptions.abort("untested: what a heap holds depends on its collector");
    }

    /**
     * AUDIENCE_MIRROR removes the members that the source no longer has. Untested: the contract does not yet say how a destination learns
     * that a list is complete.
     */
    @Test
    public final void untested_r12_03_anAudienceMirrorRemovesFormerMembers() {
        Assumptions.abort("untested: the contract does not yet say how a destination learns that a list is complete");
    }
}
