package dev.sluice.host.sync;

import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.file.OwnerOnly;
import dev.sluice.spi.RunHandle;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * The file {@code state.json} of a sync, which holds the handle of a run from before its first writer until its end is known:
 *
 * <pre>{@code {"version":1,"unresolved":{"run_id":"01KB…","values":{"job":"17"}}}}</pre>
 *
 * <p>Replaced by renaming, so that a crash leaves the old or the new one. A handle that is found when a run begins is of a run whose end the
 * host did not see.
 */
final class UnresolvedRun {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int VERSION = 1;

    private final Path file;

    /** @param directory where the states of all syncs are */
    UnresolvedRun(Path directory, String sync) {
        this.file = directory.resolve(sync).resolve("state.json");
    }

    /** The handle of a run whose end is unknown. */
    Optional<RunHandle> find() {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return read(Files.readString(file));
        } catch (IOException | JacksonException | IllegalArgumentException e) {
            throw HostFailure.STATE_UNREADABLE.exception("The file " + file + " cannot be read.");
        }
    }

    /** Stores the handle of a run that is about to open its first writer. */
    void store(RunHandle handle) throws IOException {
        write(Optional.of(handle));
    }

    /** The end of the run is known. Does nothing if there is no file. */
    void clear() throws IOException {
        if (Files.exists(file)) {
            write(Optional.empty());
        }
    }

    private void write(Optional<RunHandle> handle) throws IOException {
        Path directory = file.resolveSibling("");
        OwnerOnly.createDirectories(directory);
        Path next = file.resolveSibling("state.json.next");
        Files.deleteIfExists(next);
        try (OutputStream stream = OwnerOnly.createFile(next);
                JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), stream)) {
            json.writeStartObject();
            json.writeNumberProperty("version", VERSION);
            if (handle.isPresent()) {
                json.writeObjectPropertyStart("unresolved");
                json.writeStringProperty("run_id", handle.get().runId());
                json.writeObjectPropertyStart("values");
                handle.get().values().forEach(json::writeStringProperty);
                json.writeEndObject();
                json.writeEndObject();
            }
            json.writeEndObject();
        } catch (JacksonException e) {
            throw new IOException(e.getClass().getName());
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static Optional<RunHandle> read(String text) {
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), text)) {
            require(json.nextToken() == JsonToken.START_OBJECT);
            long version = 0;
            Optional<RunHandle> handle = Optional.empty();
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = json.currentName();
                json.nextToken();
                if (name.equals("version")) {
                    version = json.getLongValue();
                } else if (name.equals("unresolved")) {
                    handle = Optional.of(handle(json));
                } else {
                    json.skipChildren();
                }
            }
            // A later version may say what this one does not understand.
            require(version == VERSION);
            return handle;
        }
    }

    private static RunHandle handle(JsonParser json) {
        String runId = "";
        Map<String, String> values = new LinkedHashMap<>();
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = json.currentName();
            json.nextToken();
            if (name.equals("run_id")) {
                runId = json.getString();
            } else if (name.equals("values")) {
                while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                    String key = json.currentName();
                    json.nextToken();
                    values.put(key, json.getString());
                }
            } else {
                json.skipChildren();
            }
        }
        return RunHandle.of(runId, values);
    }

    private static void require(boolean holds) {
        if (!holds) {
            throw new IllegalArgumentException("not a state of this version");
        }
    }
}
