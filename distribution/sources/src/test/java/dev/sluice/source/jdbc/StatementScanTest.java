package dev.sluice.source.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.source.jdbc.StatementScan.Quoting;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What leads out of the brackets that a query is put into. */
class StatementScanTest {
    private static final Map<String, Quoting> QUOTINGS = Map.of(
            "standard",
            Quoting.STANDARD,
            "postgresql",
            Quoting.POSTGRESQL,
            "mysql",
            Quoting.MYSQL,
            "square",
            Quoting.SQUARE);

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '~', quoteCharacter = '^', textBlock = """
            standard   ~ select (1), ')', ");" -- );                 ~ none
            standard   ~ select 'it''s )' /* ); ' */ , 1             ~ none
            standard   ~ select 1) q; drop table t                   ~ BRACKET
            standard   ~ select 1; select 2                          ~ STATEMENT
            standard   ~ select '\\'; select 2                       ~ STATEMENT
            standard   ~ select '\\' ); select '                     ~ BRACKET
            standard   ~ select 1 /* /* */ ; select 2                ~ STATEMENT
            standard   ~ select $$;$$                                ~ STATEMENT
            standard   ~ select [;]                                  ~ STATEMENT
            postgresql ~ select E'\\'; )', $$ ; ) $$, $a$ $$ ; $a$   ~ none
            postgresql ~ select e'\\\\' ; select 2                   ~ STATEMENT
            postgresql ~ select some'\\'; select 2                   ~ STATEMENT
            postgresql ~ select a$$ ; $$                             ~ STATEMENT
            postgresql ~ select 1 /* /* */ ; ) */                    ~ none
            postgresql ~ select "a;)", 1                             ~ none
            postgresql ~ select $1 ; 2                               ~ STATEMENT
            mysql      ~ select '\\'; )', "\\"; )", `;)`             ~ none
            mysql      ~ select `\\`; select 2                       ~ STATEMENT
            mysql      ~ select 1 /*! ) */                           ~ BRACKET
            mysql      ~ select 1 # ; )                              ~ none
            square     ~ select [;)] from [a b]                      ~ none
            """)
    void theFirstExitIsFound(String quoting, String query, String exit) {
        Quoting of = QUOTINGS.get(quoting);
        assertThat(of).isNotNull();
        assertThat(StatementScan.exit(query, of == null ? Quoting.STANDARD : of)
                        .map(Enum::name)
                        .orElse("none"))
                .isEqualTo(exit);
    }
}
