/**
 * What becomes of each rule: waivers, results, the report and the verdict of a test class.
 * Called by JUnit, as an extension of every rule and as a listener of every test run.
 * Never calls a destination or a fixture.
 */
@org.jspecify.annotations.NullMarked
package dev.sluice.tck.report;
