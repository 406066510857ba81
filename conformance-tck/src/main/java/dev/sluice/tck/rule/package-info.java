/**
 * The rules: a final JUnit method for each rule, and a class for each section.
 * Called by JUnit, through {@link dev.sluice.tck.DestinationConformance} only.
 * Never decides whether a failure breaks the build, and never writes a report.
 */
@org.jspecify.annotations.NullMarked
package dev.sluice.tck.rule;
