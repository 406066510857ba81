/**
 * Wrong destinations and fixtures, by section of the rules, and the test that each fails exactly the rules it names.
 * Called by JUnit and by the test of the page that lists them.
 * Never contains correct behaviour: that is inherited from the reference destination.
 */
@org.jspecify.annotations.NullMarked
package dev.sluice.tck.mutant;
