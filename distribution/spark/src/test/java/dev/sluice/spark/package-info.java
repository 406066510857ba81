/** Tests of the sink as users call it. */
@org.jspecify.annotations.NullMarked
package dev.sluice.spark;
