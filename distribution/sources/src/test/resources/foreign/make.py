"""Writes the files of this folder: small Parquet files made by other libraries, each of a kind that readers are known to get wrong.

Each NAME.parquet has a NAME.expected beside it, which is written here by hand and not by any reader: a line "types" with the type of each
column, then for each row its values as a JSON array, or "rejected CODE", or one line "refused COLUMN CODE" for the whole file. See README.md.

    pip install pyarrow==25.0.1 fastparquet==2026.9.0 && python3 make.py
"""

import datetime
import decimal
import io
import json
import struct
import uuid

import fastparquet
import pandas
import pyarrow as pa
import pyarrow.parquet as pq

# --- Thrift's compact protocol, as much as a footer needs: a struct is a dict of (field, type) to value. -----------------------------------

BOOL_TRUE, BOOL_FALSE, BYTE, I16, I32, I64, DOUBLE, BINARY, LIST, SET, MAP, STRUCT = range(1, 13)


def read_varint(stream):
    result = shift = 0
    while True:
        byte = stream.read(1)[0]
        result |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return result


def read_value(stream, kind):
    if kind in (BOOL_TRUE, BOOL_FALSE):
        return kind == BOOL_TRUE
    if kind == BYTE:
        return stream.read(1)
    if kind in (I16, I32, I64):
        number = read_varint(stream)
        return (number >> 1) ^ -(number & 1)
    if kind == DOUBLE:
        return stream.read(8)
    if kind == BINARY:
        return stream.read(read_varint(stream))
    if kind == LIST:
        head = stream.read(1)[0]
        size = head >> 4 if head >> 4 < 15 else read_varint(stream)
        element = head & 15
        if element in (BOOL_TRUE, BOOL_FALSE):
            return element, [stream.read(1) for _ in range(size)]
        return element, [read_value(stream, element) for _ in range(size)]
    assert kind == STRUCT, kind
    fields, field = {}, 0
    while True:
        head = stream.read(1)[0]
        if head == 0:
            return fields
        if head >> 4:
            field += head >> 4
        else:
            field = read_value(stream, I16)
        kind = head & 15
        fields[field] = (kind, read_value(stream, kind))


def varint(number):
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def written(kind, value):
    if kind in (BOOL_TRUE, BOOL_FALSE):
        return b""
    if kind in (BYTE, DOUBLE):
        return value
    if kind in (I16, I32, I64):
        return varint((value << 1) ^ (value >> 63))
    if kind == BINARY:
        return varint(len(value)) + value
    if kind == LIST:
        element, values = value
        head = bytes([len(values) << 4 | element]) if len(values) < 15 else bytes([0xF0 | element]) + varint(len(values))
        if element in (BOOL_TRUE, BOOL_FALSE):
            return head + b"".join(values)
        return head + b"".join(written(element, item) for item in values)
    assert kind == STRUCT, kind
    out, last = b"", 0
    for field, (kind, item) in sorted(value.items()):
        if kind in (BOOL_TRUE, BOOL_FALSE):
            kind = BOOL_TRUE if item else BOOL_FALSE
        out += bytes([(field - last) << 4 | kind]) if field - last < 16 else bytes([kind]) + written(I16, field)
        out += written(kind, item)
        last = field
    return out + b"\0"


def edited(data, change):
    """The file with another footer. The pages, and so the levels and values, stay as the library wrote them."""
    length = struct.unpack("<i", data[-8:-4])[0]
    footer = read_value(io.BytesIO(data[-8 - length : -8]), STRUCT)
    # The Arrow schema of the writer would contradict what is changed.
    footer.pop(5, None)
    change(footer)
    changed = written(STRUCT, footer)
    return data[: -8 - length] + changed + struct.pack("<i", len(changed)) + b"PAR1"


# The fields of a SchemaElement.
TYPE, TYPE_LENGTH, REPETITION, NAME, CHILDREN, CONVERTED, SCALE, PRECISION, FIELD_ID, LOGICAL = range(1, 11)
REPEATED = 2
CONVERTED_TYPES = {"MAP_KEY_VALUE": 2, "UINT_8": 11, "INT_8": 15, "INTERVAL": 21}


def schema(footer):
    return footer[2][1][1]


