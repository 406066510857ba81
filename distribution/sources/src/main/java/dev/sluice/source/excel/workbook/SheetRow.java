package dev.sluice.source.excel.workbook;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A row of a sheet.
 *
 * @param number from 1
 * @param cells by column; null where the workbook keeps none
 */
public record SheetRow(int number, List<@Nullable SheetCell> cells) {
    /** Copies the cells. */
    public SheetRow {
        cells = Collections.unmodifiableList(new ArrayList<>(cells));
    }
}
