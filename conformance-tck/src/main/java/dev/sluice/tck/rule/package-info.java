/**
 * The rules, one final JUnit method each, one class for each section.
 * Called by JUnit, through {@link dev.sluice.tck.DestinationConformance} alone.
 * Never decides what a failure means for the build, and never writes a report.
 */
@org.jspecify.annotations.NullMarked
package dev.sluice.tck.rule;
