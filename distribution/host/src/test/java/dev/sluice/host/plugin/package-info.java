/** Plugins that are compiled for a test. */
@org.jspecify.annotations.NullMarked
package dev.sluice.host.plugin;
