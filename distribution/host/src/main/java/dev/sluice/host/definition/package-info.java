/**
 * What a sync is: everything but its rows, validated before anything runs. Flags, files and embedders fill it. Never touches a target.
 */
@org.jspecify.annotations.NullMarked
package dev.sluice.host.definition;
