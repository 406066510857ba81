package dev.sluice.source.parquet;

/** What is wrong with a file, without its name. Caught where file and column are known. */
final class Damage extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Damage(String what) {
        super(what, null, false, false);
    }

    String what() {
        return String.valueOf(getMessage());
    }
}
