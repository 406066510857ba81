package dev.sluice.tck.docs;

import com.sun.source.doctree.DocCommentTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Reads the rules and their Javadoc from the kit's sources, with the compiler of the JDK. */
public final class RuleSources {
    private static final Path SOURCES = Path.of("src", "main", "java");

    private RuleSources() {}

    /** Every rule, by id. */
    public static List<Rule> rules() throws IOException {
        List<Rule> rules = new ArrayList<>();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null);
                Stream<Path> paths = Files.walk(SOURCES)) {
            List<Path> sources = paths.filter(path -> path.toString().endsWith("Rules.java"))
                    .sorted()
                    .toList();
            JavacTask task = (JavacTask)
                    compiler.getTask(null, files, null, null, null, files.getJavaFileObjectsFromPaths(sources));
            DocTrees docs = DocTrees.instance(task);
            for (CompilationUnitTree unit : task.parse()) {
                new RuleScanner(docs, rules).scan(unit, "");
            }
        }
        rules.sort(Rule.BY_ID);
        return rules;
    }

    /** Finds rules. The argument is the Javadoc of the class around them. */
    private static final class RuleScanner extends TreePathScanner<String, String> {
        private final DocTrees docs;
        private final List<Rule> rules;

        RuleScanner(DocTrees docs, List<Rule> rules) {
            this.docs = docs;
            this.rules = rules;
        }

        @Override
        public String visitClass(ClassTree node, String outer) {
            return super.visitClass(node, javadoc());
        }

        @Override
        public String visitMethod(MethodTree node, String group) {
            Rule.of(group, node.getName().toString(), javadoc()).ifPresent(rules::add);
            return group;
        }

        private String javadoc() {
            DocCommentTree comment = docs.getDocCommentTree(getCurrentPath());
            return comment == null ? "" : DocText.of(comment.getFullBody());
        }
    }
}
