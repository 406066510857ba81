/**
 * Wrong destinations and wrong fixtures, by section of the rules, and the test that each fails exactly the rules it should.
 * Called by JUnit and by the page that proves the rules.
 * Never written to disk or sent anywhere: a mutant lives as long as its run.
 */
@org.jspecify.annotations.NullMarked
package dev.sluice.tck.mutant;
