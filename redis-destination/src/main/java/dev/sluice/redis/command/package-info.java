/**
 * Turns the changes of a run into Redis commands, and says what their replies mean. The writer sends the commands; the probe of rights tries
 * the same ones. Nothing here sends a command or decides on a retry.
 */
@org.jspecify.annotations.NullMarked
package dev.sluice.redis.command;
