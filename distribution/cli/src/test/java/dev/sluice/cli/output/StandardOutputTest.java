package dev.sluice.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StandardOutputTest {
    @ParameterizedTest
    @CsvSource({"Broken pipe, false", "No space left on device, true"})
    void aReaderThatHasSeenEnoughIsNoFailure(String message, boolean failure) {
        OutputStream out = new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                throw new IOException(message);
            }
        };
        try (PrintStream printed = new PrintStream(new StandardOutput(out))) {
            printed.println("a");
            printed.println("b");
            assertThat(printed.checkError()).isEqualTo(failure);
        }
    }
}
