package dev.sluice.host.plugin;

import dev.sluice.spi.Destination;
import dev.sluice.spi.DestinationSpec;

/**
 * A destination of the catalog.
 *
 * @param spec what it says of itself
 * @param destination to be used; its calls run with the plugin's own class loader as the thread's context class loader
 * @param origin the jar or folder of classes that it comes from
 */
public record InstalledDestination(DestinationSpec spec, Destination destination, String origin) {}
