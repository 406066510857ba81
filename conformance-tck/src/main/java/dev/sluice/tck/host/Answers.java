package dev.sluice.tck.host;

import dev.sluice.spi.BatchResult;
import dev.sluice.spi.Change;
import dev.sluice.spi.CheckObserver;
import dev.sluice.spi.CheckRequest;
import dev.sluice.spi.Destination;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.ReadBack;
import dev.sluice.spi.Row;
import dev.sluice.spi.WriteProfile;
import dev.sluice.spi.WriteRequest;
import java.io.Serializable;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a destination said to some requests, and what it did of its own accord, as texts.
 *
 * @param said for each request
 * @param done the I/O while it was loaded and asked for its spec, and then for each request: names looked up, connections, files written,
 *     processes started; empty lists in a JVM that does not tell
 * @param told whether the JVM tells of I/O
 */
public record Answers(ArrayList<Map<String, String>> said, ArrayList<List<String>> done, boolean told)
        implements Serializable {
    /** The default charset of the process, among the answers to a write. */
    static final String CHARSET = "charset";

    /** What a destination says to a request for a profile, by the parts of a profile. */
    public static Map<String, String> of(Destination destination, WriteRequest request) {
        return said(destination, Question.of(false, request), new SourceRows());
    }

    static Map<String, String> said(Destination destination, Question question, SourceRows source) {
        Map<String, String> said = new TreeMap<>();
        try {
            switch (question.kind()) {
                case PROFILE -> profile(said, destination.profile(question.request()));
                case CHECK -> said.put("passed", String.valueOf(check(destination, question.request())));
                case WRITE -> write(said, destination, question, source);
            }
        } catch (DestinationException e) {
            said.put("refused", e.detail().code());
        } catch (RuntimeException e) {
            said.put("thrown", e.getClass().getName());
        }
        return said;
    }

    private static void profile(Map<String, String> said, WriteProfile profile) {
        said.put("target", profile.target());
        said.put("rendering", profile.rendering());
        said.put("record type", profile.recordType());
        said.put("identity", profile.identity().toString());
        said.put("expiry", profile.expiry().toString());
        said.put("existing and absent", profile.existing() + " " + profile.absent());
        said.put("input", profile.input() + (profile.staged() ? " staged" : ""));
    }

    private static boolean check(Destination destination, WriteRequest request) {
        return destination
                .check(
                        new CheckRequest(
                                request.config(),
                                Optional.of(request.target()),
                                destination.spec().modes(),
                                Duration.ofSeconds(30)),
                        CheckObserver.NONE)
                .passed();
    }

    private static void write(Map<String, String> said, Destination destination, Question question, SourceRows source) {
        said.put(CHARSET, Charset.defaultCharset().name());
        List<Row> rows = question.written();
        RunWriter writer = RunWriter.open(destination, question.request(), source);
        try (writer) {
            writer.write(rows.stream().<Change>map(Change.Write::new).toList());
        }
        BatchResult result = writer.settled(0);
        for (int i = 0; i < result.size(); i++) {
            said.put("outcome " + i, result.outcome(i).getClass().getSimpleName());
        }
        destination.reader(question.request(), HostRun.context()).ifPresent(reader -> {
            try (reader) {
                List<ReadBack> found = reader.read(rows);
                for (int i = 0; i < found.size(); i++) {
                    said.put("status " + i, found.get(i).status().name());
                }
            }
        });
    }
}
