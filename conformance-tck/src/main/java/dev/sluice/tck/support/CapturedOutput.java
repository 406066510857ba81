package dev.sluice.tck.support;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What is logged and printed while something is done. */
public final class CapturedOutput {
    private CapturedOutput() {}

    public static String during(Runnable task) {
        Logger root = Logger.getLogger("");
        Level level = root.getLevel();
        Recorder recorder = new Recorder();
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream print = new PrintStream(printed, true, StandardCharsets.UTF_8);
        Handler[] handlers = root.getHandlers();
        for (Handler handler : handlers) {
            root.removeHandler(handler);
        }
        root.addHandler(recorder);
        root.setLevel(Level.ALL);
        System.setOut(print);
        System.setErr(print);
        try {
            task.run();
        } finally {
            System.setOut(out);
            System.setErr(err);
            root.setLevel(level);
            root.removeHandler(recorder);
            for (Handler handler : handlers) {
                root.addHandler(handler);
            }
        }
        return String.join("\n", recorder.told) + printed.toString(StandardCharsets.UTF_8);
    }

    /** Keeps every record with its parameters, and the texts of what was thrown. */
    private static final class Recorder extends Handler {
        private final Queue<String> told = new ConcurrentLinkedQueue<>();

        @Override
        public void publish(LogRecord record) {
            told.add(record.getMessage() + " " + Arrays.toString(record.getParameters()));
            for (Throwable thrown = record.getThrown(); thrown != null; thrown = thrown.getCause()) {
                told.add(thrown.toString());
                for (Throwable suppressed : thrown.getSuppressed()) {
                    told.add(suppressed.toString());
                }
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
