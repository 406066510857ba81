/**
 * Drives a destination as a host does: loads it, opens a run and its writers, settles what was accepted, and remembers the rows of the source.
 * Called by the rules, and by nobody else.
 * Never used by authors of destinations: these classes are public only for the other packages of the kit, and may change in any version.
 */
@org.jspecify.annotations.NullMarked
package dev.sluice.tck.host;
