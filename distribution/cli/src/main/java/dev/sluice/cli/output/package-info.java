/**
 * How the command speaks: results, progress, reports and errors as text or JSON, without secrets and without control characters.
 *
 * <p>Commands call it. It never decides what a run does or how it ends.
 */
@org.jspecify.annotations.NullMarked
package dev.sluice.cli.output;
