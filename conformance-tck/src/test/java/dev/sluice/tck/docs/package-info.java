/**
 * Tests that the pages about destinations and conformance agree with the sources from which they are generated.
 * Called by JUnit; with {@code -Dsluice.docs.write=true} they update the pages.
 * Never tests a destination.
 */
@org.jspecify.annotations.NullMarked
package dev.sluice.tck.docs;
