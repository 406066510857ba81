package dev.sluice.cli.output;

import dev.sluice.host.failure.ErrorJson;
import dev.sluice.host.failure.ExitCode;
import dev.sluice.host.failure.HostException;
import dev.sluice.host.json.JsonTree;
import dev.sluice.spi.CheckReport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What {@code -o json} prints: one object, the same for every command, alone on the standard output.
 *
 * <p>{@code command}, {@code ok}, {@code exit}, then {@code result} of the command and {@code error}, each of them null where there is
 * none.
 */
public final class Envelope {
    private Envelope() {}

    /** @param texts takes secrets out of the messages in it */
    public static String of(
            String command,
            int exit,
            @Nullable Object result,
            @Nullable HostException failure,
            UnaryOperator<Object> texts) {
        Map<String, @Nullable Object> envelope = new LinkedHashMap<>();
        envelope.put("command", command);
        envelope.put("ok", exit == ExitCode.DONE || exit == ExitCode.CHANGES);
        envelope.put("exit", exit);
        envelope.put("result", result);
        envelope.put("error", failure == null ? null : error(failure));
        return JsonTree.text(texts.apply(envelope));
    }

    public static Map<String, Object> check(CheckReport report) {
        List<Object> steps = new ArrayList<>();
        report.steps().forEach(step -> {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("name", step.name());
            entry.put("status", step.status().name());
            entry.put("message", step.result().message());
            step.result().error().map(ErrorJson::properties).ifPresent(entry::putAll);
            entry.put("durationMs", step.duration().toMillis());
            steps.add(entry);
        });
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("passed", report.passed());
        result.put("steps", steps);
        return result;
    }

    /** A failure with its problems. */
    public static Map<String, Object> error(HostException failure) {
        Map<String, Object> error = ErrorJson.properties(failure.detail());
        if (!failure.problems().isEmpty()) {
            error.put(
                    "problems",
                    failure.problems().stream().map(ErrorJson::properties).toList());
        }
        return error;
    }
}