def columns(footer):
    """The metadata of the columns of the first row group."""
    return [column[3][1] for column in footer[4][1][1][0][1][1][1]]


def edited_page(data, change):
    """The file with another header of the first data page, which has to stay as long as it is."""
    length = struct.unpack("<i", data[-8:-4])[0]
    start = columns(read_value(io.BytesIO(data[-8 - length : -8]), STRUCT))[0][9][1]
    stream = io.BytesIO(data[start:])
    header = read_value(stream, STRUCT)
    change(header)
    changed = written(STRUCT, header)
    assert len(changed) == stream.tell()
    return data[:start] + changed + data[start + len(changed) :]


DATA_PAGE, DICTIONARY_PAGE = 9, 11


def lengthened_page(data, page, change):
    """The file with another page, header and body, of its only column. What comes behind it moves."""
    length = struct.unpack("<i", data[-8:-4])[0]
    start = columns(read_value(io.BytesIO(data[-8 - length : -8]), STRUCT))[0][page][1]
    stream = io.BytesIO(data[start:])
    header = read_value(stream, STRUCT)
    end = start + stream.tell() + header[3][1]
    body = change(header, data[start + stream.tell() : end])
    header[2] = header[3] = (I32, len(body))
    changed = written(STRUCT, header) + body

    def moved(footer):
        if page == DICTIONARY_PAGE:
            place = columns(footer)[0][DATA_PAGE][1]
            columns(footer)[0][DATA_PAGE] = (I64, place + len(changed) - (end - start))

    return edited(data[:start] + changed + data[end:], moved)


def without(field, *names):
    def change(footer):
        for element in schema(footer):
            if element[NAME][1].decode() in names:
                element.pop(field, None)

    return change


def flattened(name, *, drop):
    """Lists of two levels, as parquet-avro, parquet-thrift and Hive wrote them: the middle group goes, and its child repeats in its place."""

    def change(footer):
        elements = schema(footer)
        at = next(i for i, element in enumerate(elements) if element[NAME][1].decode() == drop)
        child = elements[at + 1]
        child[REPETITION] = (I32, REPEATED)
        child[NAME] = (BINARY, name.encode())
        del elements[at]

    return change


# --- Writing ---------------------------------------------------------------------------------------------------------------------------


def save(name, data, types, *rows):
    with open(name + ".parquet", "wb") as file:
        file.write(data)
    with open(name + ".expected", "w", encoding="utf-8") as file:
        if types is not None:
            file.write("types " + types + "\n")
        file.writelines(row + "\n" for row in rows)


def arrow(table, **options):
    options = {"compression": "none", "write_statistics": False, **options}
    target = io.BytesIO()
    pq.write_table(table, target, **options)
    return target.getvalue()


def one(array, name="v", **options):
    return arrow(pa.table([array], [name]), **options)


def raw_strings(*values):
    """Text without a check that it is UTF-8."""
    offsets, data = [0], b""
    for value in values:
        data += value
        offsets.append(len(data))
    return pa.StringArray.from_buffers(len(values), pa.py_buffer(struct.pack(f"<{len(offsets)}i", *offsets)), pa.py_buffer(data))


