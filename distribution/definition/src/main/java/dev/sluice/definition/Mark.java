package dev.sluice.definition;

import dev.sluice.host.failure.HostFailure;
import dev.sluice.spi.ErrorDetail;

/**
 * A place in a definition file, with its line as it may be shown.
 *
 * @param place where it is
 * @param excerpt the line
 */
public record Mark(Place place, Excerpt excerpt) {
    /** The same problem, with the place before its message and the line below it. */
    ErrorDetail located(ErrorDetail problem) {
        return HostFailure.located(problem, place.toString(), excerpt.below(place))
                .at("file", place.file())
                .at("line", String.valueOf(place.line()))
                .at("column", String.valueOf(place.column()));
    }
}
