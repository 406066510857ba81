package dev.sluice.cli.settings;

import dev.sluice.cli.installation.Host;
import dev.sluice.definition.References;
import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.name.NearestName;
import dev.sluice.spi.Destination;
import dev.sluice.spi.DestinationSpec;
import dev.sluice.spi.ErrorDetail;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Which destination rows go to.
 *
 * @param scheme the URL scheme by which it was found
 * @param url where it is, secrets included; empty for the embedded server
 */
public record Address(Destination destination, String scheme, Optional<String> url) {
    /** What the embedded server speaks. */
    private static final String EMBEDDED_SCHEME = "redis";

    private static final Pattern SCHEME = Pattern.compile("([a-zA-Z][a-zA-Z0-9+.-]*)://.*", Pattern.DOTALL);

    /**
     * Reads {@code --to}, or else the {@code --set} of a destination's URL.
     *
     * @throws HostException if both are there and differ, or no destination takes such a URL
     */
    static Address of(
            Host host,
            References references,
            Optional<String> to,
            Optional<String> plugin,
            List<Assignment> assignments) {
        Optional<String> url = to.map(references::expandUrl);
        for (Assignment assignment : assignments) {
            if (isUrl(host, assignment.name())) {
                String assigned = assignment.references().expandUrl(assignment.value());
                if (url.isPresent() && !url.get().equals(assigned)) {
                    throw HostFailure.ADDRESS_AMBIGUOUS.exception(
                            (to.isPresent() ? "--to and --set " + assignment.name() : "Two --set " + assignment.name())
                                    + " name different addresses.");
                }
                url = Optional.of(assigned);
            }
        }
        if (!unresolved(references, assignments).isEmpty()) {
            // Where it goes is not known, so of the other settings it is told only which cannot be resolved either.
            assignments.forEach(Assignment::expanded);
            HostException.throwIfAny(unresolved(references, assignments));
        }
        if (url.isEmpty() && plugin.isPresent()) {
            return named(host, plugin.get());
        }
        String scheme = url.map(Address::schemeOf).orElse(EMBEDDED_SCHEME);
        return new Address(
                host.destinationOfScheme(scheme).orElseThrow(() -> schemeUnknown(host, scheme)), scheme, url);
    }

    private static List<ErrorDetail> unresolved(References references, List<Assignment> assignments) {
        return Stream.concat(
                        references.problems().stream(),
                        assignments.stream().flatMap(each -> each.references().problems().stream()))
                .distinct()
                .toList();
    }

    /** A destination that a definition names, and that has no URL. */
    private static Address named(Host host, String id) {
        Destination destination = host.destinations().stream()
                .map(Host.Installed::destination)
                .filter(installed -> installed.spec().id().equals(id))
                .findFirst()
                .orElseThrow(
                        () -> HostFailure.DESTINATION_UNKNOWN.exception("No destination '" + id + "' is installed."));
        return new Address(
                destination,
                destination.spec().urlSchemes().keySet().stream()
                        .sorted()
                        .findFirst()
                        .orElse(""),
                Optional.empty());
    }

    private static boolean isUrl(Host host, String setting) {
        return host.destinations().stream()
                .anyMatch(
                        installed -> installed.destination().spec().urlSchemes().containsValue(setting));
    }

    /** The setting that holds the URL. */
    String setting() {
        DestinationSpec spec = destination.spec();
        String setting = spec.urlSchemes().get(scheme);
        if (setting == null) {
            throw new IllegalStateException("the destination " + spec.id() + " takes no " + scheme + " URL");
        }
        return setting;
    }

    private static String schemeOf(String url) {
        Matcher matcher = SCHEME.matcher(url);
        if (!matcher.matches()) {
            throw HostFailure.URL_INVALID.exception();
        }
        return matcher.group(1).toLowerCase(Locale.ROOT);
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
}
