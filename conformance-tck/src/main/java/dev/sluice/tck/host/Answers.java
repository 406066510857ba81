package dev.sluice.tck.host;

import dev.sluice.spi.CheckObserver;
import dev.sluice.spi.CheckRequest;
import dev.sluice.spi.Destination;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.WriteProfile;
import dev.sluice.spi.WriteRequest;
import java.io.Serializable;
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
    /** What a destination says to a request for a profile, by the parts of a profile. */
    public static Map<String, String> of(Destination destination, WriteRequest request) {
        return said(destination, Question.of(false, request));
    }

    static Map<String, String> said(Destination destination, Question question) {
        Map<String, String> said = new TreeMap<>();
        try {
            if (question.checked()) {
                WriteRequest request = question.request();
                said.put(
                        "passed",
                        String.valueOf(destination
                                .check(
                                        new CheckRequest(
                                                request.config(),
                                                Optional.of(request.target()),
                                                destination.spec().modes(),
                                                Duration.ofSeconds(30)),
                                        CheckObserver.NONE)
                                .passed()));
            } else {
                WriteProfile profile = destination.profile(question.request());
                said.put("target", profile.target());
                said.put("rendering", profile.rendering());
                said.put("record type", profile.recordType());
                said.put("identity", profile.identity().toString());
                said.put("expiry", profile.expiry().toString());
                said.put("existing and absent", profile.existing() + " " + profile.absent());
                said.put("input", profile.input() + (profile.staged() ? " staged" : ""));
            }
        } catch (DestinationException e) {
            said.put("refused", e.detail().code());
        } catch (RuntimeException e) {
            said.put("thrown", e.getClass().getName());
        }
        return said;
    }
}
