package dev.sluice.cli;

import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.name.NearestName;
import dev.sluice.spi.Destination;
import dev.sluice.spi.DestinationConfig;
import dev.sluice.spi.DestinationSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A destination with what the command line sets for it.
 *
 * @param destination where rows go
 * @param scheme the URL scheme by which it was found
 * @param config settings of the connection
 * @param target settings of the sync
 */
record Settings(Destination destination, String scheme, DestinationConfig config, DestinationConfig target) {
    /** What the embedded server speaks. */
    static final String EMBEDDED_SCHEME = "redis";

    private static final Pattern REFERENCE = Pattern.compile("\\$\\{env:([^}]*)}");
    /** Of anything else nothing is shown: it may be a secret whose name was left out, and Base64 ends in '='. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z][\\w.-]{0,63}");

    private static final Pattern SCHEME = Pattern.compile("([a-zA-Z][a-zA-Z0-9+.-]*)://.*", Pattern.DOTALL);

    /**
     * Reads {@code --to} and {@code --set}.
     *
     * @throws HostException if a setting is unknown, has no such value, or names a variable that is not set
     */
    static Settings of(Host host, Console console, Optional<String> to, List<String> assignments) {
        Optional<String> url = to.map(text -> expand(console, text));
        url.ifPresent(console.redactor()::secret);
        String scheme = url.map(Settings::schemeOf).orElse(EMBEDDED_SCHEME);
        Destination destination = host.destinationOfScheme(scheme).orElseThrow(() -> schemeUnknown(host, scheme));
        DestinationSpec spec = destination.spec();
        SettingsSchema config = SettingsSchema.config(spec);
        SettingsSchema target = SettingsSchema.target(spec);
        Map<String, Object> configValues = new LinkedHashMap<>();
        Map<String, Object> targetValues = new LinkedHashMap<>();
        url.ifPresent(address -> configValues.put(urlProperty(spec, scheme), address));
        for (String assignment : assignments) {
            int equals = assignment.indexOf('=');
            if (equals < 1 || !NAME.matcher(assignment.substring(0, equals)).matches()) {
                throw HostFailure.SETTING_MALFORMED.exception(
                        "A --set has no '=' after a name.",
                        "Write it as --set name=value. `sluice plugins describe " + spec.id() + "` lists the names.");
            }
            String name = assignment.substring(0, equals);
            String value = expand(console, assignment.substring(equals + 1));
            if (config.has(name)) {
                remember(console, config, name, value);
                configValues.put(name, config.value(name, value));
            } else if (target.has(name)) {
                remember(console, target, name, value);
                targetValues.put(name, target.value(name, value));
            } else {
                throw settingUnknown(spec, name, config, target);
            }
        }
        return new Settings(
                destination, scheme, DestinationConfig.of(configValues), DestinationConfig.of(targetValues));
    }

    /** The same settings with another address. */
    Settings at(String url) {
        return new Settings(destination, scheme, config.with(urlProperty(destination.spec(), scheme), url), target);
    }

    /** The address, secrets included; empty where none is set. */
    String url() {
        return config.value(urlProperty(destination.spec(), scheme))
                .map(Object::toString)
                .orElse("");
    }

    private static void remember(Console console, SettingsSchema schema, String name, String value) {
        if (schema.settings().stream()
                .anyMatch(setting -> setting.secret() && setting.name().equals(name))) {
            console.redactor().secret(value);
        }
    }

    private static String urlProperty(DestinationSpec spec, String scheme) {
        String property = spec.urlSchemes().get(scheme);
        if (property == null) {
            throw new IllegalStateException("the destination " + spec.id() + " takes no " + scheme + " URL");
        }
        return property;
    }

    private static String schemeOf(String url) {
        Matcher matcher = SCHEME.matcher(url);
        if (!matcher.matches()) {
            throw HostFailure.URL_INVALID.exception();
        }
        return matcher.group(1).toLowerCase(java.util.Locale.ROOT);
    }

    private static HostException schemeUnknown(Host host, String scheme) {
        List<String> schemes = host.destinations().stream()
                .flatMap(installed -> installed.destination().spec().urlSchemes().keySet().stream())
                .sorted()
                .toList();
        return HostFailure.DESTINATION_UNKNOWN.exception(
                "No installed destination takes " + scheme + ":// URLs.",
                schemes.isEmpty()
                        ? "Install a destination: put its jars into a directory of its own under plugins/."
                        : NearestName.question(scheme, schemes) + "Installed: " + String.join("://, ", schemes)
                                + "://.");
    }

    private static HostException settingUnknown(
            DestinationSpec spec, String name, SettingsSchema config, SettingsSchema target) {
        List<String> names = new ArrayList<>(config.names());
        names.addAll(target.names());
        return HostFailure.SETTING_UNKNOWN.exception(
                "The destination " + spec.id() + " has no setting '" + name + "'.",
                NearestName.question(name, names) + "`sluice plugins describe " + spec.id() + "` lists the settings.");
    }

    /** Puts the values of environment variables in: a secret on the command line is there for every user of the machine to see. */
    private static String expand(Console console, String text) {
        Matcher matcher = REFERENCE.matcher(text);
        StringBuilder expanded = new StringBuilder();
        List<String> missing = new ArrayList<>();
        while (matcher.find()) {
            Optional<String> value = console.environment(matcher.group(1));
            value.ifPresent(console.redactor()::secret);
            value.ifPresentOrElse(
                    found -> matcher.appendReplacement(expanded, Matcher.quoteReplacement(found)),
                    () -> missing.add(matcher.group(1)));
        }
        if (!missing.isEmpty()) {
            throw HostFailure.VARIABLE_UNSET.exception(
                    "Not set in the environment: " + String.join(", ", missing) + ".",
                    "Set it, for example: export " + missing.get(0) + "=…");
        }
        return matcher.appendTail(expanded).toString();
    }
}
