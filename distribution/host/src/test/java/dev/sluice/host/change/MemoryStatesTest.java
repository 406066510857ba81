package dev.sluice.host.change;

/** The states that the tests of the engine run with do what every state has to do. */
class MemoryStatesTest extends ChangeStateContract {
    private final ChangeStates states = new MemoryStates();

    @Override
    protected ChangeStates states() {
        return states;
    }
}
