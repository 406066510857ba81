/**
 * How the help of a command is arranged: which options stand together, under which heading, and which exit codes it names.
 *
 * <p>Options and commands carry the annotations; Application gives the renderer to the parser. Nothing here parses or prints.
 */
@org.jspecify.annotations.NullMarked
package dev.sluice.cli.help;
