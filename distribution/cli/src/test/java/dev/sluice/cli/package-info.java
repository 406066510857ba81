/** Tests of the command line as a whole. */
@org.jspecify.annotations.NullMarked
package dev.sluice.cli;
