package dev.sluice.spark.option;

import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.name.NearestName;
import dev.sluice.host.plugin.DestinationCatalog;
import dev.sluice.host.plugin.InstalledDestination;
import dev.sluice.host.setting.KnownSettings;
import dev.sluice.spi.Destination;
import dev.sluice.spi.DestinationConfig;
import dev.sluice.spi.DestinationSpec;
import dev.sluice.spi.ErrorDetail;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A destination with what the options set for it.
 *
 * @param config settings of the connection, secrets included
 * @param target settings of the sync
 */
public record DestinationSettings(Destination destination, DestinationConfig config, DestinationConfig target) {
    private static final String ENV = ".env";
    private static final String FILE = ".file";

    /** A text, and whether it was given in an option itself, where everybody sees it. */
    private record Given(String value, boolean shown) {}

    /**
     * Finds the destination and reads its settings.
     *
     * @throws HostException if there is no such destination or setting, a secret is given in the clear, or what an option refers to is not there
     */
    public static DestinationSettings of(GivenOptions options, DestinationCatalog catalog) {
        Optional<Given> url = url(options);
        DestinationSpec spec = find(options, url, catalog).spec();
        Destination destination = catalog.find(spec.id()).orElseThrow().destination();
        requireOneForm(options);
        Map<String, Given> given = new TreeMap<>();
        options.settings().forEach((name, text) -> given.put(plain(name), given(name, text)));
        url.ifPresent(value -> {
            String setting = urlSetting(spec, value.value());
            if (given.put(setting, value) != null) {
                throw ambiguous(", url.file and " + GivenOptions.CONFIG + setting);
            }
        });
        KnownSettings config = KnownSettings.config(spec);
        KnownSettings target = KnownSettings.target(spec);
        Map<String, Object> configValues = new LinkedHashMap<>();
        Map<String, Object> targetValues = new LinkedHashMap<>();
        List<ErrorDetail> problems = new ArrayList<>();
        given.forEach((name, value) -> {
            try {
                if (config.has(name)) {
                    configValues.put(name, value(config, name, value, isUrl(spec, name)));
                } else if (target.has(name)) {
                    targetValues.put(name, value(target, name, value, false));
                } else {
                    problems.add(unknown(spec, name, config, target));
                }
            } catch (HostException e) {
                e.withRemedies(problem -> problem.remedy().replace("--set " + name + "=VALUE", shown(name)))
                        .each()
                        .forEach(problems::add);
            }
        });
        HostException.throwIfAny(problems);
        return new DestinationSettings(
                destination, DestinationConfig.of(configValues), DestinationConfig.of(targetValues));
    }

    private static String shown(String name) {
        return "option(\"" + GivenOptions.CONFIG + name + "\", …)";
    }

    private static Optional<Given> url(GivenOptions options) {
        List<Given> given = Stream.<@Nullable Given>of(
                        options.text(OptionName.URL)
                                .map(text -> new Given(text, true))
                                .orElse(null),
                        options.text(OptionName.URL_ENV)
                                .map(name -> new Given(Reference.variable("url.env", name), false))
                                .orElse(null),
                        options.text(OptionName.URL_FILE)
                                .map(name -> new Given(Reference.file("url.file", name), false))
                                .orElse(null))
                .flatMap(Stream::ofNullable)
                .toList();
        if (given.size() > 1) {
            throw ambiguous(" and url.file");
        }
        return given.stream().findFirst();
    }

    private static HostException ambiguous(String others) {
        return HostFailure.ADDRESS_AMBIGUOUS.exception(
                "The URL of the destination is given more than once.", "Keep one of url, url.env" + others + ".");
    }

    /** None of two values is the one that is meant. */
    private static void requireOneForm(GivenOptions options) {
        Map<String, List<String>> forms = new TreeMap<>();
        options.settings().keySet().stream()
                .sorted()
                .forEach(name -> forms.computeIfAbsent(plain(name), plain -> new ArrayList<>())
                        .add(GivenOptions.CONFIG + name));
        HostException.throwIfAny(forms.entrySet().stream()
                .filter(form -> form.getValue().size() > 1)
                .map(form -> HostFailure.SETTING_INVALID
                        .detail(
                                "The setting '" + form.getKey() + "' is given more than once: "
                                        + String.join(", ", form.getValue()) + ".",
                                "Keep one of them.")
                        .at(ErrorDetail.SETTING, "/config/" + form.getKey()))
                .toList());
    }

