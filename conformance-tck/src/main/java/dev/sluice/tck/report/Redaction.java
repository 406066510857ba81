package dev.sluice.tck.report;

import dev.sluice.spi.DestinationConfig;
import dev.sluice.tck.support.FlatSchema;
import dev.sluice.tck.support.Secrets;

/** The secrets of all fixtures of this process, which no report shows. This class is threadsafe. */
public final class Redaction {
    private static final Secrets SECRETS = new Secrets();

    private Redaction() {}

    /** From now on reports show no secret of these settings; no text of them at all, if the schema does not say which are secret. */
    public static void add(String schema, DestinationConfig config) {
        synchronized (SECRETS) {
            try {
                SECRETS.addAll(new FlatSchema("", schema), config);
            } catch (AssertionError notFlat) {
                config.values().values().forEach(value -> SECRETS.add(String.valueOf(value)));
            }
        }
    }

    /** The text with {@code [hidden]} for each secret. */
    static String of(String text) {
        synchronized (SECRETS) {
            return SECRETS.hiddenIn(text);
        }
    }
}
