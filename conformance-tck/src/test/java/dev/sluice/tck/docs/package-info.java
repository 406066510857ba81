/** Holds the pages about destinations to the sources that they show. */
@org.jspecify.annotations.NullMarked
package dev.sluice.tck.docs;
