/**
 * Installed destinations: found on the class path and in plugin directories, each plugin in a class loader of its own. Hosts call this to
 * find the destination of a sync. Never opens a connection.
 */
@org.jspecify.annotations.NullMarked
package dev.sluice.host.plugin;
