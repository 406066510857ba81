import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.ImportTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.ParameterizedTypeTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.lang.model.element.Modifier;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Fails if a test class of the source tree has not run: no Surefire or Failsafe report has a test of it that was not skipped. The same holds
 * for each test that {@code docs/reliability.md} names as a proof.
 *
 * <pre>java .ci/UnrunTests.java [root]</pre>
 *
 * <p>A test class is a concrete class outside {@code src/main} that has, or inherits, a method or field with a test annotation. A nested one
 * counts if it is {@code @Nested}. Any other nested one is material of a test, which has to name it in the same file.
 * Classes that are run by hand are listed in {@code .ci/run-by-hand}, each with the reason.
 */
final class UnrunTests {
    private static final Set<String> TEST_ANNOTATIONS =
            Set.of("Test", "TestFactory", "TestTemplate", "ParameterizedTest", "RepeatedTest", "ArchTest");

    private final Map<String, TestClass> classes = new TreeMap<>();
    private final Set<String> testAnnotations = new HashSet<>(TEST_ANNOTATIONS);

    public static void main(String[] arguments) throws Exception {
        Path root = Path.of(arguments.length == 0 ? "." : arguments[0]).normalize();
        List<String> problems = new UnrunTests().problems(root);
        problems.forEach(System.err::println);
        if (!problems.isEmpty()) {
            System.err.println(
                    "A test class that did not run: name it so that the build runs it (*Test, or *IT in a module with Failsafe),"
                            + " add its profile to .ci/run, or list it in .ci/run-by-hand with the reason.");
            System.exit(1);
        }
    }

