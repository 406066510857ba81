package dev.sluice.host.hash;

/** The canonical text of a date and a time of day in a year of four digits, without a value and without a text in between. */
final class TimestampText {
    /** Bytes of the longest. */
    static final int LONGEST = 29;

    private static final int SECONDS_OF_DAY = 86_400;
    private static final int NANO_DIGITS = 9;
    /** Days from 0000-03-01, with which the years of the algorithm begin, to 1970-01-01. */
    private static final int DAYS_BEFORE = 719_468;

    private static final int DAYS_OF_ERA = 146_097;

    private TimestampText() {}

    /** Writes it from the start of the array, and returns its length. */
    static int write(long second, int nano, byte[] to) {
        int ofDay = (int) Math.floorMod(second, (long) SECONDS_OF_DAY);
        // Civil from days, by Howard Hinnant's algorithm: years begin in March, eras of 400 years repeat.
        int days = (int) Math.floorDiv(second, (long) SECONDS_OF_DAY) + DAYS_BEFORE;
        int era = days / DAYS_OF_ERA;
        int ofEra = days - era * DAYS_OF_ERA;
        int yearOfEra = (ofEra - ofEra / 1_460 + ofEra / 36_524 - ofEra / 146_096) / 365;
        int ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        int month = (5 * ofYear + 2) / 153;
        int day = ofYear - (153 * month + 2) / 5 + 1;
        int year = yearOfEra + era * 400 + (month >= 10 ? 1 : 0);
        two(year / 100, to, 0);
        two(year % 100, to, 2);
        to[4] = '-';
        two(month < 10 ? month + 3 : month - 9, to, 5);
        to[7] = '-';
        two(day, to, 8);
        to[10] = 'T';
        two(ofDay / 3_600, to, 11);
        to[13] = ':';
        two(ofDay / 60 % 60, to, 14);
        to[16] = ':';
        two(ofDay % 60, to, 17);
        return nano == 0 ? 19 : fraction(nano, to, 19);
    }

    /** Without the zeros at its end. */
    private static int fraction(int nano, byte[] to, int at) {
        to[at] = '.';
        int left = nano;
        for (int i = NANO_DIGITS; i > 0; i--) {
            to[at + i] = (byte) ('0' + left % 10);
            left /= 10;
        }
        int end = at + NANO_DIGITS + 1;
        while (to[end - 1] == '0') {
            end--;
        }
        return end;
    }

    private static void two(int value, byte[] to, int at) {
        to[at] = (byte) ('0' + value / 10);
        to[at + 1] = (byte) ('0' + value % 10);
    }
}
