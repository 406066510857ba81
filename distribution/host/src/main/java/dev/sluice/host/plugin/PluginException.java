package dev.sluice.host.plugin;

/** The plugins cannot be listed, or contradict each other. */
public final class PluginException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String code;
    private final String remedy;

    PluginException(String code, String message, String remedy) {
        super(message);
        this.code = code;
        this.remedy = remedy;
    }

    static PluginException unreadable(String directory) {
        return new PluginException(
                "PLUGINS_UNREADABLE",
                "The plugin directory " + directory + " cannot be listed.",
                "Check that it is a directory that may be read.");
    }

    static PluginException duplicate(String id, String first, String second) {
        return new PluginException(
                "PLUGIN_DUPLICATE",
                "Two plugins provide the destination '" + id + "': " + first + " and " + second + ".",
                "Remove one of them.");
    }

    static PluginException duplicateScheme(String scheme, String first, String second) {
        return new PluginException(
                "PLUGIN_DUPLICATE_SCHEME",
                "Two destinations take URLs that begin with '" + scheme + ":': " + first + " and " + second + ".",
                "Remove one of the plugins, or name the destination by its id.");
    }

    /** Stable, upper case with underscores, such as {@code PLUGIN_DUPLICATE}. */
    public String code() {
        return code;
    }

    /** What to do about it. */
    public String remedy() {
        return remedy;
    }
}