def times():
    stamp = [1_700_000_000_123_456_789, -1, 0, None]
    save(
        "int96",
        one(pa.array(stamp, pa.timestamp("ns")), use_deprecated_int96_timestamps=True, use_dictionary=False),
        "TIMESTAMP",
        '["2023-11-14T22:13:20.123456789"]',
        '["1969-12-31T23:59:59.999999999"]',
        '["1970-01-01T00:00:00"]',
        "[null]",
    )
    # Spark writes the year 290000 so: the day and the nanoseconds of the day after an overflow.
    plain = one(pa.array([0, 1], pa.timestamp("ns")), use_deprecated_int96_timestamps=True, use_dictionary=False)
    overflown = plain.replace(struct.pack("<qi", 0, 2_440_588), struct.pack("<qi", -32_509_551_616_000, -105_862_232))
    save("int96-beyond-a-day", overflown, "TIMESTAMP", "rejected ROW_VALUE_TYPE", '["1970-01-01T00:00:00.000000001"]')
    frame = pandas.DataFrame({"v": pandas.to_datetime([1_700_000_000_123_456_000, -1_000], unit="ns")})
    fastparquet.write("int96-fastparquet.parquet", frame, times="int96", write_index=False, stats=False)
    with open("int96-fastparquet.parquet", "rb") as file:
        save("int96-fastparquet", file.read(), "TIMESTAMP", '["2023-11-14T22:13:20.123456"]', '["1969-12-31T23:59:59.999999"]')
    for unit, value, text in (
        ("ms", 1_700_000_000_123, "2023-11-14T22:13:20.123"),
        ("us", 1_700_000_000_123_456, "2023-11-14T22:13:20.123456"),
        ("ns", 1_700_000_000_123_456_789, "2023-11-14T22:13:20.123456789"),
    ):
        both = pa.table({"local": pa.array([value], pa.timestamp(unit)), "utc": pa.array([value], pa.timestamp(unit, "Asia/Tokyo"))})
        save("timestamp-" + unit, arrow(both), "TIMESTAMP,INSTANT", f'["{text}","{text}Z"]')
    # A logical type alone, and a converted type alone, which means UTC.
    millis = pa.table({"v": pa.array([1_700_000_000_123], pa.timestamp("ms", "UTC"))})
    save("timestamp-logical-only", edited(arrow(millis), without(CONVERTED, "v")), "INSTANT", '["2023-11-14T22:13:20.123Z"]')
    save("timestamp-converted-only", edited(arrow(millis), without(LOGICAL, "v")), "INSTANT", '["2023-11-14T22:13:20.123Z"]')
    save(
        "timestamp-far",
        one(pa.array([2**63 - 1, -(2**63), 253_402_300_800_000], pa.timestamp("ms"))),
        "TIMESTAMP",
        '["+292278994-08-17T07:12:55.807"]',
        '["-292275055-05-16T16:47:04.192"]',
        '["+10000-01-01T00:00:00"]',
    )
    save(
        "time",
        arrow(
            pa.table(
                {
                    "ms": pa.array([1, 86_399_999], pa.time32("ms")),
                    "us": pa.array([1, 86_399_999_999], pa.time64("us")),
                    "ns": pa.array([1, 86_399_999_999_999], pa.time64("ns")),
                }
            )
        ),
        "TIME,TIME,TIME",
        '["00:00:00.001","00:00:00.000001","00:00:00.000000001"]',
        '["23:59:59.999","23:59:59.999999","23:59:59.999999999"]',
    )
    save(
        "time-beyond-a-day",
        one(pa.array([86_400_000_000, -1, 5], pa.int64()).view(pa.time64("us"))),
        "TIME",
        "rejected ROW_VALUE_TYPE",
        "rejected ROW_VALUE_TYPE",
        '["00:00:00.000005"]',
    )
    save(
        "date",
        one(pa.array([0, -719_529, 2**31 - 1, -(2**31)], pa.int32()).view(pa.date32())),
        "DATE",
        '["1970-01-01"]',
        '["-0001-12-31"]',
        '["+5881580-07-11"]',
        '["-5877641-06-23"]',
    )

    def interval(footer):
        element = schema(footer)[1]
        element[CONVERTED] = (I32, CONVERTED_TYPES["INTERVAL"])
        element.pop(LOGICAL, None)

    months = struct.pack("<III", 14, 3, 1_500)
    longest = struct.pack("<III", 2**32 - 1, 0, 2**32 - 1)
    rows = ('["P14M3DT1.5S"]', '["P4294967295MT4294967.295S"]', '["PT0S"]')
    stored = one(pa.array([months, longest, bytes(12)], pa.binary(12)))
    save("interval", edited(stored, interval), "TEXT", *rows)

    def unknown(footer):
        interval(footer)
        schema(footer)[1][LOGICAL] = (STRUCT, {11: (STRUCT, {})})

    # As parquet-java writes them: a logical type of nulls beside the converted type.
    save("interval-unknown", edited(stored, unknown), "TEXT", *rows)


