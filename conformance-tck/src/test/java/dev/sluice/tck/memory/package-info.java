/**
 * The reference destination, which stores its records in memory, and its fixture.
 * Called by the tests of the kit, which run it unchanged, with fewer capabilities, and with one fault.
 * Never leaves the process, and never breaks a rule itself.
 */
@org.jspecify.annotations.NullMarked
package dev.sluice.tck.memory;
