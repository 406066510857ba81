package dev.sluice.source.parquet.file;

/** What is wrong with a file, without its name. Caught where file and column are known. */
public final class Damage extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param what in words that follow "cannot be read: " */
    public Damage(String what) {
        super(what, null, false, false);
    }

    /** What is wrong, in words that follow "cannot be read: ". */
    public String what() {
        return String.valueOf(getMessage());
    }
}
