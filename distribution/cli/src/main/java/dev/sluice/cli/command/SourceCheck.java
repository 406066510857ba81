package dev.sluice.cli.command;

import dev.sluice.cli.installation.Host;
import dev.sluice.cli.option.SourceArguments;
import dev.sluice.host.definition.SyncDefinition;
import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.mapping.RowReader;
import dev.sluice.host.source.Source;
import dev.sluice.spi.CheckStep;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.Field;
import dev.sluice.spi.Row;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Tries the source and the mapping of a sync, with its first row. Shows names and types of fields, and no value. For one thread. */
final class SourceCheck {
    private final Consumer<CheckStep> listener;
    private final List<CheckStep> steps = new ArrayList<>();

    /** @param listener is told each step as it ends */
    SourceCheck(Consumer<CheckStep> listener) {
        this.listener = listener;
    }

    /** Every step. None after one that failed. */
    List<CheckStep> run(Host host, SourceArguments arguments, SyncDefinition definition) {
        Source opened = step(
                "source",
                () -> arguments.open(host, false, Optional.empty()),
                source -> CheckStep.Result.pass(fields(source)));
        if (opened == null) {
            return steps;
        }
        try (Source source = opened) {
            if (step(
                            "mapping",
                            () -> host.profile(definition, source),
                            profile -> CheckStep.Result.pass(
                                    "The mapping fits the source, and the key is among the fields."))
                    != null) {
                step("first row", () -> new RowReader(source, definition.mapping(), 1), SourceCheck::first);
            }
        }
        return steps;
    }

    private static String fields(Source source) {
        return source.schema()
                .map(schema -> "It can be read: " + names(schema.fields()) + ".")
                .orElse("It can be read; each row has fields of its own.");
    }

    private static CheckStep.Result first(RowReader rows) {
        try (rows) {
            if (!rows.next()) {
                return CheckStep.Result.warn(HostFailure.SOURCE_EMPTY.detail("The source has no row."));
            }
            Row row = rows.row();
            ErrorDetail error = rows.error();
            if (row == null) {
                return CheckStep.Result.warn(error == null ? HostFailure.SOURCE_EMPTY.detail() : error);
            }
            return CheckStep.Result.pass("It travels as " + names(row.schema().fields()) + ".");
        }
    }

    private static String names(List<Field> fields) {
        return fields.stream().map(field -> field.name() + " " + field.type()).collect(Collectors.joining(", "));
    }

    /** What the step gave; null if it failed. */
    private <T> @Nullable T step(String name, Supplier<T> work, Function<T, CheckStep.Result> told) {
        long began = System.nanoTime();
        T given = null;
        CheckStep.Result result;
        try {
            given = work.get();
            result = told.apply(given);
        } catch (RuntimeException e) {
            given = null;
            result = CheckStep.Result.fail(HostException.of(e).each().get(0));
        }
        CheckStep step = new CheckStep(name, result, Duration.ofNanos(System.nanoTime() - began));
        steps.add(step);
        listener.accept(step);
        return given;
    }
}
