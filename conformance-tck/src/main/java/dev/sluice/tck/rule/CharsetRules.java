package dev.sluice.tck.rule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.spi.Field;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.ReadBack;
import dev.sluice.spi.Row;
import dev.sluice.spi.RowSchema;
import dev.sluice.spi.SyncMode;
import dev.sluice.tck.host.OtherProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is written in a process that has another default charset. */
abstract class CharsetRules extends CodeRules {
    private static final String CHARSET = "US-ASCII";

    /**
     * The default charset of the JVM changes nothing: a process whose default is US-ASCII stores the same records as this one, with texts,
     * keys, field names and JSON beyond ASCII, and rejects the same rows. Where the target lives in a process, the rule asks the reader there.
     * Asked because containers often have no locale. Untested where no other JVM starts, or none has another default. On failure look for
     * {@code getBytes()}, {@code new String(bytes)}, {@code FileReader} and {@code InputStreamReader} without a charset.
     */
    @Test
    public final void capability_r9_11_theDefaultCharsetMakesNoDifference() {
        SyncMode mode = writingMode();
        List<List<Row>> batches = List.of(
                rows("value", FieldType.TEXT, "plain", "Zoë", "\u65E5\u672C", "\uD83D\uDE00"),
                rows("größe", FieldType.TEXT, "plain"),
                rows("document", FieldType.JSON, "{\"é\":\"\u65E5\"}"));
        List<List<String>> here = new ArrayList<>();
        List<Row> written = new ArrayList<>();
        for (List<Row> batch : batches) {
            List<Row> accepted = accepted("texts beyond ASCII", mode, batch);
            written.addAll(accepted);
            here.add(accepted.stream().map(this::name).toList());
        }
        assertState("with texts beyond ASCII", written);
        isolate();
        batches.forEach(this::prepare);
        Optional<List<Map<String, String>>> answers = OtherProcess.written(
                fixture.destinationId(),
                CHARSET,
                batches.stream().map(batch -> request(mode, batch)).toList(),
                batches);
        if (answers.isEmpty()) {
            throw untested("no other JVM starts with the class path of the test and another default charset");
        }
        if (!creates(mode) && !written.isEmpty() && allSkipped(answers.get())) {
            throw untested("the target is in the process that writes, and holds no record to write to");
        }
        for (int i = 0; i < batches.size(); i++) {
            assertThat(writtenOf(batches.get(i), answers.get().get(i)))
                    .as(
                            "rows written where the default charset is %s, of %s",
                            CHARSET, answers.get().get(i))
                    .isEqualTo(here.get(i));
        }
        if (fixture.readAll().isEmpty() && !written.isEmpty()) {
            assertReadThere(batches, answers.get());
        } else {
            assertState("written where the default charset is " + CHARSET, written);
        }
    }

    /** Rows with each of these values, whose keys are the values too. */
    private static List<Row> rows(String field, FieldType type, String... values) {
        RowSchema schema = RowSchema.of(new Field("id", FieldType.TEXT), new Field(field, type));
        List<Row> rows = new ArrayList<>();
        for (String value : values) {
            rows.add(Row.of(schema, field + " " + rows.size(), value));
            if (type == FieldType.TEXT) {
                rows.add(Row.of(schema, field + " " + value, "plain"));
            }
        }
        return rows;
    }

    private List<String> writtenOf(List<Row> rows, Map<String, String> answers) {
        return IntStream.range(0, rows.size())
                .filter(i -> "Written".equals(answers.get("outcome " + i)))
                .mapToObj(i -> name(rows.get(i)))
                .toList();
    }

    private static boolean allSkipped(List<Map<String, String>> answers) {
        return answers.stream()
                .flatMap(batch -> batch.entrySet().stream())
                .filter(answer -> answer.getKey().startsWith("outcome"))
                .allMatch(answer -> answer.getValue().equals("Skipped"));
    }

    /** The records are in the memory of that process: its reader says what they are. */
    private void assertReadThere(List<List<Row>> batches, List<Map<String, String>> answers) {
        int read = 0;
        List<String> wrong = new ArrayList<>();
        for (int i = 0; i < batches.size(); i++) {
            for (int row = 0; row < batches.get(i).size(); row++) {
                String status = answers.get(i).get("status " + row);
                if (status != null && "Written".equals(answers.get(i).get("outcome " + row))) {
                    read++;
                    if (!status.equals(ReadBack.Status.MATCHES.name())) {
                        wrong.add(name(batches.get(i).get(row)) + " " + status);
                    }
                }
            }
        }
        if (read == 0) {
            throw untested("the target is in the process that writes, and there is no reader");
        }
        assertThat(wrong)
                .as("rows written where the default charset is %s, read there", CHARSET)
                .isEmpty();
    }
}
