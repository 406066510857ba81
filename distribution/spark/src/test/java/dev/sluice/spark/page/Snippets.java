package dev.sluice.spark.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import py4j.reflection.ReflectionEngine;
import scala.tools.nsc.MainClass;

/** Runs the code of {@code docs/spark.md}: each example sees a DataFrame by the name {@code df}. */
final class Snippets {
    private static final Path PAGE = Path.of(System.getProperty("basedir"), "../../docs/spark.md");
    private static final Pattern CALL = Pattern.compile("\\.(\\w+)\\(([^()]*)\\)");
    private static final Pattern ENTRY = Pattern.compile("\"([^\"]+)\": \"([^\"]+)\"");

    private final Path folder;
    private final Function<String, String> places;

    /** @param places replaces addresses and folders of the page by those of a test */
    Snippets(Path folder, Function<String, String> places) {
        this.folder = folder;
        this.places = places;
    }

    /** The blocks of a language, in the order of the page. */
    List<String> in(String language) {
        try {
            return Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
                    .matcher(Files.readString(PAGE))
                    .results()
                    .map(found -> places.apply(found.group(1)))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void runJava(String snippet, Dataset<Row> df) throws Exception {
        Path source = write("Example.java", """
                import java.util.Map;
                import dev.sluice.spark.SluiceMirror;
                import org.apache.spark.sql.Dataset;
                import org.apache.spark.sql.Row;
                public final class Example {
                    public static void run(Dataset<Row> df) throws Exception {
                %s
                    }
                }
                """.formatted(snippet));
        int result = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-proc:none",
                        "-d",
                        folderOf(source).toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        source.toString());
        assertThat(result).as(snippet).isZero();
        call(folderOf(source), df);
    }

    void runScala(String snippet, Dataset<Row> df) throws Exception {
        Path source = write("Example.scala", """
                import org.apache.spark.sql.DataFrame
                object Example {
                  def run(df: DataFrame): Unit = {
                %s
                  }
                }
                """.formatted(snippet));
        MainClass compiler = new MainClass();
        compiler.process(new String[] {
            "-d", folderOf(source).toString(), "-cp", System.getProperty("java.class.path"), source.toString()
        });
        assertThat(compiler.reporter().hasErrors()).as(snippet).isFalse();
        call(folderOf(source), df);
    }

    private static Path folderOf(Path source) {
        return Objects.requireNonNull(source.getParent());
    }

    private Path write(String name, String text) throws IOException {
        Path place = Files.createTempDirectory(folder, "example");
        return Files.writeString(place.resolve(name), text);
    }

    private static void call(Path classes, Dataset<Row> df) throws Exception {
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {classes.toUri().toURL()}, Snippets.class.getClassLoader())) {
            Method run = loader.loadClass("Example").getMethod("run", Dataset.class);
            run.invoke(null, df);
        }
    }

    /** The calls of PySpark's writer, which passes each on to that of the JVM with every value as text. */
    void runPythonWrite(String snippet, Dataset<Row> df) throws Exception {
        assertThat(snippet).startsWith("(df.write.");
        ReflectionEngine engine = new ReflectionEngine();
        Object writer = df.write();
        Matcher calls = CALL.matcher(snippet);
        int count = 0;
        while (calls.find()) {
            Object[] arguments = arguments(calls);
            writer = engine.invoke(writer, engine.getMethod(writer, calls.group(1), arguments), arguments);
            count++;
        }
        assertThat(count).isGreaterThan(3);
    }

    private static Object[] arguments(MatchResult call) {
        if (call.group(2).isBlank()) {
            return new Object[0];
        }
        List<Object> arguments = new ArrayList<>();
        for (String argument : call.group(2).split(",", -1)) {
            arguments.add(argument.strip().replace("\"", ""));
        }
        return arguments.toArray();
    }

    /** The call of a static method with a dictionary, which py4j makes a map. */
    Object runPythonMirror(String snippet, Dataset<Row> df) throws Exception {
        Matcher call = Pattern.compile("spark\\._jvm\\.([\\w.]+)\\.(\\w+)\\(df\\._jdf, \\{(.*)}\\)\\s*", Pattern.DOTALL)
                .matcher(snippet);
        assertThat(call.matches()).as(snippet).isTrue();
        Map<String, String> options = new HashMap<>();
        ENTRY.matcher(call.group(3)).results().forEach(entry -> options.put(entry.group(1), entry.group(2)));
        Object[] arguments = {df, options};
        ReflectionEngine engine = new ReflectionEngine();
        return engine.invoke(null, engine.getMethod(call.group(1), call.group(2), arguments), arguments);
    }
}
