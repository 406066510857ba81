package dev.sluice.tck.rule;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Requirements that no rule can test, listed so that nobody assumes they are tested. */
public abstract class UntestedRules extends OddSettingsRules {
    /**
     * What is reported as written stays written when the process of the host is killed. Asked because hosts record outcomes. Untested: a
     * test cannot kill its own process.
     */
    @Test
    public final void untested_r12_01_aKilledHostLosesNothing() {
        Assumptions.abort("untested: a test cannot kill its own process");
    }

    /**
     * The memory in use depends on the size of batches, not on the number of rows. Asked because runs are long. Untested: the size of a
     * heap depends on the garbage collector.
     */
    @Test
    public final void untested_r12_02_memoryIsBounded() {
        Assumptions.abort("untested: the size of a heap depends on the garbage collector");
    }
}
