package dev.sluice.host.change;

import dev.sluice.host.change.contract.ChangeStateContract;
import java.nio.file.Path;

/** The states that the tests of the engine run with do what every state has to do. */
class MemoryStatesTest extends ChangeStateContract {
    private final MemoryStates states = new MemoryStates(GROUP);

    @Override
    protected ChangeStates states() {
        return states;
    }

    @Override
    protected void crash(Path from, Path to) {
        states.crash(from, to);
    }
}
