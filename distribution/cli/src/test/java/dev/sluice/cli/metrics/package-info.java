/** Tests. */
@org.jspecify.annotations.NullMarked
package dev.sluice.cli.metrics;
