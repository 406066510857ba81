package dev.sluice.host.target;

import dev.sluice.host.definition.Guards.OnColumn;
import dev.sluice.host.definition.SyncDefinition;
import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.state.SyncRecordFile;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.Field;
import dev.sluice.spi.RowSchema;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** In what the columns of a source are others than those of the last run of the sync that ended well. */
public final class ColumnChanges {
    private ColumnChanges() {}

    /**
     * Judges them as the guards of the sync say.
     *
     * @return those that are no reason to stop, in sentences
     * @throws HostException with each that is one
     */
    static List<String> judge(SyncDefinition definition, RowSchema source) {
        Map<String, String> before = file(definition).read().columns(definition.columnsOf());
        if (before.isEmpty()) {
            return List.of();
        }
        List<String> notices = new ArrayList<>();
        List<ErrorDetail> problems = new ArrayList<>();
        Map<String, String> now = columns(source);
        before.forEach((name, type) -> {
            if (!now.containsKey(name)) {
                judgeMissing(definition, name, notices, problems);
            } else if (!type.equals(now.get(name)) && definition.mapping().takes(name)) {
                notices.add("The column '" + name + "' of the source was of the type " + type + " and is of "
                        + now.get(name) + " now.");
            }
        });
        now.keySet().stream()
                .filter(name -> !before.containsKey(name))
                .forEach(name -> judgeNew(definition, name, notices, problems));
        HostException.throwIfAny(problems);
        return notices;
    }

    private static void judgeMissing(
            SyncDefinition definition, String name, List<String> notices, List<ErrorDetail> problems) {
        if (!definition.mapping().takes(name)) {
            return;
        }
        boolean named =
                definition.mapping().names(name) || definition.primaryKey().contains(name);
        OnColumn what = definition.guards().onMissingColumn().orElse(named ? OnColumn.REFUSE : OnColumn.WARN);
        String gone = "The source no longer has the column '" + name + "'";
        if (what == OnColumn.REFUSE) {
            problems.add(HostFailure.COLUMN_MISSING.detail(gone + ", which the last run wrote."));
        } else {
            notices.add(gone + "; rows are written without it.");
        }
    }

    private static void judgeNew(
            SyncDefinition definition, String name, List<String> notices, List<ErrorDetail> problems) {
        String more = "The source has a new column '" + name + "'";
        if (definition.guards().onNewColumn() == OnColumn.REFUSE) {
            problems.add(HostFailure.COLUMN_NEW.detail(more + "."));
        } else {
            notices.add(
                    more + (definition.mapping().takes(name) ? "; it is written." : "; the mapping leaves it out."));
        }
    }

    /**
     * Remembers the columns of a run that ended well.
     *
     * @param file of the sync, which the run holds
     */
    public static void remember(SyncRecordFile file, SyncDefinition definition, RowSchema source) throws IOException {
        Map<String, String> columns = columns(source);
        if (!file.read().columns(definition.columnsOf()).equals(columns)) {
            file.update(record -> record.withSync(definition.name()).withColumns(definition.columnsOf(), columns));
        }
    }

    private static SyncRecordFile file(SyncDefinition definition) {
        return new SyncRecordFile(definition.stateDirectory().resolve(definition.folder()));
    }

    private static Map<String, String> columns(RowSchema schema) {
        Map<String, String> columns = new LinkedHashMap<>();
        for (Field field : schema.fields()) {
            columns.put(field.name(), field.type().name());
        }
        return columns;
    }
}
