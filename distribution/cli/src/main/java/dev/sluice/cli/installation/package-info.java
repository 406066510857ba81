/**
 * What is installed around the command: the host with its plugins, the version, the signals that end a run.
 *
 * <p>Main and the commands call it. It never speaks to the user.
 */
@org.jspecify.annotations.NullMarked
package dev.sluice.cli.installation;
