/** Tests of the embedded server. */
@org.jspecify.annotations.NullMarked
package dev.sluice.cli.embedded;
