/**
 * What every implementation of the states has to do, a file an idea: {@link dev.sluice.host.change.contract.ChangeStateContract} is what the
 * test of an implementation extends. Nothing here knows how a state is stored.
 */
@org.jspecify.annotations.NullMarked
package dev.sluice.host.change.contract;
