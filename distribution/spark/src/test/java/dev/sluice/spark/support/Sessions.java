package dev.sluice.spark.support;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.apache.spark.sql.SparkSession;

/** The Spark of the tests that need no cluster: two tasks at a time in this process. */
public final class Sessions {
    private Sessions() {}

    /** The session, which all tests share. A task may fail twice. */
    public static SparkSession local() {
        return SparkSession.builder()
                .master("local[2,3]")
                .appName("sluice-tests")
                .config("spark.ui.enabled", "false")
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.sql.shuffle.partitions", "4")
                .config("spark.sql.session.timeZone", "Pacific/Chatham")
                .getOrCreate();
    }

    /** What an action prints. */
    public static String printed(Runnable action) {
        PrintStream before = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        try (PrintStream stream = new PrintStream(printed, true, StandardCharsets.UTF_8)) {
            System.setOut(stream);
            action.run();
        } finally {
            System.setOut(before);
        }
        return printed.toString(StandardCharsets.UTF_8);
    }
}