def numbers():
    wide = [decimal.Decimal("1" * 40 + "." + "2" * 36), decimal.Decimal("-0." + "0" * 35 + "1"), None]
    with decimal.localcontext(decimal.Context(prec=80)):
        save(
            "decimal-76-digits",
            one(pa.array(wide, pa.decimal256(76, 36))),
            "DECIMAL",
            "[" + "1" * 40 + "." + "2" * 36 + "]",
            "[-0." + "0" * 35 + "1]",
            "[null]",
        )
    trailing = {
        "d9": pa.array([decimal.Decimal("1.10")], pa.decimal128(9, 2)),
        "d18": pa.array([decimal.Decimal("-0.50")], pa.decimal128(18, 2)),
        "d38": pa.array([decimal.Decimal("1.10")], pa.decimal128(38, 2)),
        "s": pa.array([{"d": decimal.Decimal("0.5")}], pa.struct([("d", pa.decimal128(19, 19))])),
    }
    row = '[1.10,-0.50,1.10,{"d":0.5000000000000000000}]'
    save("decimal-fixed", arrow(pa.table(trailing)), "DECIMAL,DECIMAL,DECIMAL,JSON", row)
    save("decimal-integers", arrow(pa.table(trailing), store_decimal_as_integer=True), "DECIMAL,DECIMAL,DECIMAL,JSON", row)
    save(
        "unsigned",
        arrow(
            pa.table(
                {
                    "u8": pa.array([255], pa.uint8()),
                    "u32": pa.array([2**32 - 1], pa.uint32()),
                    "u64": pa.array([2**64 - 1], pa.uint64()),
                    "i64": pa.array([-(2**63)], pa.int64()),
                }
            )
        ),
        "INTEGER,INTEGER,BIG_INTEGER,INTEGER",
        "[255,4294967295,18446744073709551615,-9223372036854775808]",
    )
    def narrow(name):
        def change(footer):
            schema(footer)[1][CONVERTED] = (I32, CONVERTED_TYPES[name])

        return change

    wide = one(pa.array([127, 128, -1, 256], pa.int32()))
    save("int8-beyond-its-range", edited(wide, narrow("INT_8")), "INTEGER", "[127]", "rejected ROW_VALUE_TYPE", "[-1]", "rejected ROW_VALUE_TYPE")
    save("uint8-beyond-its-range", edited(wide, narrow("UINT_8")), "INTEGER", "[127]", "[128]", *["rejected ROW_VALUE_TYPE"] * 2)
    floats = [0.1, -0.0, float("inf"), float("nan"), 1e-45]
    save(
        "floats",
        arrow(
            pa.table(
                {
                    "f32": pa.array(floats, pa.float32()),
                    "f64": pa.array([*floats[:4], 5e-324], pa.float64()),
                    "n": pa.array([{"v": f} for f in (0.1, -0.0, 1.0, 2.0, 3.0)], pa.struct([("v", pa.float32())])),
                }
            )
        ),
        "FLOAT,DOUBLE,JSON",
        '[0.1,0.1,{"v":0.1}]',
        '[-0.0,-0.0,{"v":-0.0}]',
        '["Infinity","Infinity",{"v":1.0}]',
        '["NaN","NaN",{"v":2.0}]',
        '[1.4E-45,4.9E-324,{"v":3.0}]',
    )
    save(
        "float-in-a-struct-is-not-a-number",
        one(pa.array([{"v": float("nan")}, {"v": 0.5}], pa.struct([("v", pa.float64())]))),
        "JSON",
        "rejected VALUE_NOT_REPRESENTABLE",
        '[{"v":0.5}]',
    )
    halves = pa.array([1.5, 65504.0, 6.0e-8], pa.float64()).cast(pa.float16())
    save("float16", one(halves), "FLOAT", "[1.5]", "[65504.0]", "[5.9604645E-8]")


