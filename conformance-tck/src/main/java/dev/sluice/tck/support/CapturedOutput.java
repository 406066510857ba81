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

/** Captures what a task logs and prints. */
public final class CapturedOutput {
    private CapturedOutput() {}

    /** What is printed, and logged at any level. */
    public static String during(Runnable task) {
        return during(Level.ALL, task);
    }

    /** What is printed, and logged at this level or above. */
    public static String during(Level least, Runnable task) {
        Logger root = Logger.getLogger("");
        Level level = root.getLevel();
        Recorder recorder = new Recorder();
        recorder.setLevel(least);
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
        return String.join("\n", recorder.texts) + printed.toString(StandardCharsets.UTF_8);
    }

    /** Keeps the message and parameters of every record, and the text of its exceptions. */
    private static final class Recorder extends Handler {
        private final Queue<String> texts = new ConcurrentLinkedQueue<>();

        @Override
        public void publish(LogRecord record) {
            if (!isLoggable(record)) {
                return;
            }
            texts.add(record.getMessage() + " " + Arrays.toString(record.getParameters()));
            for (Throwable thrown = record.getThrown(); thrown != null; thrown = thrown.getCause()) {
                texts.add(thrown.toString());
                for (Throwable suppressed : thrown.getSuppressed()) {
                    texts.add(suppressed.toString());
                }
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
