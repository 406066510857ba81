/** The conformance kit: rules that any destination is held to, run by JUnit in the destination's own build. */
@org.jspecify.annotations.NullMarked
package dev.sluice.tck;
