package dev.sluice.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class PrintableTest {
    @Test
    void aWidthIsThatOfWhatIsShown() {
        assertThat(Printable.width("users")).isEqualTo(5);
        assertThat(Printable.width("\u202eu")).isEqualTo("\\u202eu".length());
        assertThat(Printable.width("\u7528\u6237")).isEqualTo(4);
        assertThat(Printable.width("e\u0301")).isEqualTo(1);
    }

    @Test
    void whatATerminalWouldObeyIsWrittenOut() {
        assertThat(Printable.line("a\u001b]0;title\u0007b\r\n\u009b\u007f\u202e\u2066\u2028"))
                .isEqualTo("a\\u001b]0;title\\u0007b\\u000d\\u000a\\u009b\\u007f\\u202e\\u2066\\u2028");
    }

    @Test
    void otherTextStays() {
        String text = "\tñ → é 漢字 👩‍👩‍👧 العربية";
        assertThat(Printable.line(text)).isSameAs(text);
    }

    @Test
    void jsonMeansTheSame() {
        String text = "a\u001b\u009b\u202e\u007f\"\\é";
        JsonMapper json = new JsonMapper();
        String printed = Printable.json(json.writeValueAsString(text));
        assertThat(printed).doesNotContain("\u009b", "\u202e", "\u007f").contains("é");
        assertThat(json.readValue(printed, String.class)).isEqualTo(text);
    }
}
