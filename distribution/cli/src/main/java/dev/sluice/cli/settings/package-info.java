/**
 * The settings of a destination as the command line gives them: addresses, assignments, references to variables, types from the schema.
 *
 * <p>Commands and options call it. It never shows a value: any may be a secret.
 */
@org.jspecify.annotations.NullMarked
package dev.sluice.cli.settings;
