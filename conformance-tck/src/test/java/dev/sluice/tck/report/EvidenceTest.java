package dev.sluice.tck.report;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.sluice.spi.DestinationConfig;
import dev.sluice.spi.DestinationWriter;
import dev.sluice.spi.RunContext;
import dev.sluice.spi.RunHandle;
import dev.sluice.spi.WriteRequest;
import dev.sluice.tck.ConformanceFixture;
import dev.sluice.tck.DestinationConformance;
import dev.sluice.tck.Rule;
import dev.sluice.tck.memory.MemoryDestination;
import dev.sluice.tck.memory.MemoryEntry;
import dev.sluice.tck.memory.MemoryFixture;
import dev.sluice.tck.memory.MemoryServer;
import dev.sluice.tck.support.JsonText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** What a report says of a destination that fails with exceptions of its own, whose messages hold its password. */
class EvidenceTest {
    @TempDir
    private Path reports;

    static class BrokenCase extends DestinationConformance {
        @Override
        protected ConformanceFixture fixture() {
            MemoryEntry.use(BrokenDestination::new);
            return new MemoryFixture();
        }
    }

    private static final class BrokenDestination extends MemoryDestination {
        @Override
        public DestinationWriter write(WriteRequest request, RunHandle run, RunContext context) {
            throw new IllegalStateException("the driver says <" + MemoryServer.PASSWORD + "> & goes");
        }

        @Override
        public void probe(DestinationConfig config, DestinationConfig target) {
            throw new IllegalStateException("no probe with " + MemoryServer.PASSWORD);
        }
    }

    @BeforeEach
    void reportHere() {
        System.setProperty(ReportListener.DIRECTORY, reports.toString());
    }

    @AfterEach
    void reportAsBefore() {
        System.clearProperty(ReportListener.DIRECTORY);
        System.clearProperty(ReportListener.VERBOSE);
    }

    @Test
    void everyFormShowsTheStackOfThePluginAndNoSecret() throws IOException {
        run();
        for (String form : List.of("json", "md", "html")) {
            assertThat(report(form))
                    .as(form)
                    .contains("at " + BrokenDestination.class.getName() + ".write", "[hidden]")
                    .doesNotContain(MemoryServer.PASSWORD);
        }
        assertThat(String.valueOf(result("4.04").get("stack"))).doesNotContain("org.junit.", "java.base/");
    }

    @Test
    void anExceptionThatARuleCaughtIsShownToo() throws IOException {
        run();
        assertThat(result("3.03")).asString().contains(BrokenDestination.class.getName() + ".write");
    }

    @Test
    void theExceptionThatFailedACheckIsShown() throws IOException {
        run();
        assertThat(result("2.01"))
                .asString()
                .contains(BrokenDestination.class.getName() + ".probe")
                .doesNotContain(MemoryServer.PASSWORD);
    }

    @Test
    void theStackIsPrintedOnlyIfAsked() {
        assertThat(printed()).contains("NOT CONFORMANT").doesNotContain("BrokenDestination.write");
        System.setProperty(ReportListener.VERBOSE, "true");
        assertThat(printed())
                .contains("NOT CONFORMANT", "BrokenDestination.write")
                .doesNotContain(MemoryServer.PASSWORD);
    }

    @Test
    void theJsonFormCountsEachStatusAndSaysHowToRunARuleAgain() throws IOException {
        run();
        Map<?, ?> report = json();
        Map<?, ?> counts = (Map<?, ?>) requireNonNull(report.get("counts"));
        assertThat(counts.keySet().stream().map(String::valueOf))
                .contains("PASS", "FAIL", "NOT APPLICABLE", "UNTESTED");
        assertThat(counts.values().stream()
                        .mapToInt(count -> ((Number) count).intValue())
                        .sum())
                .isEqualTo(Rule.all().size());
        assertThat(result("4.04").get("intent")).asString().startsWith("One writer writes ");
        assertThat(String.valueOf(result("4.04").get("reproduce")))
                .startsWith("mvn -B test -pl conformance-tck -am ")
                .contains("EvidenceTest$BrokenCase#required_r4_04_aWriterTakesManyBatches")
                .endsWith(" -Dsluice.tck.seed=" + report.get("seed"));
    }

    @Test
    void thePageIsWellFormedLoadsNothingAndHasNoScript() throws Exception {
        run();
        String page = report("html");
        assertThat(page).doesNotContain("<script", "src=", "http:", "https:", "url(", "@import");
        Element html = parse(page);
        assertThat(html.getAttribute("lang")).isEqualTo("en");
        assertThat(html.getElementsByTagName("article").getLength())
                .isEqualTo(Rule.all().size());
        assertThat(html.getElementsByTagName("h1").item(0).getTextContent()).isEqualTo("NOT CONFORMANT");
        NodeList links = html.getElementsByTagName("a");
        assertThat(links.getLength()).isPositive();
        for (int i = 0; i < links.getLength(); i++) {
            String target = ((Element) links.item(i)).getAttribute("href").substring(1);
            assertThat(page).contains("<article id=\"" + target + "\">");
        }
        assertThat(page).contains("the driver says &lt;[hidden]&gt; &amp; goes");
    }

    /** The page as XML: its only elements without an end are two of the head. */
    private static Element parse(String page) throws Exception {
        String xml = page.replaceFirst("<!DOCTYPE html>", "").replaceAll("<meta ([^>]*)>", "<meta $1/>");
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(xml)))
                .getDocumentElement();
    }

    private Map<?, ?> json() throws IOException {
        return (Map<?, ?>) requireNonNull(JsonText.parse(report("json")));
    }

    private Map<?, ?> result(String rule) throws IOException {
        List<?> results = (List<?>) requireNonNull(json().get("results"));
        return results.stream()
                .map(result -> (Map<?, ?>) result)
                .filter(result -> rule.equals(result.get("rule")))
                .findFirst()
                .orElseThrow();
    }

    private String printed() {
        PrintStream before = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            run();
        } finally {
            System.setOut(before);
        }
        return printed.toString(StandardCharsets.UTF_8);
    }

    private static void run() {
        LauncherFactory.create()
                .execute(LauncherDiscoveryRequestBuilder.request()
                        .selectors(selectClass(BrokenCase.class))
                        .build());
    }

    private String report(String form) throws IOException {
        return Files.readString(reports.resolve("BrokenCase").resolve("report." + form));
    }
}
