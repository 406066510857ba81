package dev.sluice.definition;

import dev.sluice.spi.ErrorDetail;
import java.util.Optional;

/**
 * A value of a sync and where it comes from.
 *
 * @param value a text, Long, BigDecimal, Boolean or a list of texts
 * @param origin such as {@code sluice.yaml:12:5} or {@code --mode}
 * @param secret whether it must not be shown
 * @param mark where a file has it, if one does
 */
public record Given(Object value, String origin, boolean secret, Optional<Mark> mark) {
    /** One that no file has. */
    public Given(Object value, String origin, boolean secret) {
        this(value, origin, secret, Optional.empty());
    }

    /** The same problem at the place in the file that it is about. */
    public ErrorDetail located(ErrorDetail problem) {
        return mark.isEmpty() || problem.at().containsKey("line")
                ? problem
                : mark.get().located(problem);
    }

    @Override
    public String toString() {
        return (secret ? "****" : value) + " (" + origin + ")";
    }
}