def texts():
    save(
        "text-not-utf8",
        one(raw_strings(b"a", b"\xff", b"\xc1\x81", b"\xed\xa0\x80", "\ufffd".encode(), "用".encode())),
        "TEXT",
        '["a"]',
        "rejected ROW_ENCODING",
        "rejected ROW_ENCODING",
        "rejected ROW_ENCODING",
        '["\ufffd"]',
        '["用"]',
    )
    nested = pa.StructArray.from_arrays([raw_strings(b"\xff", b"b")], ["t"])
    save("text-not-utf8-in-a-struct", one(nested), "JSON", "rejected ROW_ENCODING", '[{"t":"b"}]')
    words = one(pa.array(["a", "b\"\n"]))
    save("text-logical-only", edited(words, without(CONVERTED, "v")), "TEXT", '["a"]', '["b\\"\\n"]')
    save("text-converted-only", edited(words, without(LOGICAL, "v")), "TEXT", '["a"]', '["b\\"\\n"]')
    save("bytes", edited(words, lambda footer: [without(LOGICAL, "v")(footer), without(CONVERTED, "v")(footer)]), "BYTES", '["YQ=="]', '["YiIK"]')
    texts_of_json = ['{"a": 1.10, "b": [1, 2]}', "12345678901234567890", '{"a":1,"a":2}', "{", None]
    save(
        "json",
        one(pa.array(texts_of_json, pa.json_(pa.string()))),
        "JSON",
        '[{"a":1.10,"b":[1,2]}]',
        "[12345678901234567890]",
        "rejected ROW_FIELD_DUPLICATE",
        "rejected ROW_VALUE_TYPE",
        "[null]",
    )
    inner = pa.StructArray.from_arrays([pa.array(['{"a": 1.10}'], pa.json_(pa.string()))], ["j"])
    save("json-in-a-struct", one(inner), "JSON", '[{"j":{"a":1.10}}]')
    name = uuid.UUID("0f8fad5b-d9cb-469f-a165-70867728950e").bytes
    save("uuid", one(pa.array([name, None], pa.uuid())), "UUID", '["0f8fad5b-d9cb-469f-a165-70867728950e"]', "[null]")

    def of_the_future(footer):
        schema(footer)[1][LOGICAL] = (STRUCT, {2048: (STRUCT, {})})

    # What bytes mean that a later version of the format annotates is not known, so they are not passed on as bytes.
    future = edited(one(pa.array([name], pa.uuid())), of_the_future)
    save("logical-type-of-the-future", future, None, "refused v SOURCE_COLUMN_REFUSED")


def names():
    same = pa.Table.from_arrays([pa.array([1]), pa.array([2]), pa.array([3])], ["id", "v", "v"])
    save("name-twice", arrow(same), None, "refused v SOURCE_COLUMN_REFUSED")
    case = pa.Table.from_arrays([pa.array([1]), pa.array([2])], ["id", "ID"])
    save("names-that-differ-in-case", arrow(case), "INTEGER,INTEGER", "[1,2]")
    empty = pa.Table.from_arrays([pa.array([1]), pa.array([2])], ["id", ""])
    save("name-empty", arrow(empty), None, "refused  SOURCE_COLUMN_REFUSED")
    odd = pa.Table.from_arrays([pa.array([n]) for n in range(5)], ["a.b", "a b", 'a"b', "用", "a\nb"])
    save("names-odd", arrow(odd), "INTEGER,INTEGER,INTEGER,INTEGER,INTEGER", "[0,1,2,3,4]")
    fields = pa.StructArray.from_arrays([pa.array([1]), pa.array([2]), pa.array([3])], ["a", "A", ""])
    save("fields-that-differ-in-case", one(fields), "JSON", '[{"a":1,"A":2,"":3}]')
    twice = pa.StructArray.from_arrays([pa.array([1]), pa.array([2])], ["a", "a"])
    save("field-twice", one(twice), None, "refused v SOURCE_COLUMN_REFUSED")


