/** Holds the pages about destinations and conformance to the sources that they show or are made of. */
@org.jspecify.annotations.NullMarked
package dev.sluice.tck.docs;
