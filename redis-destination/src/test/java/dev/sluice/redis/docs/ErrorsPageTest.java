package dev.sluice.redis.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.sluice.redis.RedisDestination;
import dev.sluice.redis.failure.RedisFailure;
import dev.sluice.redis.failure.SkipReason;
import dev.sluice.redis.retry.RetryPolicy;
import dev.sluice.spi.ErrorCategory;
import dev.sluice.spi.ErrorCode;
import dev.sluice.spi.ErrorCode.Scope;
import dev.sluice.spi.ErrorDetail;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

final class ErrorsPageTest {
    private static final List<String> HEADER = List.of("Code", "What happened", "What to do", "Category", "Retryable");
    private static final List<String> RUN_HEADER =
            with(HEADER, "Retried while opening", "Retried while writing", "Error replies");
    private static final List<String> ROW_HEADER = with(HEADER, "Partial", "Error replies");

    @Test
    void thePageListsEveryCode() throws IOException {
        new Page("redis-errors.md", "Error codes of the Redis destination")
                .paragraph(
                        "A code is stable: scripts and alerts may rely on it. *Retryable* means that a later run may succeed without any change. Before that, the destination retries by itself: *while opening* a writer and *while writing*, either a few times or until `retry_budget_seconds` are over. *Error replies* are the replies of a server or a proxy that have this meaning, by how they begin.")
                .paragraph(
                        "Messages name fields and settings, never values, keys or passwords. Of an error reply, only the error code and the name of the command are shown.")
                .heading("Configuration and calls")
                .table(HEADER, rows(ErrorCode.COMMON))
                .heading("Failures that end the run")
                .paragraph("Each row that was affected carries the code, too.")
                .table(
                        RUN_HEADER,
                        rows(
                                failure -> failure.scope() == Scope.RUN,
                                failure -> List.of(
                                        retried(failure.whileOpening()),
                                        retried(failure.whileWriting()),
                                        replies(failure))))
                .heading("Warnings of a run")
                .paragraph(
                        "The run goes on. They are about the marker of the run: what it is, and what each finding means, is in [reliability.md](reliability.md#the-marker-is-this-still-the-target-that-was-left).")
                .table(HEADER, rows(failure -> failure.scope() == Scope.WARNING, failure -> List.of()))
                .heading("Rejected rows")
                .paragraph(
                        "The row is rejected and the other rows are written. A rejected row has changed nothing in Redis, except where the code is marked as *partial*.")
                .table(
                        ROW_HEADER,
                        rows(
                                failure -> failure.scope() == Scope.ROW,
                                failure -> List.of(failure.partial() ? "**yes**" : "no", replies(failure))))
                .heading("Skipped rows")
                .paragraph("These are not errors: the mode or a setting says to leave the record as it is.")
                .table(
                        List.of("Reason", "What was found"),
                        Arrays.stream(SkipReason.values())
                                .map(reason -> List.of(code(reason.name()), reason.message()))
                                .toList())
                .heading("Checks")
                .paragraph("A check also reports the codes above.")
                .table(HEADER, rows(failure -> failure.scope() == Scope.CHECK, failure -> List.of()))
                .check();
        assertThatThePageHasEveryRowOfTheTable();
    }

    private static void assertThatThePageHasEveryRowOfTheTable() throws IOException {
        List<String> lines = Files.readAllLines(Path.of("..", "docs", "redis-errors.md"));
        for (RedisFailure failure : RedisFailure.values()) {
            assertThat(lines)
                    .filteredOn(line -> line.startsWith("| " + code(failure.name()) + " |"))
                    .singleElement(InstanceOfAssertFactories.STRING)
                    .contains(failure.detail().message(), failure.detail().remedy(), name(failure.category()));
        }
    }

    /** What {@code sluice errors} shows is the table, row for row. */
    @Test
    void theDestinationListsTheTable() {
        List<ErrorCode> listed = new RedisDestination().errors();
        assertThat(listed)
                .extracting(ErrorCode::code, ErrorCode::scope, ErrorCode::partial, ErrorCode::detail)
                .containsExactlyElementsOf(Arrays.stream(RedisFailure.values())
                        .map(failure -> tuple(failure.name(), failure.scope(), failure.partial(), failure.detail()))
                        .toList());
        assertThat(listed)
                .extracting(ErrorCode::code)
                .doesNotContainAnyElementsOf(
                        ErrorCode.COMMON.stream().map(ErrorCode::code).toList());
    }

    /** Codes are constants of one package; a text of that form anywhere else would be one that no page lists. */
    @Test
    void noOtherClassMakesUpACode() throws IOException {
        Pattern literal = Pattern.compile("\"([A-Z]{3,}(?:_[A-Z]+)+)\"");
        Set<String> found = new TreeSet<>();
        try (Stream<Path> files = Files.walk(Path.of("src", "main", "java"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Matcher matcher = literal.matcher(Files.readString(file));
                while (matcher.find()) {
                    found.add(file.getFileName() + " " + matcher.group(1));
                }
            }
        }
        assertThat(found).isEmpty();
    }

    private static List<String> with(List<String> header, String... more) {
        return Stream.concat(header.stream(), Arrays.stream(more)).toList();
    }

    private static List<List<String>> rows(Predicate<RedisFailure> which, Function<RedisFailure, List<String>> more) {
        return Arrays.stream(RedisFailure.values())
                .filter(which)
                .map(failure -> Stream.concat(row(failure.detail()).stream(), more.apply(failure).stream())
                        .toList())
                .toList();
    }

    private static List<List<String>> rows(List<ErrorCode> codes) {
        return codes.stream().map(ErrorCode::detail).map(ErrorsPageTest::row).toList();
    }

    private static List<String> row(ErrorDetail detail) {
        return List.of(
                code(detail.code()),
                detail.message(),
                detail.remedy(),
                name(detail.category()),
                detail.retryable() ? "yes" : "no");
    }

    private static String retried(RetryPolicy policy) {
        return switch (policy) {
            case NEVER -> "no";
            case FEW -> "a few times";
            case BUDGET -> "within the budget";
        };
    }

    private static String replies(RedisFailure failure) {
        return failure.replyTexts().stream().map(ErrorsPageTest::code).collect(Collectors.joining(", "));
    }

    private static String code(String text) {
        return "`" + text + "`";
    }

    private static String name(ErrorCategory category) {
        return category.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
