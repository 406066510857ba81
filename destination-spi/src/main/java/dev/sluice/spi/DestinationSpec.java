package dev.sluice.spi;

import static dev.sluice.spi.ErrorDetail.requireText;
import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a destination says of itself. A constant: equal on every call. Made with {@link #builder}.
 *
 * <p>The schemas are JSON Schema 2020-12 as text, so that no JSON library crosses the border, and keep to a flat profile that any form
 * generator can draw: one object, {@code "additionalProperties": false}, scalar properties with {@code title} and {@code description},
 * perhaps {@code default}, {@code enum} and {@code examples}; no {@code oneOf}. A secret is marked
 * {@code "writeOnly": true, "format": "password"}.
 *
 * <p>Hints for forms are annotations that validators ignore, all optional: {@code x-group} (text), {@code x-order} (number),
 * {@code x-advanced} (boolean), {@code x-visible-when} (an object of one property name and the value that it must have),
 * {@code x-multiline} (boolean), {@code x-env} (the customary environment variable).
 *
 * @param id {@code [a-z][a-z0-9-]*}; no two destinations of a host have the same
 * @param spiVersion {@link Destination#SPI_VERSION} as the destination was compiled with it
 * @param displayName for people
 * @param version of the destination
 * @param documentation where a user reads on
 * @param configSchema settings of the connection and of how rows are stored
 * @param targetSchema settings of one sync
 * @param modes the modes offered, one or more
 * @param urlSchemes URL scheme to the configuration property that takes such a URL, so that a host which knows nothing of this destination
 *     can take {@code redis://…}; may be empty
 */
public record DestinationSpec(
        String id,
        String spiVersion,
        String displayName,
        String version,
        URI documentation,
        String configSchema,
        String targetSchema,
        Set<SyncMode> modes,
        Map<String, String> urlSchemes) {
    private static final Pattern ID = Pattern.compile("[a-z][a-z0-9-]*");

    /** @throws IllegalArgumentException if the id has another form, a text is blank, or there is no mode */
    public DestinationSpec {
        if (!ID.matcher(requireNonNull(id, "id")).matches()) {
            throw new IllegalArgumentException("id '" + id + "' does not match " + ID);
        }
        requireText(spiVersion, "spiVersion");
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

    /**
     * Builds a spec. Without further calls it has the id as its display name, no setting, no URL scheme, and version {@code 0}.
     *
     * @param spiVersion {@link Destination#SPI_VERSION}, which {@code javac} copies into the caller: it tells a host which SPI the
     *     destination was compiled with
     */
    public static Builder builder(String id, String spiVersion) {
        return new Builder(id, spiVersion);
    }

    /** A builder that begins with these values. */
    public Builder toBuilder() {
        Builder builder = new Builder(id, spiVersion)
                .displayName(displayName)
                .version(version)
                .documentation(documentation)
                .configSchema(configSchema)
                .targetSchema(targetSchema)
                .modes(modes.toArray(new SyncMode[0]));
        urlSchemes.forEach(builder::urlScheme);
        return builder;
    }

    /** Builds a {@link DestinationSpec}. Not for use by several threads. */
    public static final class Builder {
        private static final String NO_SETTINGS = "{\"$schema\": \"https://json-schema.org/draft/2020-12/schema\","
                + " \"type\": \"object\", \"additionalProperties\": false, \"properties\": {}}";

        private final String id;
        private final String spiVersion;
        private final Map<String, String> urlSchemes = new TreeMap<>();
        private final Set<SyncMode> modes = EnumSet.noneOf(SyncMode.class);
        private String displayName;
        private String version = "0";
        private @Nullable URI documentation;
        private String configSchema = NO_SETTINGS;
        private String targetSchema = NO_SETTINGS;

        private Builder(String id, String spiVersion) {
            this.id = requireNonNull(id, "id");
            this.spiVersion = spiVersion;
            this.displayName = id;
        }

        /** For people. */
        public Builder displayName(String name) {
            displayName = name;
            return this;
        }

        /** The version of the destination. */
        public Builder version(String text) {
            version = text;
            return this;
        }

        /** Where a user reads on. Required. */
        public Builder documentation(URI address) {
            documentation = address;
            return this;
        }

        /** Settings of the connection and of how rows are stored, as JSON Schema. */
        public Builder configSchema(String schema) {
            configSchema = schema;
            return this;
        }

        /** Settings of one sync, as JSON Schema. */
        public Builder targetSchema(String schema) {
            targetSchema = schema;
            return this;
        }

        /** Adds modes. One at least is required. */
        public Builder modes(SyncMode... offered) {
            modes.addAll(Set.of(offered));
            return this;
        }

        /** Adds a URL scheme and the configuration property that takes such a URL. */
        public Builder urlScheme(String scheme, String property) {
            urlSchemes.put(scheme, property);
            return this;
        }

        /** @throws IllegalArgumentException as the record's constructor does */
        public DestinationSpec build() {
            return new DestinationSpec(
                    id,
                    spiVersion,
                    displayName,
                    version,
                    requireNonNull(documentation, "documentation"),
                    configSchema,
                    targetSchema,
                    modes,
                    urlSchemes);
        }
    }
}
