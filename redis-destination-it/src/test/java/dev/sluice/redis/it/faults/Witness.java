package dev.sluice.redis.it.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.redis.it.servers.RedisServer;
import dev.sluice.spi.BatchResult;
import dev.sluice.spi.CheckReport;
import dev.sluice.spi.CheckStep;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.Outcome;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Sees every result, failure and report of a test, and all that is logged: each error has a remedy, none of them holds a password, a user
 * or a marked value, and the codes that {@link Fault} promises were met.
 */
final class Witness implements BeforeEachCallback, AfterEachCallback {
    static final String PASSWORD = RedisServer.PASSWORD;
    static final String USER = "canary-us3r";
    static final String VALUE = "canary-pii-";
    private static final String CANARY = "canary-";

    private final Set<String> codes = new ConcurrentSkipListSet<>();
    private final List<String> logged = new CopyOnWriteArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            logged.add(String.valueOf(entry.getMessage()));
            if (entry.getParameters() != null) {
                logged.add(java.util.Arrays.toString(entry.getParameters()));
            }
            if (entry.getThrown() != null) {
                logged.add(text(entry.getThrown()));
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    BatchResult saw(BatchResult result) {
        for (int i = 0; i < result.size(); i++) {
            Outcome outcome = result.outcome(i);
            if (outcome instanceof Outcome.Rejected rejected) {
                saw(rejected.error());
            } else if (outcome instanceof Outcome.Indeterminate unknown) {
                saw(unknown.error());
                assertThat(result.stop())
                        .as("what is indeterminate ends the run")
                        .isPresent();
            } else if (outcome instanceof Outcome.Skipped skipped) {
                codes.add(skipped.reason());
            }
        }
        result.stop().ifPresent(this::saw);
        return result;
    }

    private void saw(ErrorDetail error) {
        codes.add(error.code());
        assertThat(error.remedy()).isNotBlank();
        assertThat(error.message()).isNotBlank();
        assertThat(error.toString()).doesNotContain(CANARY);
    }

    DestinationException saw(DestinationException e) {
        codes.add(e.detail().code());
        assertThat(e.detail().remedy()).isNotBlank();
        assertThat(e.getMessage()).isNotBlank();
        assertThat(text(e)).doesNotContain(CANARY);
        return e;
    }

    CheckReport saw(CheckReport report) {
        for (CheckStep step : report.steps()) {
            step.result().error().ifPresent(error -> codes.add(error.code()));
            if (step.status() == CheckStep.Status.FAIL || step.status() == CheckStep.Status.WARN) {
                assertThat(step.result().error().orElseThrow().remedy()).isNotBlank();
            }
        }
        assertThat(report.toString()).doesNotContain(CANARY);
        return report;
    }

    /** With its causes and what it suppresses. */
    private static String text(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        codes.clear();
        logged.clear();
        handler.setLevel(Level.ALL);
        Logger.getLogger("").addHandler(handler);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        Logger.getLogger("").removeHandler(handler);
        assertThat(logged).noneMatch(text -> text.contains(CANARY));
        if (context.getExecutionException().isEmpty()) {
            for (Fault fault : context.getRequiredTestMethod().getAnnotationsByType(Fault.class)) {
                if (!fault.code().isEmpty()) {
                    assertThat(codes).as("codes that %s met", fault.value()).contains(fault.code());
                }
            }
        }
    }
}
