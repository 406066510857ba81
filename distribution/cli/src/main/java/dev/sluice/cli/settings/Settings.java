package dev.sluice.cli.settings;

import dev.sluice.cli.installation.Host;
import dev.sluice.cli.output.Console;
import dev.sluice.cli.output.Redactor;
import dev.sluice.definition.References;
import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.name.NearestName;
import dev.sluice.host.setting.KnownSettings;
import dev.sluice.host.setting.Modes;
import dev.sluice.spi.Destination;
import dev.sluice.spi.DestinationConfig;
import dev.sluice.spi.DestinationSpec;
import dev.sluice.spi.ErrorDetail;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A destination with what the command line sets for it.
 *
 * @param address which it is
 * @param config settings of the connection
 * @param target settings of the sync
 */
public record Settings(Address address, DestinationConfig config, DestinationConfig target) {
    /**
     * Reads {@code --to} and {@code --set}.
     *
     * @throws HostException if a setting is unknown, has no such value, or names a variable that is not set
     */
    public static Settings of(Host host, Console console, Optional<String> to, List<String> texts) {
        return of(host, console, to, Optional.empty(), Assignment.parse(texts, console.references(Path.of(""))));
    }

    /**
     * Reads also what a definition file has in their place.
     *
     * @param plugin the kind of destination, if it is given
     * @param assignments a later one of a name counts
     * @throws HostException as {@link #of(Host, Console, Optional, List)} does
     */
    public static Settings of(
            Host host, Console console, Optional<String> to, Optional<String> plugin, List<Assignment> assignments) {
        References references = console.references(Path.of(""));
        Address address = Address.of(host, references, to, plugin, assignments);
        Redactor redactor = console.redactor();
        address.url().ifPresent(redactor::secret);
        DestinationSpec spec = address.destination().spec();
        KnownSettings config = KnownSettings.config(spec);
        KnownSettings target = KnownSettings.target(spec);
        redactor.ownWords(words(spec, config, target));
        Map<String, Object> configValues = new LinkedHashMap<>();
        Map<String, Object> targetValues = new LinkedHashMap<>();
        address.url().ifPresent(url -> configValues.put(address.setting(), url));
        List<ErrorDetail> problems = new ArrayList<>();
        for (Assignment assignment : assignments) {
            String name = assignment.name();
            boolean ofConnection = config.has(name);
            if (!ofConnection && !target.has(name)) {
                problems.add(settingUnknown(spec, name, config, target).detail());
                continue;
            }
            if (address.url().isPresent() && name.equals(address.setting())) {
                continue;
            }
            KnownSettings schema = ofConnection ? config : target;
            int unresolved = assignment.references().problems().size();
            String value = assignment.expanded();
            if (schema.isSecret(name)) {
                redactor.secret(value);
            }
            if (assignment.references().problems().size() > unresolved) {
                continue;
            }
            try {
                (ofConnection ? configValues : targetValues).put(name, schema.value(name, value));
            } catch (HostException e) {
                problems.addAll(e.each());
            }
        }
        assignments.stream()
                .flatMap(each -> each.references().problems().stream())
                .distinct()
                .forEach(problems::add);
        HostException.throwIfAny(problems);
        return new Settings(address, DestinationConfig.of(configValues), DestinationConfig.of(targetValues));
    }

    public Destination destination() {
        return address.destination();
    }

    /** The same settings with another address. */
    public Settings at(String url) {
        return new Settings(address, config.with(address.setting(), url), target);
    }

    /** The same address without any other setting. */
    public Settings bare() {
        return new Settings(address, DestinationConfig.EMPTY, DestinationConfig.EMPTY).at(url());
    }

    /** The address, secrets included; empty where none is set. */
    public String url() {
        return config.value(address.setting()).map(Object::toString).orElse("");
    }

    /** What the program says whatever the secrets are: a secret that equals such a word is not told by it. */
    private static List<String> words(DestinationSpec spec, KnownSettings config, KnownSettings target) {
        List<String> words = new ArrayList<>(List.of(spec.id(), spec.displayName()));
        words.addAll(spec.urlSchemes().keySet());
        words.addAll(Modes.names(spec));
        for (KnownSettings schema : List.of(config, target)) {
            for (KnownSettings.Setting setting : schema.settings()) {
                words.add(setting.name());
                words.addAll(setting.choices());
            }
        }
        return words;
    }

    private static HostException settingUnknown(
            DestinationSpec spec, String name, KnownSettings config, KnownSettings target) {
        List<String> names = new ArrayList<>(config.names());
        names.addAll(target.names());
        return HostFailure.SETTING_UNKNOWN.exception(
                "The destination " + spec.id() + " has no setting '" + name + "'.",
                NearestName.question(name, names) + "`sluice plugins describe " + spec.id() + "` lists the settings.");
    }
}
