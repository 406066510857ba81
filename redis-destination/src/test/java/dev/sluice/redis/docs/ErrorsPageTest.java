package dev.sluice.redis.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.redis.RedisDestination;
import dev.sluice.redis.failure.CheckCode;
import dev.sluice.redis.failure.Code;
import dev.sluice.redis.failure.MarkerCode;
import dev.sluice.redis.failure.RowCode;
import dev.sluice.redis.failure.RunCode;
import dev.sluice.redis.failure.SkipReason;
import dev.sluice.spi.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class ErrorsPageTest {
    private static final List<String> HEADER =
            List.of("Code", "What happened", "What to do", "Category", "Scope", "Retryable", "Partial");

    @Test
    void thePageListsEveryCode() throws IOException {
        new Page("redis-errors.md", "Codes of the Redis destination")
                .paragraph(
                        "A code is stable: scripts and alerts may rely on it. *Scope* says what it concerns: the **run** ends, one **row** is rejected and the others stand, or only a **check** reports it. A code of the run also stands beside each row that met it. *Retryable* means that a later run may succeed without any change. A rejected row has changed nothing in Redis, save for codes marked as *partial*.")
                .paragraph(
                        "Messages name fields and settings, never values, keys or passwords. Of what a server answers, only the first word is used.")
                .heading("Configuration and calls")
                .table(HEADER, rows(ErrorCode.COMMON))
                .heading("Connection, log-in and server")
                .table(HEADER, rows(listed(RunCode.values())))
                .heading("Rows")
                .table(HEADER, rows(listed(RowCode.values())))
                .heading("The marker of a run")
                .paragraph(
                        "`TARGET_REPLACED` ends the run. The others are warnings: the run goes on. What the marker is, and what each finding means: [reliability.md](reliability.md#the-marker-is-this-still-the-target-that-was-left).")
                .table(HEADER, rows(listed(MarkerCode.values())))
                .heading("Rows left alone")
                .paragraph("No errors: the mode says to leave these records as they are.")
                .table(
                        List.of("Reason", "What was found"),
                        Arrays.stream(SkipReason.values())
                                .map(reason -> List.of(code(reason.name()), reason.message()))
                                .toList())
                .heading("Checks")
                .paragraph("A check reports the codes above as well.")
                .table(HEADER, rows(listed(CheckCode.values())))
                .check();
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

    @Test
    void everyCodeIsThereOnceWithAMeaningAndARemedy() {
        List<ErrorCode> codes = new RedisDestination().errors();

        assertThat(codes)
                .extracting(ErrorCode::code)
                .doesNotHaveDuplicates()
                .contains(RunCode.CONNECTION_REFUSED.name(), RowCode.WRONGTYPE.name(), CheckCode.STALE_FIELDS.name())
                .doesNotContainAnyElementsOf(
                        ErrorCode.COMMON.stream().map(ErrorCode::code).toList());
        assertThat(codes).allSatisfy(code -> assertThat(code.detail().message()).endsWith("."));
        assertThat(codes).allSatisfy(code -> assertThat(code.detail().remedy()).endsWith("."));
    }

    private static List<ErrorCode> listed(Code... codes) {
        return Arrays.stream(codes).map(Code::listed).toList();
    }

    private static List<List<String>> rows(List<ErrorCode> codes) {
        return codes.stream()
                .map(code -> List.of(
                        code(code.code()),
                        code.detail().message(),
                        code.detail().remedy(),
                        name(code.detail().category()),
                        name(code.scope()),
                        code.detail().retryable() ? "yes" : "no",
                        code.partial() ? "**yes**" : "no"))
                .toList();
    }

    private static String code(String text) {
        return "`" + text + "`";
    }

    private static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
