package dev.sluice.spark.task;

import org.apache.spark.sql.connector.metric.CustomMetric;
import org.apache.spark.sql.connector.metric.CustomSumMetric;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;

/** What Spark's UI shows of a write. Spark makes objects of these classes by their names. */
public final class SinkMetric {
    private static final String WRITTEN = "sluiceRowsWritten";
    private static final String SKIPPED = "sluiceRowsSkipped";
    private static final String REJECTED = "sluiceRowsRejected";
    private static final String RETRIES = "sluiceRetries";
    private static final String WAITED = "sluiceWaitedMillis";

    private SinkMetric() {}

    /** Everything that is shown. */
    public static CustomMetric[] all() {
        return new CustomMetric[] {new Written(), new Skipped(), new Rejected(), new Retries(), new Waited()};
    }

    static CustomTaskMetric[] values(long written, long skipped, long rejected, long retries, long waitedMillis) {
        return new CustomTaskMetric[] {
            new Value(WRITTEN, written),
            new Value(SKIPPED, skipped),
            new Value(REJECTED, rejected),
            new Value(RETRIES, retries),
            new Value(WAITED, waitedMillis)
        };
    }

    private record Value(String name, long value) implements CustomTaskMetric {}

    /** Rows that the destination has acknowledged. */
    public static final class Written extends CustomSumMetric {
        @Override
        public String name() {
            return WRITTEN;
        }

        @Override
        public String description() {
            return "rows written";
        }
    }

    /** Rows that were left alone. */
    public static final class Skipped extends CustomSumMetric {
        @Override
        public String name() {
            return SKIPPED;
        }

        @Override
        public String description() {
            return "rows skipped";
        }
    }

    /** Rows that were refused. */
    public static final class Rejected extends CustomSumMetric {
        @Override
        public String name() {
            return REJECTED;
        }

        @Override
        public String description() {
            return "rows rejected";
        }
    }

    /** Attempts of the destination after the first. */
    public static final class Retries extends CustomSumMetric {
        @Override
        public String name() {
            return RETRIES;
        }

        @Override
        public String description() {
            return "retries of the destination";
        }
    }

    /** How long the destination waited before it went on. */
    public static final class Waited extends CustomSumMetric {
        @Override
        public String name() {
            return WAITED;
        }

        @Override
        public String description() {
            return "time the destination waited (ms)";
        }
    }
}
