/**
 * How the command shows the state of a sync: in words and as JSON. The command {@code sluice state} calls it. Never reads a file.
 */
@org.jspecify.annotations.NullMarked
package dev.sluice.cli.state;
