package dev.sluice.host.mapping;

import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.name.NearestName;
import dev.sluice.spi.ErrorDetail;
import java.util.Collection;
import java.util.Optional;

/** Every failure of a field mapping. They name fields, and none holds a value of a row. */
public final class MappingFailures {
    private static final int MAX_LISTED = 20;
    private static final String COLUMN = "column";

    private MappingFailures() {}

    static HostException syntax(String entry, String why) {
        return HostFailure.MAPPING_SYNTAX.exception("The mapping entry '" + entry + "' cannot be read: " + why + ".");
    }

    static HostException empty() {
        return HostFailure.MAPPING_EMPTY.exception();
    }

    static HostException contradiction(String name) {
        return HostFailure.MAPPING_CONTRADICTION
                .exception("The mapping both takes the field '" + name + "' and leaves it out.")
                .at(COLUMN, name);
    }

    static HostException duplicate(String name) {
        return HostFailure.MAPPING_DUPLICATE_NAME
                .exception("After mapping, two fields would be named '" + name + "'.")
                .at(COLUMN, name);
    }

    static HostException unknown(String name, Collection<String> fields) {
        return HostFailure.MAPPING_UNKNOWN_FIELD
                .exception("The source has no field '" + name + "'.", nearest(name, fields))
                .at(COLUMN, name);
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
     * A field of the key does not travel.
     *
     * @param name its name
     * @param atSource whether the source has a field of this name
     * @param mapped the names that travel
     */
    public static HostException keyLost(String name, boolean atSource, Collection<String> mapped) {
        HostException lost = atSource
                ? HostFailure.KEY_FIELD_LEFT_OUT.exception(
                        "The key is '" + name + "', and the mapping leaves that field out or renames it.")
                : HostFailure.KEY_FIELD_UNKNOWN.exception(
                        "The key is '" + name + "', and the rows have no such field.", nearest(name, mapped));
        return lost.at(COLUMN, name);
    }

    /**
     * A setting of the destination names a field that mapped rows do not have.
     *
     * @param setting JSON Pointer of the setting, if it is known
     * @param atSource whether the source has it
     * @param mapped what the rows have
     */
    public static HostException settingLost(
            Optional<String> setting, String name, boolean atSource, Collection<String> mapped) {
        String named = setting.map(pointer -> "The setting '" + pointer.substring(pointer.lastIndexOf('/') + 1) + "'")
                        .orElse("A setting of the destination")
                + " names the field '" + name + "', and ";
        HostException lost = atSource
                ? HostFailure.SETTING_FIELD_UNKNOWN.exception(
                        named + "the mapping leaves that field out or renames it.",
                        "Leave the field in, or name it in the setting as the mapping does.")
                : HostFailure.SETTING_FIELD_UNKNOWN.exception(
                        named + "the rows have no such field.", nearest(name, mapped));
        if (setting.isPresent()) {
            lost = lost.at(ErrorDetail.SETTING, setting.get());
        }
        return lost.at(COLUMN, name);
    }
}
