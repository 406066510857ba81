package dev.sluice.host.plugin;

import dev.sluice.spi.Destination;
import dev.sluice.spi.DestinationSpec;

/**
 * A destination of the catalog.
 *
 * @param spec its description of itself
 * @param destination calls run with the plugin's class loader as the thread's context class loader
 * @param origin the jar or folder of classes that it comes from
 */
public record InstalledDestination(DestinationSpec spec, Destination destination, String origin) {}
