package dev.sluice.host.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.host.failure.HostException;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.Field;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.Row;
import dev.sluice.spi.RowSchema;
import java.util.List;
import org.junit.jupiter.api.Test;

class FieldMappingTest {
    private static final RowSchema SCHEMA = RowSchema.of(
            new Field("id", FieldType.INTEGER),
            new Field("full_name", FieldType.TEXT),
            new Field("ssn", FieldType.TEXT));
    private static final Row ROW = Row.of(SCHEMA, 7L, "Ada", "x");

    @Test
    void withoutEntriesTheRowTravelsAsItIs() {
        assertThat(FieldMapping.parse(List.of()).apply(ROW)).isSameAs(ROW);
    }

    @Test
    void listedFieldsTravelInTheirOrderAndNothingElse() {
        Row mapped = FieldMapping.parse(List.of("full_name=name", "id")).apply(ROW);
        assertThat(mapped.schema().names()).containsExactly("name", "id");
        assertThat(mapped.value("name")).isEqualTo("Ada");
    }

    @Test
    void aStarTakesEveryFieldThatNoOtherEntryNames() {
        Row mapped = FieldMapping.parse(List.of("*", "full_name=name", "ssn=")).apply(ROW);
        assertThat(mapped.schema().names()).containsExactly("id", "name");
    }

    @Test
    void rowsOfOneSchemaGiveRowsOfOneSchema() {
        FieldMapping mapping = FieldMapping.parse(List.of("id"));
        assertThat(mapping.apply(ROW).schema())
                .isSameAs(mapping.apply(Row.of(SCHEMA, 8L, null, null)).schema());
    }

    @Test
    void anUnknownFieldIsAnErrorThatSuggestsTheNearest() {
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> FieldMapping.parse(List.of("ful_name=name")).validate(SCHEMA))
                .satisfies(e -> assertThat(e.detail().code()).isEqualTo("MAPPING_UNKNOWN_FIELD"))
                .satisfies(e -> assertThat(e.detail().remedy()).contains("'full_name'"));
    }

    @Test
    void aRowOfASchemalessSourceMayLackAListedField() {
        assertThat(FieldMapping.parse(List.of("id", "age")).apply(ROW).schema().names())
                .containsExactly("id");
    }

    @Test
    void twoFieldsOfOneNameAreAnError() {
        assertCode("MAPPING_DUPLICATE_NAME", "id", "ssn=id");
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> FieldMapping.parse(List.of("*", "ssn=id")).validate(SCHEMA))
                .satisfies(e -> assertThat(e.detail().code()).isEqualTo("MAPPING_DUPLICATE_NAME"));
    }

    @Test
    void entriesThatCannotBeReadAreErrors() {
        assertCode("MAPPING_SYNTAX", "");
        assertCode("MAPPING_SYNTAX", "=x");
        assertCode("MAPPING_SYNTAX", "a=b=c");
        assertCode("MAPPING_SYNTAX", "*=x");
        assertCode("MAPPING_SYNTAX", "*", "*");
        assertCode("MAPPING_EMPTY", "ssn=");
        assertCode("MAPPING_CONTRADICTION", "ssn", "ssn=");
    }

    private static void assertCode(String code, String... entries) {
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> FieldMapping.parse(List.of(entries)))
                .satisfies(e -> assertThat(e.detail().code()).isEqualTo(code))
                .satisfies(e -> assertThat(e.detail().remedy()).isNotBlank());
    }

    @Test
    void everyWrongEntryIsToldAtOnce() {
        assertThatThrownBy(() -> FieldMapping.parse(List.of("=a", "b=c=d", "e=*")))
                .isInstanceOfSatisfying(
                        HostException.class,
                        e -> assertThat(e.problems())
                                .extracting(ErrorDetail::code)
                                .containsExactly("MAPPING_SYNTAX", "MAPPING_SYNTAX", "MAPPING_SYNTAX"));
        assertThatThrownBy(() -> FieldMapping.parse(List.of("a=x", "b=x", "a=", "*", "*")))
                .isInstanceOfSatisfying(
                        HostException.class,
                        e -> assertThat(e.problems())
                                .extracting(ErrorDetail::code)
                                .containsExactly("MAPPING_DUPLICATE_NAME", "MAPPING_SYNTAX", "MAPPING_CONTRADICTION"));
        RowSchema schema = RowSchema.of(new Field("id", FieldType.TEXT));
        assertThatThrownBy(
                        () -> FieldMapping.parse(List.of("id", "nmae", "emial")).validate(schema))
                .isInstanceOfSatisfying(
                        HostException.class,
                        e -> assertThat(e.problems())
                                .extracting(problem -> problem.at().get("column"))
                                .containsExactly("nmae", "emial"));
    }

    @Test
    void whatARemedyAdvisesToLeaveAFieldOutIsAMapping() {
        assertThat(FieldMapping.leavingOut("ssn")).isEqualTo("leave the column out: --map ssn= --map '*'");
        assertThat(FieldMapping.leavingOut("it's")).contains("--map 'it'\\''s=' --map '*'");
        assertThat(List.of("", " ", "*", "a=b"))
                .allSatisfy(name -> assertThatExceptionOfType(HostException.class)
                        .isThrownBy(() -> FieldMapping.parse(List.of(name + "=", "*"))))
                .extracting(FieldMapping::leavingOut)
                .containsOnly("name the columns to take: --map NAME, once for each");
    }
}
