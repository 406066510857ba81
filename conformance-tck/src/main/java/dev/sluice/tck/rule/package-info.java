/**
 * The rules: a final JUnit method for each rule, and a class for each section. The sections are one line of inheritance, so that an author's
 * test has every rule; they share a package, so that it sees none of their helpers, which would take names from it.
 * Called by JUnit, through {@link dev.sluice.tck.DestinationConformance} only.
 * Never decides whether a failure breaks the build, and never writes a report.
 */
@org.jspecify.annotations.NullMarked
package dev.sluice.tck.rule;
