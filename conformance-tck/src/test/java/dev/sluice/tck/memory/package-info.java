/**
 * The reference destination, which keeps its records in memory, and the fixture that goes with it.
 * Called by the tests of the kit, which run it as it is, with less, and with one thing done wrong.
 * Never leaves the process, and never breaks a rule by itself.
 */
@org.jspecify.annotations.NullMarked
package dev.sluice.tck.memory;
