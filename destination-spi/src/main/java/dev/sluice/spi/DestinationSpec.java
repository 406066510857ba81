package dev.sluice.spi;

import static dev.sluice.spi.RowError.requireText;
import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a destination says of itself. A constant: equal on every call.
 *
 * <p>The schemas are JSON Schema 2020-12 as text, so that no JSON library crosses the border, and keep to a flat profile that any form
 * generator can draw: one object, {@code "additionalProperties": false}, scalar properties with {@code title} and {@code description},
 * perhaps {@code default} and {@code enum}; no {@code oneOf}. A secret is marked {@code "writeOnly": true, "format": "password"}.
 *
 * @param id {@code [a-z][a-z0-9-]*}; no two destinations of a host have the same
 * @param displayName for people
 * @param version of the destination
 * @param documentation where a user reads on
 * @param configSchema settings of the connection and of how rows are stored
 * @param targetSchema settings of one sync
 * @param modes the modes offered
 * @param urlSchemes URL scheme to the configuration property that takes such a URL, so that a host which knows nothing of this destination
 *     can take {@code redis://…}; may be empty
 * @param fieldMapping whether the host may offer to rename, drop and choose fields
 * @param schemaIntrospection whether the target has a schema that could be asked for
 */
public record DestinationSpec(
        String id,
        String displayName,
        String version,
        URI documentation,
        String configSchema,
        String targetSchema,
        Set<SyncMode> modes,
        Map<String, String> urlSchemes,
        boolean fieldMapping,
        boolean schemaIntrospection) {
    private static final Pattern ID = Pattern.compile("[a-z][a-z0-9-]*");

    /** @throws IllegalArgumentException if the id has another form, a text is blank, or there is no mode */
    public DestinationSpec {
        if (!ID.matcher(requireNonNull(id, "id")).matches()) {
            throw new IllegalArgumentException("id '" + id + "' does not match " + ID);
        }
        requireText(displayName, "displayName");
        requireText(version, "version");
        requireNonNull(documentation, "documentation");
        requireText(configSchema, "configSchema");
        requireText(targetSchema, "targetSchema");
        if (modes.isEmpty()) {
            throw new IllegalArgumentException("a destination offers one mode or more");
        }
        modes = Collections.unmodifiableSet(EnumSet.copyOf(modes));
        urlSchemes = Map.copyOf(urlSchemes);
    }
}
