package dev.sluice.host.change;

/** A guard that stopped a sync before it wrote anything. */
public final class GuardException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String code;
    private final String remedy;

    /**
     * @param code stable, upper case with underscores
     * @param message what the guard saw
     * @param remedy what to do
     */
    public GuardException(String code, String message, String remedy) {
        super(message);
        this.code = code;
        this.remedy = remedy;
    }

    /** Stable, upper case with underscores, such as {@code SOURCE_EMPTY}. */
    public String code() {
        return code;
    }

    /** What to do about it. */
    public String remedy() {
        return remedy;
    }
}