def nested():
    whole = pa.list_(pa.field("element", pa.int32(), nullable=False))
    lists = pa.array([[1, 2], [], None, [3]], whole)
    rows = ("[[1,2]]", "[[]]", "[null]", "[[3]]")
    save("list", one(lists), "JSON", *rows)
    save("list-item", one(pa.array([[1, None], [], None], pa.list_(pa.int32())), use_compliant_nested_type=False), "JSON", "[[1,null]]", "[[]]", "[null]")
    save("list-of-two-levels", edited(one(lists), flattened("array", drop="list")), "JSON", *rows)
    save("list-of-two-levels-other-name", edited(one(lists), flattened("number", drop="list")), "JSON", *rows)
    pair = pa.struct([pa.field("a", pa.int32(), nullable=False), pa.field("b", pa.string(), nullable=False)])
    pairs = pa.array([[{"a": 1, "b": "x"}], []], pa.list_(pa.field("element", pa.struct(list(pair)), nullable=False)))
    save("list-of-two-levels-of-groups", edited(one(pairs), flattened("number", drop="list")), "JSON", '[[{"a":1,"b":"x"}]]', "[[]]")
    single = pa.struct([pa.field("a", pa.int32(), nullable=False)])
    singles = pa.array([[{"a": 1}, {"a": 2}], [], None], pa.list_(pa.field("element", single, nullable=False)))
    rows = ('[[{"a":1},{"a":2}]]', "[[]]", "[null]")
    save("list-of-groups-of-one-field", one(singles), "JSON", *rows)
    save("list-of-two-levels-array", edited(one(singles), flattened("array", drop="list")), "JSON", *rows)
    save("list-of-two-levels-tuple", edited(one(singles), flattened("v_tuple", drop="list")), "JSON", *rows)
    # By the format's rules a repeated group of one field and any other name is the level around the element.
    save("list-of-three-levels-bag", edited(one(singles), flattened("bag", drop="list")), "JSON", "[[1,2]]", "[[]]", "[null]")

    def unannotated(footer):
        flattened("v", drop="list")(footer)
        elements = schema(footer)
        del elements[1]
        elements[0][CHILDREN] = (I32, 1)
        elements[1][REPETITION] = (I32, REPEATED)

    required = pa.Table.from_arrays(
        [pa.array([[1, 2], []], whole)], schema=pa.schema([pa.field("v", whole, nullable=False)])
    )
    save("repeated-without-a-list", edited(arrow(required), unannotated), "JSON", "[[1,2]]", "[[]]")
    maps = pa.array([[("k", 1), ("l", None)], [], None], pa.map_(pa.string(), pa.int32()))
    rows = ('[{"k":1,"l":null}]', "[{}]", "[null]")
    save("map", one(maps), "JSON", *rows)

    def old_map(footer):
        element = schema(footer)[1]
        element.pop(LOGICAL, None)
        element[CONVERTED] = (I32, CONVERTED_TYPES["MAP_KEY_VALUE"])
        schema(footer)[2][NAME] = (BINARY, b"map")

    def old_entries(footer):
        for element in schema(footer):
            element.pop(LOGICAL, None)
        schema(footer)[2][CONVERTED] = (I32, CONVERTED_TYPES["MAP_KEY_VALUE"])
        schema(footer)[2][NAME] = (BINARY, b"map")

    save("map-key-value", edited(one(maps), old_map), "JSON", *rows)
    save("map-key-value-entries", edited(one(maps), old_entries), "JSON", *rows)
    save(
        "map-key-twice",
        one(pa.array([[("k", 1), ("k", 2)], [("k", 3)]], pa.map_(pa.string(), pa.int32()))),
        "JSON",
        "rejected ROW_FIELD_DUPLICATE",
        '[{"k":3}]',
    )
    save(
        "map-keys-of-other-types",
        arrow(
            pa.table(
                {
                    "i": pa.array([[(-7, 1)]], pa.map_(pa.int64(), pa.int32())),
                    "t": pa.array([[(datetime.date(2024, 2, 29), 1)]], pa.map_(pa.date32(), pa.int32())),
                    "d": pa.array([[(decimal.Decimal("1.10"), 1)]], pa.map_(pa.decimal128(9, 2), pa.int32())),
                }
            )
        ),
        "JSON,JSON,JSON",
        '[{"-7":1},{"2024-02-29":1},{"1.10":1}]',
    )
    deep, kind = 7, pa.int32()
    for _ in range(100):
        deep, kind = [deep], pa.list_(kind)
    save("deep", one(pa.array([deep], kind)), "JSON", json.dumps([deep], separators=(",", ":")))
    for _ in range(150):
        deep, kind = [deep], pa.list_(kind)
    save("too-deep", one(pa.array([deep], kind)), None, "refused v SOURCE_COLUMN_REFUSED")


