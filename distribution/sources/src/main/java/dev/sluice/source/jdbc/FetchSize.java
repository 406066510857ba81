package dev.sluice.source.jdbc;

/** How many rows to ask for at once, so that they are a few megabytes however wide they are. For one thread. */
final class FetchSize {
    private static final long BYTES = 4L << 20;
    private static final int FIRST = 16;
    private static final int MOST = 2_000;
    private static final int GROWTH = 4;

    private int rows = FIRST;
    private long widest = 1;

    int rows() {
        return rows;
    }

    /** Takes notice of a row. */
    void saw(long bytes) {
        widest = Math.max(widest, bytes);
    }

    /** The number of the next fetch. */
    int next() {
        rows = (int) Math.max(1, Math.min(Math.min(MOST, (long) rows * GROWTH), BYTES / widest));
        return rows;
    }
}
