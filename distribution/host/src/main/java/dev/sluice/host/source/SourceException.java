package dev.sluice.host.source;

/** A source that cannot be read, or no further. Its message names the place and holds no value of a row. */
public final class SourceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String code;
    private final String remedy;

    /**
     * @param code stable, upper case with underscores
     * @param message what happened
     * @param remedy what to do
     */
    public SourceException(String code, String message, String remedy) {
        super(message);
        this.code = code;
        this.remedy = remedy;
    }

    /** Stable, upper case with underscores, such as {@code SOURCE_MISSING}. */
    public String code() {
        return code;
    }

    /** What to do about it. */
    public String remedy() {
        return remedy;
    }
}