    private List<String> problems(Path root) throws Exception {
        List<Path> sources = new ArrayList<>();
        List<Path> reports = new ArrayList<>();
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                String name = directory.getFileName() == null
                        ? ""
                        : directory.getFileName().toString();
                boolean hidden = name.startsWith(".") && name.length() > 1 && !directory.equals(root);
                boolean ofTarget = directory.getParent() != null
                        && directory.getParent().endsWith("target")
                        && !name.equals("surefire-reports")
                        && !name.equals("failsafe-reports");
                return hidden || ofTarget ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                String name = file.getFileName().toString();
                if (name.endsWith(".java")) {
                    sources.add(file);
                } else if (name.startsWith("TEST-") && name.endsWith(".xml")) {
                    reports.add(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        if (!sources.isEmpty()) {
            parse(sources);
        }
        Map<String, Boolean> ran = ran(reports);
        Map<String, String> byHand = byHand(root.resolve(".ci/run-by-hand"));

        List<String> problems = new ArrayList<>();
        int tests = 0;
        for (TestClass type : classes.values()) {
            if (!type.isToRun() || !hasTests(type, new HashSet<>())) {
                continue;
            }
            tests++;
            boolean listed = byHand.containsKey(type.name);
            if (Boolean.TRUE.equals(ran.get(type.name))) {
                if (listed) {
                    problems.add(type + " has run, and .ci/run-by-hand lists it.");
                }
            } else if (!listed && !type.isMaterial()) {
                problems.add(type + (ran.containsKey(type.name) ? " was skipped as a whole." : " did not run."));
            }
        }
        for (String name : byHand.keySet()) {
            if (!classes.containsKey(name)) {
                problems.add(name + " is listed in .ci/run-by-hand and does not exist.");
            }
        }
        Set<String> methods = methods(reports);
        for (String proof : proofs(root.resolve("docs/reliability.md"))) {
            if (!methods.contains(proof)) {
                problems.add("docs/reliability.md names " + proof + ", which did not run.");
            }
        }
        if (reports.isEmpty() || tests == 0) {
            problems.add("Found " + tests + " test classes and " + reports.size()
                    + " reports: is this the root of a tree that was built?");
        }
        if (problems.isEmpty()) {
            System.out.println("Of " + tests + " test classes each has run, is used by another, or is run by hand:");
            byHand.forEach((name, why) -> System.out.println("  " + name + "  " + why));
        }
        return problems;
    }

    /** Whether each class with a report had a test that was not skipped. */
    private static Map<String, Boolean> ran(List<Path> reports) throws Exception {
        Map<String, Boolean> ran = new HashMap<>();
        for (Path report : reports) {
            Document document =
                    DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(report.toFile());
            NodeList cases = document.getElementsByTagName("testcase");
            for (int i = 0; i < cases.getLength(); i++) {
                Element test = (Element) cases.item(i);
                boolean skipped = test.getElementsByTagName("skipped").getLength() > 0;
                ran.merge(test.getAttribute("classname"), !skipped, Boolean::logicalOr);
                // Some engines name a class without its package; the suite has it.
                ran.merge(document.getDocumentElement().getAttribute("name"), !skipped, Boolean::logicalOr);
            }
        }
        return ran;
    }

    /** {@code Class.method} of each test that was not skipped. */
    private static Set<String> methods(List<Path> reports) throws Exception {
        Set<String> methods = new HashSet<>();
        for (Path report : reports) {
            Document document =
                    DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(report.toFile());
            NodeList cases = document.getElementsByTagName("testcase");
            for (int i = 0; i < cases.getLength(); i++) {
                Element test = (Element) cases.item(i);
                if (test.getElementsByTagName("skipped").getLength() == 0) {
                    String type = test.getAttribute("classname");
                    String method = test.getAttribute("name").split("[^A-Za-z0-9_]", 2)[0];
                    methods.add(type.substring(type.lastIndexOf('.') + 1) + "." + method);
                }
            }
        }
        return methods;
    }

    /** The tests that a page of faults names as proofs. */
    private static Set<String> proofs(Path page) throws IOException {
        Set<String> proofs = new TreeSet<>();
        if (Files.exists(page)) {
            Matcher proof = Pattern.compile("(?m)`(\\w+IT\\.\\w+)` \\|$").matcher(Files.readString(page));
            while (proof.find()) {
                proofs.add(proof.group(1));
            }
        }
        return proofs;
    }

    /** Class names with reasons: a name, white space, the reason. Empty lines and lines that begin with # say nothing. */
    private static Map<String, String> byHand(Path file) throws IOException {
        Map<String, String> byHand = new TreeMap<>();
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    String[] parts = line.strip().split("\\s+", 2);
                    if (parts.length < 2) {
                        throw new IllegalArgumentException(file + ": no reason for " + line);
                    }
                    byHand.put(parts[0], parts[1]);
                }
            }
        }
        return byHand;
    }

    private void parse(List<Path> sources) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            // What does not parse is not compiled either: templates, or a broken build.
            DiagnosticCollector<JavaFileObject> ignored = new DiagnosticCollector<>();
            JavacTask task = (JavacTask) compiler.getTask(
                    null, files, ignored, List.of("-proc:none"), null, files.getJavaFileObjectsFromPaths(sources));
            for (CompilationUnitTree unit : task.parse()) {
                new UnitScanner(unit).scan();
            }
        }
        // Annotations of our own that carry a test annotation.
        for (boolean grew = true; grew; ) {
            grew = false;
            for (TestClass type : classes.values()) {
                if (type.kind == Tree.Kind.ANNOTATION_TYPE
                        && type.annotations.stream().anyMatch(testAnnotations::contains)) {
                    grew |= testAnnotations.add(type.simpleName());
                }
            }
        }
    }

    private boolean hasTests(TestClass type, Set<TestClass> seen) {
        if (!seen.add(type)) {
            return false;
        }
        if (type.memberAnnotations.stream().anyMatch(testAnnotations::contains)) {
            return true;
        }
        for (String name : type.supertypes) {
            TestClass supertype = resolve(type, name);
            if (supertype != null && hasTests(supertype, seen)) {
                return true;
            }
        }
        return false;
    }

    /** The class that a name stands for in another class: nested in it or around it, imported, or of its package. */
    private TestClass resolve(TestClass from, String name) {
        for (String scope = from.name; scope.contains("$"); scope = scope.substring(0, scope.lastIndexOf('$'))) {
            TestClass nested = classes.get(scope.substring(0, scope.lastIndexOf('$')) + "$" + name.replace('.', '$'));
            if (nested != null) {
                return nested;
            }
        }
        String first = name.replaceAll("\\..*", "");
        String rest = name.substring(first.length()).replace('.', '$');
        String imported = from.imports.get(first);
        if (imported != null) {
            return classes.get(imported + rest);
        }
        TestClass neighbour = classes.get(from.packagePrefix + first + rest);
        return neighbour == null ? classes.get(name) : neighbour;
    }

    /** A class of the source tree, by its binary name. */
    private static final class TestClass {
        final String name;
        final Tree.Kind kind;
        final Path file;
        final String packagePrefix;
        final Map<String, String> imports;
        final Set<Modifier> modifiers;
        final Set<String> annotations;
        final Set<String> memberAnnotations = new HashSet<>();
        final List<String> supertypes = new ArrayList<>();
        final Set<String> namedInFile;

        TestClass(String name, ClassTree tree, UnitScanner unit) {
            this.name = name;
            this.kind = tree.getKind();
            this.file = unit.file;
            this.packagePrefix = unit.packagePrefix;
            this.imports = unit.imports;
            this.namedInFile = unit.named;
            this.modifiers = tree.getModifiers().getFlags();
            this.annotations = annotations(tree.getModifiers());
            if (tree.getExtendsClause() != null) {
                supertypes.add(nameOf(tree.getExtendsClause()));
            }
            tree.getImplementsClause().forEach(type -> supertypes.add(nameOf(type)));
            for (Tree member : tree.getMembers()) {
                if (member instanceof MethodTree method) {
                    memberAnnotations.addAll(annotations(method.getModifiers()));
                } else if (member instanceof VariableTree field) {
                    memberAnnotations.addAll(annotations(field.getModifiers()));
                }
            }
        }

        boolean isToRun() {
            boolean ofMain = file.toString().replace('\\', '/').contains("src/main/");
            return !ofMain
                    && (kind == Tree.Kind.CLASS || kind == Tree.Kind.RECORD)
                    && !modifiers.contains(Modifier.ABSTRACT);
        }

        /** Whether it is a nested class that JUnit does not run of itself, and that its file names for a test. */
        boolean isMaterial() {
            return name.contains("$") && !annotations.contains("Nested") && namedInFile.contains(simpleName());
        }

        String simpleName() {
            return name.replaceAll(".*[.$]", "");
        }

        @Override
        public String toString() {
            return name + " (" + file + ")";
        }
    }

    /** Collects the classes of one file. */
    private final class UnitScanner extends TreeScanner<Void, String> {
        final CompilationUnitTree unit;
        final Path file;
        final String packagePrefix;
        final Map<String, String> imports = new HashMap<>();
        final Set<String> named = new HashSet<>();

        UnitScanner(CompilationUnitTree unit) {
            this.unit = unit;
            this.file = Path.of(unit.getSourceFile().getName());
            this.packagePrefix = unit.getPackageName() == null ? "" : unit.getPackageName() + ".";
            for (ImportTree line : unit.getImports()) {
                String imported = line.getQualifiedIdentifier().toString();
                imports.put(imported.substring(imported.lastIndexOf('.') + 1), imported);
            }
        }

        void scan() {
            scan(unit, packagePrefix);
        }

        @Override
        public Void visitClass(ClassTree tree, String prefix) {
            if (tree.getSimpleName().length() == 0) {
                return super.visitClass(tree, prefix);
            }
            String name = prefix + tree.getSimpleName();
            classes.put(name, new TestClass(name, tree, this));
            return super.visitClass(tree, name + "$");
        }

        @Override
        public Void visitIdentifier(IdentifierTree tree, String prefix) {
            named.add(tree.getName().toString());
            return super.visitIdentifier(tree, prefix);
        }
    }

    private static Set<String> annotations(ModifiersTree modifiers) {
        Set<String> names = new HashSet<>();
        for (AnnotationTree annotation : modifiers.getAnnotations()) {
            names.add(annotation.getAnnotationType().toString().replaceAll(".*\\.", ""));
        }
        return names;
    }

    private static String nameOf(Tree type) {
        return type instanceof ParameterizedTypeTree generic ? generic.getType().toString() : type.toString();
    }
}
