package dev.sluice.tck.docs;

import com.sun.source.doctree.DocTree;
import com.sun.source.doctree.EntityTree;
import com.sun.source.doctree.LinkTree;
import com.sun.source.doctree.LiteralTree;
import com.sun.source.doctree.TextTree;
import com.sun.source.util.SimpleDocTreeVisitor;
import java.util.List;

/** The text of a Javadoc comment as Markdown in one line. A tag that the rules do not use is an error. */
final class DocText extends SimpleDocTreeVisitor<Void, StringBuilder> {
    private DocText() {}

    static String of(List<? extends DocTree> body) {
        StringBuilder text = new StringBuilder();
        new DocText().visit(body, text);
        return text.toString().replaceAll("\\s+", " ").strip();
    }

    @Override
    public Void visitText(TextTree node, StringBuilder text) {
        text.append(node.getBody().replace("*", "\\*").replace("<", "\\<"));
        return null;
    }

    @Override
    public Void visitLiteral(LiteralTree node, StringBuilder text) {
        text.append('`').append(node.getBody().getBody()).append('`');
        return null;
    }

    @Override
    public Void visitLink(LinkTree node, StringBuilder text) {
        if (node.getLabel().isEmpty()) {
            String target = node.getReference().getSignature();
            text.append('`')
                    .append(target.substring(target.lastIndexOf('.', target.length()) + 1)
                            .replace('#', '.'))
                    .append('`');
        } else {
            visit(node.getLabel(), text);
        }
        return null;
    }

    @Override
    public Void visitEntity(EntityTree node, StringBuilder text) {
        text.append(node);
        return null;
    }

    @Override
    protected Void defaultAction(DocTree node, StringBuilder text) {
        throw new IllegalStateException("no Markdown for " + node);
    }
}