def pages():
    table = pa.table(
        {
            "id": pa.array(range(200), pa.int64()),
            "t": pa.array([f"text {n % 7}" if n % 5 else None for n in range(200)]),
            "l": pa.array([[n, n + 1] if n % 3 else [] for n in range(200)], pa.list_(pa.int32())),
        }
    )
    types = "INTEGER,TEXT,JSON"
    rows = [
        json.dumps([n, f"text {n % 7}" if n % 5 else None, [n, n + 1] if n % 3 else []], separators=(",", ":")) for n in range(200)
    ]
    small = {"data_page_size": 256, "row_group_size": 120}
    for codec in ("none", "snappy", "gzip", "brotli", "zstd", "lz4"):
        save("pages-" + codec, arrow(table, compression=codec, **small), types, *rows)
    save("pages-v2", arrow(table, compression="snappy", data_page_version="2.0", **small), types, *rows)

    def denied(header):
        header[8][1][7] = (BOOL_FALSE, False)

    def old_writer(footer):
        footer[6] = (BINARY, b"parquet-cpp version 1.5.1-SNAPSHOT")

    def negative(footer):
        footer[4][1][1][0][3] = (I64, -1)

    numbers = one(pa.array(range(100), pa.int64()), compression="snappy", data_page_version="2.0", use_dictionary=False)
    lines = [f"[{n}]" for n in range(100)]
    save("pages-v2-compression-denied", edited(edited_page(numbers, denied), old_writer), "INTEGER", *lines)
    save("pages-v2-length-wrong", edited_page(numbers, denied), None, "refused v SOURCE_UNREADABLE")

    def groups_lost(footer):
        footer[4] = (LIST, (STRUCT, []))

    save("rows-lost", edited(numbers, groups_lost), None, "refused - SOURCE_UNREADABLE")
    save("rows-negative", edited(numbers, negative), None, "refused - SOURCE_UNREADABLE")

    def bit_packed(header):
        header[5][1][3] = (I32, 4)

    some = one(pa.array([1, None, 3, 4, None, 6, 7, 8], pa.int64()), use_dictionary=False)
    save("levels-bit-packed", edited_page(some, bit_packed), None, "refused v SOURCE_UNREADABLE")
    encodings = {"id": "DELTA_BINARY_PACKED", "t": "DELTA_BYTE_ARRAY", "l.list.element": "BYTE_STREAM_SPLIT"}
    save("pages-delta", arrow(table, use_dictionary=False, column_encoding=encodings, **small), types, *rows)

    # Such a number asks for gigabytes before it is found to be wrong.
    many = 1 << 28

    def many_entries(header, body):
        header[7][1][1] = (I32, many)
        return body

    def many_differences(header, body):
        # The size of blocks (2 bytes), how many parts each has (1 byte), the number of values.
        assert body[3] == 8, body[:8]
        return body[:3] + varint(many) + body[4:]

    words = one(pa.array(["a", "b"]))
    save("dictionary-too-long", lengthened_page(words, DICTIONARY_PAGE, many_entries), None, "refused v SOURCE_UNREADABLE")
    field = pa.field("v", pa.int64(), nullable=False)
    steps = pa.table([pa.array([5, 1, 4, 1, 5, 9, 2, 6], pa.int64())], pa.schema([field]))
    steps = arrow(steps, use_dictionary=False, column_encoding="DELTA_BINARY_PACKED")
    save("differences-too-many", lengthened_page(steps, DATA_PAGE, many_differences), None, "refused v SOURCE_UNREADABLE")

    def many_levels(header, body):
        length = struct.unpack("<i", body[:4])[0]
        run = varint(many // 8 << 1 | 1) + b"\xff"
        return struct.pack("<i", len(run)) + run + body[4 + length :]

    levels = one(pa.array([1, None, 3], pa.int64()), use_dictionary=False)
    save("levels-too-many", lengthened_page(levels, DATA_PAGE, many_levels), None, "refused v SOURCE_UNREADABLE")
    summed = arrow(table, write_page_checksum=True, use_dictionary=False, **small)
    save("pages-with-checksums", summed, types, *rows)
    # One bit of a value, which only the checksum of its page can tell.
    at = summed.index(struct.pack("<qqq", 20, 21, 22))
    save("checksum-wrong", summed[:at] + bytes([summed[at] ^ 1]) + summed[at + 1 :], None, "refused id SOURCE_UNREADABLE")
    save("cut-off", summed[: len(summed) // 2], None, "refused - SOURCE_UNREADABLE")


if __name__ == "__main__":
    times()
    numbers()
    texts()
    names()
    nested()
    pages()
