/**
 * The {@code sluice} command: arguments in, a sync through the host, words and exit codes out. The virtual machine enters here. What a
 * command does lives in a room of its own below.
 */
@org.jspecify.annotations.NullMarked
package dev.sluice.cli;
