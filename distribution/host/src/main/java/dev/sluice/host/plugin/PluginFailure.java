package dev.sluice.host.plugin;

/**
 * A plugin that did not load; the others work.
 *
 * @param origin the plugin's directory or jar
 * @param message what happened
 * @param remedy what to do about it
 */
public record PluginFailure(String origin, String message, String remedy) {}
