package dev.sluice.cli.output;

import java.io.Writer;

/** Leads what others write to the error stream through the console, line by line and without secrets. */
public final class SayingWriter extends Writer {
    private final Console console;
    private final StringBuilder line = new StringBuilder();

    SayingWriter(Console console) {
        this.console = console;
    }

    @Override
    public void write(char[] characters, int start, int length) {
        for (int i = start; i < start + length; i++) {
            if (characters[i] == '\n') {
                flushLine();
            } else {
                line.append(characters[i]);
            }
        }
    }

    private void flushLine() {
        console.say(console.redactor().redact(line.toString()));
        line.setLength(0);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        if (line.length() > 0) {
            flushLine();
        }
    }
}
