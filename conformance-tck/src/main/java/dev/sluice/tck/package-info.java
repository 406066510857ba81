/**
 * The conformance kit: what the author of a destination names in a test.
 * Called by the tests of a destination, which extend {@link dev.sluice.tck.DestinationConformance} and supply a fixture.
 * Holds no rule and no report of its own: these are in the packages below, which no author needs to name.
 */
@org.jspecify.annotations.NullMarked
package dev.sluice.tck;
