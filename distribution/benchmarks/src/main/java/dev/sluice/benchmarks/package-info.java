/** Measurements of the built bundle, against plain loops on the same machine in the same run. */
@org.jspecify.annotations.NullMarked
package dev.sluice.benchmarks;
