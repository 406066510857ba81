package dev.sluice.host.mapping;

import dev.sluice.host.name.NearestName;
import java.util.Collection;

/** The field mapping is invalid, or does not fit the rows. The message names fields and contains no value of a row. */
public final class MappingException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int MAX_LISTED = 20;

    private final String code;
    private final String remedy;

    MappingException(String code, String message, String remedy) {
        super(message);
        this.code = code;
        this.remedy = remedy;
    }

    static MappingException syntax(String entry, String why) {
        return new MappingException(
                "MAPPING_SYNTAX",
                "The mapping entry '" + entry + "' cannot be read: " + why + ".",
                "Write 'name', 'from=to', 'name=' to leave a field out, or '*' for all others.");
    }

    static MappingException empty() {
        return new MappingException(
                "MAPPING_EMPTY",
                "The mapping leaves fields out and takes none.",
                "Add '*' to take every other field, or list the fields to take.");
    }

    static MappingException contradiction(String name) {
        return new MappingException(
                "MAPPING_CONTRADICTION",
                "The mapping both takes the field '" + name + "' and leaves it out.",
                "Keep one of the two entries.");
    }

    static MappingException duplicate(String name) {
        return new MappingException(
                "MAPPING_DUPLICATE_NAME",
                "After mapping, two fields would be named '" + name + "'.",
                "Give one of them another name ('from=to'), or leave one out ('name=').");
    }

    static MappingException unknown(String name, Collection<String> fields) {
        return new MappingException(
                "MAPPING_UNKNOWN_FIELD", "The source has no field '" + name + "'.", nearest(name, fields));
    }

    /** The field that may be meant, or else what there is. */
    private static String nearest(String name, Collection<String> fields) {
        return NearestName.to(name, fields)
                .map(field -> "Did you mean '" + field + "'?")
                .orElseGet(() -> "Its fields are: "
                        + String.join(", ", fields.stream().limit(MAX_LISTED).toList())
                        + (fields.size() > MAX_LISTED ? ", …" : "") + ".");
    }

    /**
     * A field of the key is not written.
     *
     * @param name its name
     * @param atSource whether the source has a field of this name
     * @param mapped the names of the fields that are written
     */
    public static MappingException keyLost(String name, boolean atSource, Collection<String> mapped) {
        return atSource
                ? new MappingException(
                        "KEY_FIELD_LEFT_OUT",
                        "The key is '" + name + "', and the mapping leaves that field out or renames it.",
                        "Take the field in the mapping, or name the key as it is after mapping.")
                : new MappingException(
                        "KEY_FIELD_UNKNOWN",
                        "The key is '" + name + "', and the rows have no such field.",
                        nearest(name, mapped));
    }

    /** Stable, upper case with underscores, such as {@code MAPPING_UNKNOWN_FIELD}. */
    public String code() {
        return code;
    }

    /** What to do about it. */
    public String remedy() {
        return remedy;
    }
}
