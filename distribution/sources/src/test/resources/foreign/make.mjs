// Writes the files of this folder whose schemas only a writer with an explicit schema can make.
//
//     npm install hyparquet-writer@0.17.0 && node make.mjs .
//
// What has to be read of each is in the file beside it.
import { parquetWriteFile } from 'hyparquet-writer'

const bytes = text => new TextEncoder().encode(text)

function write(name, fields, options = {}) {
  parquetWriteFile({
    filename: `${process.argv[2]}/${name}.parquet`,
    columnData: fields.map(({ element, data }) => ({ name: element.name, data })),
    schema: [
      { name: 'root', num_children: fields.length },
      ...fields.map(({ element }) => ({ repetition_type: 'OPTIONAL', ...element })),
    ],
    codec: 'UNCOMPRESSED',
    statistics: false,
    ...options,
  })
}

const logical = (name, type, logical_type, data, more = {}) => ({ element: { name, type, logical_type, ...more }, data })
const converted = (name, type, converted_type, data, more = {}) => ({ element: { name, type, converted_type, ...more }, data })
const fixed = length => ({ type_length: length })

// No converted type beside the logical one.
write('hyparquet-logical-only', [
  logical('string', 'BYTE_ARRAY', { type: 'STRING' }, [bytes('é'), null]),
  logical('enum', 'BYTE_ARRAY', { type: 'ENUM' }, [bytes('RED'), null]),
  logical('json', 'BYTE_ARRAY', { type: 'JSON' }, [bytes('{"a": 12345678901234567890.10}'), bytes('{"a":')]),
  logical('decimal', 'INT32', { type: 'DECIMAL', scale: 2, precision: 9 }, [110, null]),
  logical('date', 'INT32', { type: 'DATE' }, [19782, null]),
  logical('time', 'INT64', { type: 'TIME', isAdjustedToUTC: true, unit: 'NANOS' }, [1n, 86400000000000n]),
  logical('local', 'INT64', { type: 'TIMESTAMP', isAdjustedToUTC: false, unit: 'MILLIS' }, [-1n, null]),
  logical('instant', 'INT64', { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MICROS' }, [-1n, null]),
])

// No logical type beside the converted one.
write('hyparquet-converted-only', [
  converted('string', 'BYTE_ARRAY', 'UTF8', [bytes('é'), null]),
  converted('enum', 'BYTE_ARRAY', 'ENUM', [bytes('RED'), null]),
  converted('bson', 'BYTE_ARRAY', 'BSON', [Uint8Array.of(5, 0, 0, 0, 0), null]),
  converted('decimal', 'INT64', 'DECIMAL', [110n, null], { scale: 2, precision: 18 }),
  converted('date', 'INT32', 'DATE', [-719528, null]),
  converted('time_millis', 'INT32', 'TIME_MILLIS', [86399999, 86400000]),
  converted('time_micros', 'INT64', 'TIME_MICROS', [1n, null]),
  converted('millis', 'INT64', 'TIMESTAMP_MILLIS', [1715000000123n, null]),
  converted('micros', 'INT64', 'TIMESTAMP_MICROS', [1715000000123456n, null]),
  converted('uint8', 'INT32', 'UINT_8', [255, null]),
  converted('uint64', 'INT64', 'UINT_64', [18446744073709551615n, null]),
  converted('interval', 'FIXED_LEN_BYTE_ARRAY', 'INTERVAL',
    [Uint8Array.of(14, 0, 0, 0, 3, 0, 0, 0, 220, 5, 0, 0), null], fixed(12)),
  converted('plain', 'BYTE_ARRAY', undefined, [bytes('AB'), null]),
])

// As parquet-java 1.10 and later write an INTERVAL.
write('hyparquet-unknown-logical', [
  { element: { name: 'interval', type: 'FIXED_LEN_BYTE_ARRAY', type_length: 12, converted_type: 'INTERVAL', logical_type: { type: 'NULL' } },
    data: [Uint8Array.of(14, 0, 0, 0, 3, 0, 0, 0, 220, 5, 0, 0), null] },
  logical('nothing', 'INT32', { type: 'NULL' }, [null, null]),
])

// Values that their annotation has no room for.
write('hyparquet-beyond', [
  { element: { name: 'id', type: 'INT64' }, data: [1n, 2n, 3n, 4n, 5n] },
  converted('int8', 'INT32', 'INT_8', [-128, 128, null, null, null]),
  converted('int16', 'INT32', 'INT_16', [32767, null, -32769, null, null]),
  converted('uint8', 'INT32', 'UINT_8', [255, null, null, 256, null]),
  converted('uint16', 'INT32', 'UINT_16', [65535, null, null, null, -1]),
])

// An annotation that does not belong to what is stored.
write('hyparquet-misplaced', [
  { element: { name: 'id', type: 'INT64' }, data: [1n] },
  logical('text', 'INT32', { type: 'STRING' }, [1]),
  converted('time', 'INT64', 'TIME_MILLIS', [1n]),
  logical('uuid', 'FIXED_LEN_BYTE_ARRAY', { type: 'STRING' }, [bytes('ab')], fixed(2)),
])
