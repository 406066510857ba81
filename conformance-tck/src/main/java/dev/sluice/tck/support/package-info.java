/**
 * Tools for the rules: states and their differences, sample values, waiting, threads, output, secrets, schemas and JSON.
 * Called by the rules, the reports, and the fixtures of the kit.
 * Never used by authors of destinations: these classes are public only for the other packages of the kit, and may change in any version.
 */
@org.jspecify.annotations.NullMarked
package dev.sluice.tck.support;
