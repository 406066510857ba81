/**
 * Waivers, results of rules, and the report and verdict of each test class.
 * Called by JUnit, as an extension of the rules and as a listener of the test run, and by the verdict command.
 * Never calls a destination or a fixture.
 */
@org.jspecify.annotations.NullMarked
package dev.sluice.tck.report;
