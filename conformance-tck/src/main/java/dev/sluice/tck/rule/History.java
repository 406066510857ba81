package dev.sluice.tck.rule;

import static org.quicktheories.generators.SourceDSL.arbitrary;
import static org.quicktheories.generators.SourceDSL.integers;
import static org.quicktheories.generators.SourceDSL.lists;
import static org.quicktheories.generators.SourceDSL.longs;

import dev.sluice.spi.Change;
import dev.sluice.spi.Field;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.Row;
import dev.sluice.spi.RowSchema;
import dev.sluice.spi.SyncMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.quicktheories.core.Gen;

/**
 * A sequence of batches of changes to a few records. Its Java code can be pasted into a test.
 *
 * @param batches each a list of steps
 */
record History(List<List<Step>> batches) {
    private static final RowSchema IDENTITY = RowSchema.of(new Field("id", FieldType.INTEGER));
    private static final RowSchema NAMED =
            RowSchema.of(new Field("id", FieldType.INTEGER), new Field("name", FieldType.TEXT));

    private static final int IDENTITIES = 9;
    private static final int MOST_STEPS = 12;
    private static final int MOST_BATCHES = 10;

    /** The fields that a step writes. */
    enum Shape {
        WHOLE,
        NULL_NAME,
        NULL_SCORE,
        NO_SCORE,
        NAMELESS,
        REMOVAL
    }

    /**
     * One change.
     *
     * @param shape which fields it has
     * @param id the identity
     * @param value determines the values of the fields
     */
    record Step(Shape shape, long id, int value) {
        Change change() {
            return switch (shape) {
                case WHOLE -> new Change.Write(Row.of(RuleBase.PEOPLE, id, "v" + value, (long) value));
                case NULL_NAME -> new Change.Write(Row.of(RuleBase.PEOPLE, id, null, (long) value));
                case NULL_SCORE -> new Change.Write(Row.of(RuleBase.PEOPLE, id, "v" + value, null));
                case NO_SCORE -> new Change.Write(Row.of(NAMED, id, "v" + value));
                case NAMELESS -> new Change.Write(Row.of(RuleBase.PEOPLE, null, "v" + value, (long) value));
                case REMOVAL -> new Change.Remove(Row.of(IDENTITY, id));
            };
        }

        String java() {
            return switch (shape) {
                case WHOLE -> "new Change.Write(Row.of(people, " + id + "L, \"v" + value + "\", " + value + "L))";
                case NULL_NAME -> "new Change.Write(Row.of(people, " + id + "L, null, " + value + "L))";
                case NULL_SCORE -> "new Change.Write(Row.of(people, " + id + "L, \"v" + value + "\", null))";
                case NO_SCORE -> "new Change.Write(Row.of(named, " + id + "L, \"v" + value + "\"))";
                case NAMELESS -> "new Change.Write(Row.of(people, null, \"v" + value + "\", " + value + "L))";
                case REMOVAL -> "new Change.Remove(Row.of(identity, " + id + "L))";
            };
        }
    }

    History {
        batches = List.copyOf(batches);
    }

    /** Random histories, with or without removals. */
    static Gen<History> random(boolean removals) {
        List<Shape> shapes = removals
                ? List.of(Shape.values())
                : List.of(Shape.WHOLE, Shape.NULL_NAME, Shape.NULL_SCORE, Shape.NO_SCORE, Shape.NAMELESS);
        Gen<Step> steps = arbitrary()
                .pick(shapes)
                .zip(longs().between(1, IDENTITIES), integers().between(0, 999), Step::new);
        Gen<List<Step>> batches = lists().of(steps).ofSizeBetween(0, MOST_STEPS);
        return lists().of(batches).ofSizeBetween(1, MOST_BATCHES).map(History::new);
    }

    /** A history of batches of these sizes, each with changes of about half as many records, of which some are there already. */
    static History large(boolean removals, long seed, int... sizes) {
        List<Shape> shapes = Stream.of(Shape.values())
                .filter(shape -> removals || shape != Shape.REMOVAL)
                .toList();
        Random random = new Random(seed);
        List<List<Step>> batches = new ArrayList<>();
        for (int size : sizes) {
            List<Step> steps = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                // Whole rows most of the time, so that all kinds of rows stand next to each other.
                Shape shape = random.nextInt(3) > 0 ? Shape.WHOLE : shapes.get(random.nextInt(shapes.size()));
                steps.add(new Step(shape, 1 + random.nextInt(1 + size / 2), random.nextInt(1_000)));
            }
            batches.add(steps);
        }
        return new History(batches);
    }

    /** The histories that lack one batch or one step of this one: candidates for a smaller one that still fails. */
    Stream<History> smaller() {
        Stream<History> withoutBatch =
                IntStream.range(0, batches.size()).mapToObj(batch -> new History(without(batches, batch)));
        Stream<History> withoutStep = IntStream.range(0, batches.size())
                .boxed()
                .flatMap(batch -> IntStream.range(0, batches.get(batch).size()).mapToObj(step -> {
                    List<List<Step>> changed = new ArrayList<>(batches);
                    changed.set(batch, without(batches.get(batch), step));
                    return new History(changed);
                }));
        return Stream.concat(withoutBatch, withoutStep);
    }

    private static <T> List<T> without(List<T> list, int position) {
        List<T> rest = new ArrayList<>(list);
        rest.remove(position);
        return rest;
    }

    /** Java code that writes each batch with the writer of its lane. */
    String java(SyncMode mode, List<Row> seeded, int lanes) {
        StringBuilder code = new StringBuilder("""
                RowSchema identity = RowSchema.of(new Field("id", FieldType.INTEGER));
                RowSchema named = RowSchema.of(new Field("id", FieldType.INTEGER), new Field("name", FieldType.TEXT));
                RowSchema people = RowSchema.of(
                        new Field("id", FieldType.INTEGER), new Field("name", FieldType.TEXT), new Field("score", FieldType.INTEGER));
                fixture.isolate();
                List<Row> seeded = List.of(
                """);
        code.append(seeded.stream()
                .map(row -> "        Row.of(people, " + row.value(0) + "L, \"" + row.value(1) + "\", " + row.value(2)
                        + "L)")
                .collect(Collectors.joining(",\n")));
        code.append(");\n")
                .append("fixture.seed(List.of(\"id\"), seeded);\n")
                .append("WriteRequest request = new WriteRequest(fixture.config(), fixture.target(), SyncMode.")
                .append(mode)
                .append(", people, List.of(\"id\"));\n")
                .append("HostRun run = HostRun.open(destination, request, SourceRows.of(List.of(\"id\"), seeded));\n");
        for (int lane = 0; lane < lanes; lane++) {
            code.append("RunWriter lane").append(lane).append(" = run.writer();\n");
        }
        for (int number = 0; number < batches.size(); number++) {
            for (int lane = 0; lane < lanes; lane++) {
                List<Step> part = part(number, lane, lanes);
                if (!part.isEmpty() || batches.get(number).isEmpty()) {
                    code.append("lane").append(lane).append(".write(List.of(");
                    code.append(part.stream().map(Step::java).collect(Collectors.joining(",\n        ", "", "));\n")));
                }
            }
        }
        for (int lane = 0; lane < lanes; lane++) {
            code.append("lane").append(lane).append(".close();\n");
        }
        return code.append("run.commit();\n").toString();
    }

    /** The steps of a batch for one lane. All steps of an identity have the same lane, which changes with each batch. */
    List<Step> part(int number, int lane, int lanes) {
        return batches.get(number).stream()
                .filter(step -> (step.id() + number) % lanes == lane)
                .toList();
    }
}
