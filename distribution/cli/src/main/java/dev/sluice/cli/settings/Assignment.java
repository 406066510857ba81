package dev.sluice.cli.settings;

import dev.sluice.definition.References;
import dev.sluice.host.failure.HostFailure;
import java.util.List;
import java.util.regex.Pattern;

/**
 * One setting of a destination, from {@code --set} or a definition file.
 *
 * @param value with references to variables, as it was given
 * @param references resolves them
 */
public record Assignment(String name, String value, References references) {
    /** Of anything else nothing is shown: it may be a secret whose name was left out, and Base64 ends in '='. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z][\\w.-]{0,63}");

    /** The value, with what its references stand for. */
    String expanded() {
        return references.expand(value);
    }

    /** Those of {@code --set}. */
    public static List<Assignment> parse(List<String> texts, References references) {
        return texts.stream().map(text -> parse(text, references)).toList();
    }

    private static Assignment parse(String text, References references) {
        int equals = text.indexOf('=');
        if (equals < 1 || !NAME.matcher(text.substring(0, equals)).matches()) {
            throw HostFailure.SETTING_MALFORMED.exception(
                    "A --set has no '=' after a name.",
                    "Write it as --set name=value. `sluice plugins describe ID` lists the names.");
        }
        return new Assignment(text.substring(0, equals), text.substring(equals + 1), references);
    }
}
