/**
 * Tools of the rules: expected and actual states, sample values, waiting, threads, output, secrets, and JSON.
 * Called by the rules, by the reports, and by the fixtures that the kit brings.
 * Knows no rule, and is no API: it may change with any version.
 */
@org.jspecify.annotations.NullMarked
package dev.sluice.tck.support;