    private static InstalledDestination find(GivenOptions options, Optional<Given> url, DestinationCatalog catalog) {
        List<String> ids = catalog.destinations().stream()
                .map(installed -> installed.spec().id())
                .toList();
        String broken = catalog.failures().isEmpty()
                ? ""
                : " Not loaded: "
                        + String.join(
                                "; ",
                                catalog.failures().stream()
                                        .map(failure -> failure.error().message())
                                        .toList());
        Optional<String> id = options.text(OptionName.DESTINATION);
        if (id.isPresent()) {
            return catalog.find(id.get())
                    .orElseThrow(
                            () -> HostFailure.DESTINATION_UNKNOWN.exception(
                                    "There is no destination '" + id.get() + "'." + broken,
                                    NearestName.question(id.get(), ids) + "There are: " + String.join(", ", ids)
                                            + ". A further one is a folder of its jars in the folder that option plugins names."));
        }
        return url.flatMap(value -> catalog.findByUrlScheme(scheme(value.value())))
                .orElseThrow(() -> HostFailure.DESTINATION_UNKNOWN.exception(
                        "It is not said which destination the rows go to." + broken,
                        "Name it by option destination, one of: " + String.join(", ", ids) + "."));
    }

    private static String scheme(String url) {
        int end = url.indexOf("://");
        return end < 0 ? "" : url.substring(0, end);
    }

    private static String urlSetting(DestinationSpec spec, String url) {
        Map<String, String> settings = spec.urlSchemes();
        return settings.entrySet().stream()
                .filter(each -> each.getKey().equalsIgnoreCase(scheme(url)))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseGet(() -> settings.values().stream()
                        .findFirst()
                        .orElseThrow(() -> HostFailure.SETTING_UNKNOWN.exception(
                                "The destination " + spec.id() + " takes no URL.",
                                "Leave url, url.env and url.file out, and give its settings by config.NAME.")));
    }

    private static boolean isUrl(DestinationSpec spec, String name) {
        return spec.urlSchemes().containsValue(name);
    }

    private static String plain(String name) {
        return name.endsWith(ENV)
                ? name.substring(0, name.length() - ENV.length())
                : name.endsWith(FILE) ? name.substring(0, name.length() - FILE.length()) : name;
    }

    private static Given given(String name, String text) {
        String option = GivenOptions.CONFIG + name;
        return name.endsWith(ENV)
                ? new Given(Reference.variable(option, text), false)
                : name.endsWith(FILE) ? new Given(Reference.file(option, text), false) : new Given(text, true);
    }

    /** A URL without user and query is an address, and no secret. */
    private static Object value(KnownSettings settings, String name, Given given, boolean url) {
        boolean harmless =
                url && given.value().indexOf('@') < 0 && given.value().indexOf('?') < 0;
        boolean credentials = url && given.value().indexOf('@') >= 0;
        if (given.shown() && (credentials || (settings.isSecret(name) && !harmless))) {
            throw HostFailure.SETTING_INVALID
                    .exception(
                            "The setting '" + name + "' is a secret, and Spark shows options in plans and event logs.",
                            "Keep it in a variable or a file of the driver, and name that: "
                                    + (url
                                            ? "option(\"url.env\", \"NAME\") or option(\"url.file\", \"PATH\")."
                                            : "option(\"config." + name + ".env\", \"NAME\") or option(\"config." + name
                                                    + ".file\", \"PATH\")."))
                    .at(ErrorDetail.SETTING, "/config/" + name);
        }
        return settings.value(name, given.value());
    }

    private static ErrorDetail unknown(DestinationSpec spec, String name, KnownSettings config, KnownSettings target) {
        List<String> names = new ArrayList<>(config.names());
        names.addAll(target.names());
        return HostFailure.SETTING_UNKNOWN.detail(
                "The destination " + spec.id() + " has no setting '" + name + "'.",
                NearestName.question(name, names) + "Its settings are: " + String.join(", ", names) + ".");
    }
}
