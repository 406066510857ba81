/** Destinations: where they come from, each plugin in a class loader of its own. */
@org.jspecify.annotations.NullMarked
package dev.sluice.host.plugin;
