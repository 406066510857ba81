package dev.sluice.host.run;

/**
 * How the records of a sync are looked at.
 *
 * @param sample rows to look at, from 1 to {@value #MOST}, each with the same probability; {@link #ALL} for every row
 * @param repair whether what differs is repaired
 * @param examples records of each kind to show, at most
 */
public record Verification(long sample, boolean repair, int examples) {
    /** Stands for every row. */
    public static final long ALL = Long.MAX_VALUE;

    /** The largest sample. */
    public static final int MOST = 10_000;

    /** @throws IllegalArgumentException if the sample is of another size */
    public Verification {
        if (sample != ALL && (sample < 1 || sample > MOST)) {
            throw new IllegalArgumentException("a sample of " + sample + " rows");
        }
    }

    boolean all() {
        return sample == ALL;
    }
}
