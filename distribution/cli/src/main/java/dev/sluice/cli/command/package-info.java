/**
 * The commands, one class each, and the one call of the command line that they belong to.
 *
 * <p>Main calls Application, which lets the parser choose a command. No command knows how a result is printed or how a file is read.
 */
@org.jspecify.annotations.NullMarked
package dev.sluice.cli.command;
