package dev.sluice.spark.sink;

import dev.sluice.host.json.JsonTree;
import dev.sluice.spark.file.HadoopFiles;
import dev.sluice.spark.task.RejectedFile;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;

/**
 * The rejected rows of one run: a file for each attempt of a task that had any, and {@code _rejected.json}, which names those that count. For one
 * thread.
 */
final class RejectedFolder {
    static final String INDEX = "_rejected.json";

    private static final FsPermission OWNER_ONLY = new FsPermission((short) 0700);
    private static final FsPermission OWNER_ONLY_FILE = new FsPermission((short) 0600);

    private final Path folder;
    private final Configuration hadoop;
    private final String runId;
    private final List<Map<String, Object>> files = new ArrayList<>();
    private long rows;
    private boolean made;

    RejectedFolder(String path, String runId, Configuration hadoop) {
        this.folder = HadoopFiles.path(path, runId, reason -> RejectedFile.unwritable(path, reason));
        this.hadoop = hadoop;
        this.runId = runId;
    }

    /** Makes the folder, so that one that cannot be written to ends the run before it begins. */
    void make() {
        call(system -> {
            system.mkdirs(folder, OWNER_ONLY);
            made = true;
            Path probe = new Path(folder, "_probe");
            try (OutputStream probed = FileSystem.create(system, probe, OWNER_ONLY_FILE)) {
                probed.write('\n');
            }
            system.delete(probe, false);
        });
    }

    private interface Call {
        void make(FileSystem system) throws IOException;
    }

    private void call(Call call) {
        HadoopFiles.call(
                () -> call.make(HadoopFiles.of(folder, hadoop)),
                reason -> RejectedFile.unwritable(folder.toString(), reason));
    }

    String path() {
        return folder.toString();
    }

    /** A file that counts. */
    void add(String name, long count) {
        Map<String, Object> file = new LinkedHashMap<>();
        file.put("file", name);
        file.put("rows", count);
        files.add(file);
        rows += count;
    }

    boolean isEmpty() {
        return files.isEmpty();
    }

    /** Names the files that count, and removes the others. Without any the folder goes. Does nothing if there is no folder. */
    void end() {
        if (!made) {
            return;
        }
        call(system -> {
            if (files.isEmpty()) {
                system.delete(folder, true);
                return;
            }
            Map<String, Object> index = new LinkedHashMap<>();
            index.put("run", runId);
            index.put("rows", rows);
            index.put("files", new ArrayList<Object>(files));
            try (OutputStream stream = FileSystem.create(system, new Path(folder, INDEX), OWNER_ONLY_FILE)) {
                JsonTree.write(stream, index);
            }
            removeOthers(system);
        });
    }

    private void removeOthers(FileSystem system) throws IOException {
        Set<String> named = new HashSet<>(Set.of(INDEX));
        files.forEach(file -> named.add((String) file.get("file")));
        for (FileStatus status : system.listStatus(folder)) {
            if (!named.contains(status.getPath().getName())) {
                system.delete(status.getPath(), false);
            }
        }
    }
}
