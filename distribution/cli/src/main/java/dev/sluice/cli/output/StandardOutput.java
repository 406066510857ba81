package dev.sluice.cli.output;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** The standard output. That a reader such as {@code head} has seen enough is no failure; any other is. */
public final class StandardOutput extends FilterOutputStream {
    private boolean unread;

    public StandardOutput(OutputStream out) {
        super(out);
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int start, int length) throws IOException {
        if (unread) {
            return;
        }
        try {
            out.write(bytes, start, length);
        } catch (IOException e) {
            if (!String.valueOf(e.getMessage()).contains("Broken pipe")) {
                throw e;
            }
            unread = true;
        }
    }
}
