/** Tests. */
@org.jspecify.annotations.NullMarked
package dev.sluice.cli.option;
