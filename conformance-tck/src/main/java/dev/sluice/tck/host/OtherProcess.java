package dev.sluice.tck.host;

import dev.sluice.spi.Destination;
import dev.sluice.spi.Row;
import dev.sluice.spi.WriteRequest;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Asks a destination in JVMs of their own, with the class path and the system properties of the test. What differs from process to process
 * does so there: hash codes of objects, the order of sets, the default locale and time zone.
 */
public final class OtherProcess {
    private static final long LONGEST_SECONDS = 60;
    private static final int LAST_WITH_SECURITY_MANAGER = 23;

    private OtherProcess() {}

    /** Asks for the profiles of some requests, in this many processes at once. Nothing if a JVM does not start or end. */
    public static Optional<List<Answers>> profiles(int processes, String destination, List<WriteRequest> requests) {
        return ask(
                processes,
                destination,
                requests.stream().map(request -> Question.of(false, request)).toList());
    }

    /** Asks for the profiles of some requests, and checks the settings of others. Nothing if a JVM does not start or end. */
    public static Optional<Answers> validation(
            String destination, List<WriteRequest> profiles, List<WriteRequest> checks) {
        return ask(
                        1,
                        destination,
                        Stream.concat(
                                        profiles.stream().map(request -> Question.of(false, request)),
                                        checks.stream().map(request -> Question.of(true, request)))
                                .toList())
                .map(answers -> answers.get(0));
    }

    /**
     * Writes batches of rows, each in a run of its own, in a process whose default charset is another one, and reads them there if it can.
     * Nothing if a JVM does not start or end, or has no other default charset.
     *
     * @param rows for each request its rows, which have its fields
     * @return for each batch: {@code outcome N} and {@code status N} of each row, or why there are none
     */
    public static Optional<List<Map<String, String>>> written(
            String destination, String charset, List<WriteRequest> requests, List<List<Row>> rows) {
        List<Question> questions = IntStream.range(0, requests.size())
                .mapToObj(i -> Question.writing(requests.get(i), rows.get(i)))
                .toList();
        return ask(1, destination, questions, "-Dfile.encoding=" + charset)
                .map(answers -> answers.get(0).said())
                .filter(said -> said.stream().allMatch(batch -> charset.equals(batch.get(Answers.CHARSET))))
                .map(List::copyOf);
    }

    private static Optional<List<Answers>> ask(
            int processes, String destination, List<Question> questions, String... options) {
        List<Process> started = new ArrayList<>();
        try {
            for (int i = 0; i < processes; i++) {
                started.add(start(options));
            }
            List<Answers> answers = new ArrayList<>();
            for (Process process : started) {
                try (ObjectOutputStream out = new ObjectOutputStream(process.getOutputStream())) {
                    out.writeObject(destination);
                    out.writeObject(properties());
                    out.writeObject(new ArrayList<>(questions));
                }
            }
            for (Process process : started) {
                try (ObjectInputStream in = new ObjectInputStream(process.getInputStream())) {
                    answers.add((Answers) in.readObject());
                }
                if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
                    return Optional.empty();
                }
            }
            return Optional.of(answers);
        } catch (IOException | ClassNotFoundException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } finally {
            started.forEach(Process::destroyForcibly);
        }
    }

    private static Process start(String... more) throws IOException {
        List<String> options = new ArrayList<>(List.of(
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Duser.language=ar",
                "-Duser.country=EG",
                "-Duser.timezone=Pacific/Chatham"));
        if (Runtime.version().feature() <= LAST_WITH_SECURITY_MANAGER) {
            options.add("-Djava.security.manager=allow");
        }
        options.addAll(List.of(more));
        return JavaProcess.of(OtherProcess.class, options, List.of())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** The properties that the test or its build has set. They go through a pipe, since a command line can be read by others. */
    private static Map<String, String> properties() {
        HashMap<String, String> own = new HashMap<>();
        for (String name : System.getProperties().stringPropertyNames()) {
            if (Stream.of("java.", "jdk.", "sun.", "os.", "user.", "file.", "line.", "path.", "native.", "stdout.")
                    .noneMatch(name::startsWith)) {
                own.put(name, System.getProperty(name));
            }
        }
        return own;
    }

    /** The other process. Reads the questions from its input, and writes the answers to its output. */
    @SuppressWarnings("unchecked") // a process of the kit's own, which reads what the kit wrote
    public static void main(String[] args) throws IOException, ClassNotFoundException {
        OutputStream out = System.out;
        try (ObjectInputStream in = new ObjectInputStream(System.in)) {
            System.setOut(new PrintStream(OutputStream.nullOutputStream(), true));
            String id = (String) in.readObject();
            ((Map<String, String>) in.readObject()).forEach(System::setProperty);
            List<Question> questions = (List<Question>) in.readObject();
            // The JVM gives out hash codes of objects in the same order each time.
            long unused = IntStream.range(0, ThreadLocalRandom.current().nextInt(1, 1_000))
                    .mapToLong(i -> System.identityHashCode(new Object()))
                    .sum();
            try (ObjectOutputStream answers = new ObjectOutputStream(out)) {
                answers.writeObject(answer(id, questions));
            }
        }
        // A destination may leave threads that would keep the process.
        System.exit(0);
    }

    private static Answers answer(String id, List<Question> questions) {
        Watch watch = new Watch();
        boolean told = watch.begin();
        Answers answers = new Answers(new ArrayList<>(), new ArrayList<>(), told);
        Destination destination = load(id);
        answers.done().add(watch.seen());
        SourceRows source = new SourceRows();
        for (Question question : questions) {
            answers.said().add(Answers.said(destination, question, source));
            answers.done().add(watch.seen());
        }
        return answers;
    }

    private static Destination load(String id) {
        for (Destination candidate : ServiceLoader.load(Destination.class)) {
            if (candidate.spec().id().equals(id)) {
                boolean unused = candidate.errors().isEmpty();
                return candidate;
            }
        }
        throw new UncheckedIOException(new IOException("no destination " + id.toLowerCase(Locale.ROOT)));
    }
}
