package dev.sluice.definition;

import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.name.NearestName;
import dev.sluice.spi.ErrorDetail;
import java.util.Collection;
import java.util.List;

/** What can be wrong with a definition file, in words: the place first, then the line with a mark under what is meant. */
final class DefinitionProblems {
    private DefinitionProblems() {}

    static ErrorDetail syntax(Place place, Excerpt excerpt, String reason) {
        return at(
                HostFailure.DEFINITION_SYNTAX,
                place,
                excerpt,
                "This is not YAML: " + reason + ".",
                "Correct the file there. Values with ':' or '#' in them need quotes, and tabs cannot indent.");
    }

    static ErrorDetail tooLarge(Place place, String reason) {
        return at(
                HostFailure.DEFINITION_SYNTAX,
                place,
                Excerpt.NONE,
                "The file has " + reason + ".",
                "Split or simplify it.");
    }

    static ErrorDetail keyNoText(Place place) {
        return at(
                HostFailure.DEFINITION_SYNTAX, place, Excerpt.NONE, "A key is not a text.", "Write it as name: value.");
    }

    static ErrorDetail twice(String name, Place first, Place second) {
        return at(
                HostFailure.DEFINITION_SYNTAX,
                second,
                Excerpt.NONE,
                "The key '" + name + "' is there already, at " + first + ".",
                "Remove or rename one of the two.");
    }

    static ErrorDetail tagUnknown(Place place, String tag) {
        return at(
                HostFailure.DEFINITION_SYNTAX, place, Excerpt.NONE, "The tag " + tag + " is not known.", "Remove it.");
    }

    static ErrorDetail invalid(Place place, Excerpt excerpt, String message, String remedy) {
        return at(HostFailure.DEFINITION_WRONG, place, excerpt, message, remedy);
    }

    static ErrorDetail nameUnknown(Place place, Excerpt excerpt, String kind, String name, Collection<String> names) {
        return invalid(
                place,
                excerpt,
                "There is no " + kind + " '" + name + "'.",
                NearestName.question(name, names)
                        + (names.isEmpty()
                                ? "Define it under '" + kind + "s:'."
                                : "There are: " + String.join(", ", List.copyOf(names)) + "."));
    }

    private static ErrorDetail at(HostFailure failure, Place place, Excerpt excerpt, String message, String remedy) {
        return failure.detail(place + ": " + message + excerpt.below(place), remedy)
                .at("file", place.file())
                .at("line", String.valueOf(place.line()))
                .at("column", String.valueOf(place.column()));
    }
}
