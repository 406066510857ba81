package dev.sluice.spark.task;

import dev.sluice.host.deadletter.KeptRow;
import dev.sluice.host.deadletter.LetterRules;
import dev.sluice.spark.key.KeyGroups;
import dev.sluice.spark.key.OnDuplicate;
import dev.sluice.spi.DestinationConfig;
import dev.sluice.spi.RowSchema;
import dev.sluice.spi.RunHandle;
import dev.sluice.spi.SyncMode;
import dev.sluice.spi.WriteProfile;
import dev.sluice.spi.WriteRequest;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;
import org.jspecify.annotations.Nullable;

/** What a task has to know of the run, in values that Java can serialize. Secrets are among them: it goes to executors and is shown nowhere. */
public final class TaskRequest implements Serializable {
    private static final long serialVersionUID = 1L;

    private final String destination;
    private final @Nullable String plugins;
    private final HashMap<String, Object> config;
    private final HashMap<String, Object> target;
    private final String mode;
    private final ArrayList<String> primaryKey;
    private final ArrayList<String> identity;
    private final int batch;
    private final boolean staged;
    private final StructType columns;
    private final String runId;
    private final HashMap<String, String> handle;
    private final @Nullable String syncId;
    private final OnDuplicate onDuplicate;
    private final int order;
    private final @Nullable String rejectedFolder;
    private final String kept;
    private final String form;
    private final SerializableConfiguration hadoop;

    /**
     * @param rules what is kept of rejected rows
     * @param rejectedFolder of this run; null where rejected rows are not kept
     * @param order position of the column that says which row of a key counts; -1 where none does
     */
    public TaskRequest(
            String destination,
            Optional<String> plugins,
            WriteRequest request,
            WriteProfile profile,
            RunHandle handle,
            Optional<String> syncId,
            StructType columns,
            OnDuplicate onDuplicate,
            int order,
            LetterRules rules,
            @Nullable String rejectedFolder,
            Configuration hadoop) {
        this.destination = destination;
        this.plugins = plugins.orElse(null);
        this.config = new HashMap<>(request.config().values());
        this.target = new HashMap<>(request.target().values());
        this.mode = request.mode().name();
        this.primaryKey = new ArrayList<>(request.primaryKey());
        this.identity = new ArrayList<>(profile.identity());
        this.batch = profile.preferredBatch();
        this.staged = profile.staged();
        this.columns = columns;
        this.runId = handle.runId();
        this.handle = new HashMap<>(handle.values());
        this.syncId = syncId.orElse(null);
        this.onDuplicate = onDuplicate;
        this.order = order;
        this.rejectedFolder = rejectedFolder;
        this.kept = rules.kept().name();
        this.form = rules.form();
        this.hadoop = new SerializableConfiguration(hadoop);
    }

    String destination() {
        return destination;
    }

    Optional<String> plugins() {
        return Optional.ofNullable(plugins);
    }

    WriteRequest request(RowSchema schema) {
        return new WriteRequest(
                DestinationConfig.of(config), DestinationConfig.of(target), SyncMode.valueOf(mode), schema, primaryKey);
    }

    List<String> identity() {
        return List.copyOf(identity);
    }

    int batch() {
        return batch;
    }

    boolean isStaged() {
        return staged;
    }

    StructType columns() {
        return columns;
    }

    RunHandle handle() {
        return RunHandle.of(runId, Map.copyOf(handle));
    }

    Optional<String> syncId() {
        return Optional.ofNullable(syncId);
    }

    KeyGroups groups(KeyGroups.Fates fates) {
        return new KeyGroups(onDuplicate, order, fates);
    }

    /** The file of an attempt, which has a number that no other attempt of the application has. */
    RejectedFile rejectedFile(int partition, long attempt) {
        return new RejectedFile(
                rejectedFolder == null ? null : rejectedFolder + "/part-" + partition + "-" + attempt + ".ndjson",
                hadoop.value(),
                runId,
                new LetterRules(identity, KeptRow.valueOf(kept), form));
    }

    @Override
    public String toString() {
        return "TaskRequest(" + runId + ")";
    }
}
