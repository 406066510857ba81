package dev.sluice.host.runfile;

import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.json.JsonTree;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;

/** Reads the events of a run while another process may still write them. Not safe for use by several threads. */
public final class RunEvents {
    private static final int CHUNK = 1 << 16;

    private final Path file;
    private long offset;

    RunEvents(Path file) {
        this.file = file;
    }

    /**
     * The events that were written since the last call, the first time all. A line that is not whole yet comes with a later call; one that is
     * damaged is left out.
     *
     * @throws HostException {@code RUNS_UNREADABLE}
     */
    public List<Map<String, Object>> next() {
        byte[] news;
        try {
            news = news();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw HostFailure.RUNS_UNREADABLE
                    .exception(file + " cannot be read (" + e.getClass().getSimpleName() + ").")
                    .at("file", file.toString());
        }
        List<Map<String, Object>> events = new ArrayList<>();
        int begin = 0;
        for (int i = 0; i < news.length; i++) {
            if (news[i] == '\n') {
                add(new String(news, begin, i - begin, StandardCharsets.UTF_8), events);
                begin = i + 1;
            }
        }
        offset += begin;
        return events;
    }

    private byte[] news() throws IOException {
        ByteArrayOutputStream news = new ByteArrayOutputStream();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            channel.position(offset);
            ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
            while (channel.read(chunk) >= 0) {
                news.write(chunk.array(), 0, chunk.position());
                chunk.clear();
            }
        }
        return news.toByteArray();
    }

    private static void add(String line, List<Map<String, Object>> events) {
        try {
            events.add(JsonTree.read(line));
        } catch (JacksonException | IllegalArgumentException e) {
            // A write that a full disk cut off, for example; what comes after it is told.
        }
    }
}
