/**
 * The API of the conformance kit: the types that the author of a destination uses in a test.
 * Called by tests that extend {@link dev.sluice.tck.DestinationConformance} and supply a {@link dev.sluice.tck.ConformanceFixture}.
 * Never contains rules or reports: they are in the packages below, which authors do not use.
 */
@org.jspecify.annotations.NullMarked
package dev.sluice.tck;
