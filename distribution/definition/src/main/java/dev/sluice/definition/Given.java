package dev.sluice.definition;

/**
 * A value of a sync and where it comes from.
 *
 * @param value a text, Long, BigDecimal, Boolean or a list of texts
 * @param origin such as {@code sluice.yaml:12:5} or {@code --mode}
 * @param secret whether it must not be shown
 */
public record Given(Object value, String origin, boolean secret) {
    @Override
    public String toString() {
        return (secret ? "****" : value) + " (" + origin + ")";
    }
}
